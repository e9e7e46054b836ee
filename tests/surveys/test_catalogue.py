"""The reasons of returns, and what other systems call them."""

from __future__ import annotations

import pytest

from feedback_app.foundation.database import transaction
from surveys.built_in import GROUPS
from surveys.catalogue import catalogue, install_catalogue, reason_for, reason_groups, retired_reasons
from surveys.tables import Reason


def test_every_reason_has_both_names_and_a_party_but_other() -> None:
    assert len(catalogue()) == 29
    assert all(entry.name_de and entry.name_en for entry in catalogue())
    assert [entry.code for entry in catalogue() if not entry.party] == ["other"]


def test_every_group_has_both_names_and_a_party() -> None:
    assert len(reason_groups()) == 7
    assert all(group.name_de and group.name_en and group.party for group in reason_groups())


def test_the_returns_form_offers_the_groups_of_the_catalogue_with_their_reasons() -> None:
    below = {group.code: {entry.code for entry in catalogue() if entry.parent == group.code} for group in GROUPS}
    assert below == {group.code: set(group.children) for group in GROUPS}
    assert [group.code for group in reason_groups()] == [group.code for group in GROUPS]


def test_only_what_says_no_reason_stands_beside_the_groups() -> None:
    assert {entry.code for entry in catalogue() if not entry.parent} == {"withdrawal", "other"}


def test_no_two_reasons_or_groups_have_the_same_name_or_code() -> None:
    entries = (*catalogue(), *reason_groups())
    for spellings in zip(*((entry.code, entry.name_de, entry.name_en) for entry in entries), strict=True):
        assert len({spelling.casefold() for spelling in spellings}) == len(entries)


@pytest.mark.parametrize("entry", [*catalogue(), *reason_groups()], ids=lambda entry: entry.code)
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
    assert len(first) == 29 + 7


async def test_a_name_that_a_shop_has_changed_survives_the_next_installation(db: str) -> None:
    await install_catalogue()
    async with transaction():
        await Reason.update({Reason.name_de: "Fällt klein aus", Reason.retired: True}).where(Reason.code == "too_small")
    await install_catalogue()
    kept = await Reason.select().where(Reason.code == "too_small").first()
    assert (kept["name_de"], kept["retired"]) == ("Fällt klein aus", True)


async def test_reasons_are_stored_below_their_groups(db: str) -> None:
    await install_catalogue()
    async with transaction():
        await Reason.update({Reason.parent: ""}).where(Reason.code == "too_small")
        await Reason.update({Reason.name_en: "Fit"}).where(Reason.code == "size_or_fit")
    await install_catalogue()
    stored = {row["code"]: row for row in await Reason.select()}
    assert stored["too_small"]["parent"] == "size_or_fit"
    assert (stored["size_or_fit"]["name_en"], stored["size_or_fit"]["party"]) == ("Fit", "product")


async def test_a_retired_reason_stays_in_the_catalogue(db: str) -> None:
    await install_catalogue()
    assert await retired_reasons() == frozenset()
    async with transaction():
        await Reason.update({Reason.retired: True}).where(Reason.code == "gift")
    await install_catalogue()
    assert await retired_reasons() == {"gift"}


def test_the_word_und_is_not_a_code_of_undelivered_parcels():
    assert reason_for("Und bitte das Geld zurück") == ""
    assert reason_for("UND-UNKNOWN") == "not_delivered"
