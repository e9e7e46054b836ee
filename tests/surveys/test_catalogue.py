"""The reasons of returns, and what other systems call them."""

from __future__ import annotations

import pytest

from feedback_app.foundation.database import transaction
from surveys.catalogue import catalogue, install_catalogue, reason_for
from surveys.tables import Reason


def test_every_reason_has_both_names_and_a_party_but_other() -> None:
    assert len(catalogue()) == 29
    assert all(entry.name_de and entry.name_en for entry in catalogue())
    assert [entry.code for entry in catalogue() if not entry.party] == ["other"]


@pytest.mark.parametrize("entry", catalogue(), ids=lambda entry: entry.code)
def test_own_codes_and_names_are_understood_in_any_case(entry) -> None:
    for spelling in (entry.code, entry.name_de, entry.name_en):
        assert reason_for(f" {spelling.upper()} ") == entry.code


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("too-small", "too_small"),
        ("SIZE_TOO_LARGE", "too_big"),
        ("Fabric", "material"),
        ("APPAREL_STYLE", "dislike_style"),
        ("RO_CR-DEFECTIVE", "defective"),
        ("AMZ-PG-BAD-DESC", "not_as_described"),
        ("UND-UNKNOWN", "not_delivered"),
        ("UNDELIVERABLE_REFUSED", "not_delivered"),
        ("5", "too_late"),
        ("ARRIVED_DAMAGED", "damaged_transport"),
        ("incorrectItemReceived", "wrong_item"),
        ("dm", "damaged_warehouse"),
        ("zu gross", "too_big"),
    ],
)
def test_codes_of_other_systems_are_mapped(raw: str, code: str) -> None:
    assert reason_for(raw) == code


@pytest.mark.parametrize("raw", ["", "WRONG_SIZE", "doesNotFit", "PF", "0", "1", "damaged-or-defective", "nonsense"])
def test_what_is_ambiguous_or_unknown_is_left_unmapped(raw: str) -> None:
    assert reason_for(raw) == ""


async def test_the_catalogue_may_be_installed_twice(db: str) -> None:
    await install_catalogue()
    first = await Reason.select().order_by(Reason.id)
    await install_catalogue()
    assert await Reason.select().order_by(Reason.id) == first
    assert len(first) == 29


async def test_a_name_that_a_shop_has_changed_survives_the_next_installation(db: str) -> None:
    await install_catalogue()
    async with transaction():
        await Reason.update({Reason.name_de: "Fällt klein aus", Reason.retired: True}).where(Reason.code == "too_small")
    await install_catalogue()
    kept = await Reason.select().where(Reason.code == "too_small").first()
    assert (kept["name_de"], kept["retired"]) == ("Fällt klein aus", True)


def test_the_word_und_is_not_a_code_of_undelivered_parcels():
    assert reason_for("Und bitte das Geld zurück") == ""
    assert reason_for("UND-UNKNOWN") == "not_delivered"
