"""The sentence of an alert, in both languages and for every kind of slice."""

import dataclasses
from datetime import UTC, date, datetime

import pytest

from feedback_app.alerts import sentences
from feedback_app.alerts.cards import AlertCard, Explained, Names
from feedback_app.alerts.slices import EVERYTHING, Series, Slice
from feedback_app.foundation.languages import speaking

NOW = datetime(2026, 11, 20, tzinfo=UTC)
CARD = AlertCard(
    id=1, series=Series("damaged_transport", Slice("carrier", "GLS")), label="GLS", team="logistics",
    theme_name=Names("Transportschaden", "Damaged in transport"), team_name=Names("Logistik", "Logistics"),
    state="new", since=date(2023, 11, 14), last_day=date(2023, 11, 20), observed=41, expected=12.2, lower=6, upper=19,
    exposure=418, usual_share=0.031, score=5, owner_id=None, owner_name="", opened_at=NOW, closed_at=None,
)  # fmt: skip


def test_the_german_sentence_says_the_result_first():
    with speaking("de"):
        assert sentences.sentence(CARD) == (
            "Transportschaden bei GLS steigt seit Dienstag, 14. November: "
            "41 statt erwartet 12 (6–19), 9,8\u00a0% statt 3,1\u00a0% der Rückmeldungen."
        )


def test_the_english_sentence_says_the_same():
    with speaking("en"):
        assert sentences.sentence(CARD) == (
            "“Damaged in transport” at GLS has been rising since Tuesday, 14 November: "
            "41 instead of 12 expected (6–19), 9.8% instead of 3.1% of the answers."
        )


ERFURT = Explained("warehouse", ("Erfurt",), 0.68)


def test_the_sentence_ends_with_what_explains_the_rise():
    card = dataclasses.replace(CARD, explained=ERFURT)
    with speaking("de"):
        assert sentences.sentence(card).endswith(
            "9,8\u00a0% statt 3,1\u00a0% der Rückmeldungen, Lager Erfurt erklärt 68\u00a0%."
        )
    with speaking("en"):
        assert sentences.sentence(card).endswith(" of the answers, warehouse Erfurt explains 68%.")


def test_two_causes_explain_in_the_plural_and_never_more_than_all():
    card = dataclasses.replace(CARD, explained=Explained("lot", ("L-1", "L-2"), 1.07))
    with speaking("de"):
        assert sentences.cause(card) == ", Charge L-1 und Charge L-2 erklären 100\u00a0%"
    with speaking("en"):
        assert sentences.cause(card) == ", lot L-1 and lot L-2 explain 100%"


def test_a_rising_return_rate_counts_pieces():
    names = Names("Retourenquote", "Return rate")
    series = Series("return_rate", Slice("sku", "H-1"))
    card = dataclasses.replace(CARD, kind="rate", theme_name=names, series=series, label="Hose Malmö")
    with speaking("de"):
        assert sentences.sentence(card) == (
            "Retourenquote bei Hose Malmö steigt seit Dienstag, 14. November: "
            "41 statt erwartet 12 (6–19) Stück zurück, 9,8\u00a0% statt 3,1\u00a0% der fälligen Stücke."
        )
    with speaking("en"):
        assert sentences.sentence(card) == (
            "Return rate for Hose Malmö has been rising since Tuesday, 14 November: "
            "41 pieces back instead of 12 expected (6–19), 9.8% instead of 3.1% of the pieces due."
        )


def test_a_single_danger_has_no_figures():
    names = Names("Verletzung", "Injury")
    card = dataclasses.replace(
        CARD, kind="single", theme_name=names, series=Series("injury", Slice("sku", "T")), label="Topf"
    )
    with speaking("de"):
        assert sentences.sentence(card) == (
            "Mögliche Gefahr: Verletzung bei Topf: eine Rückmeldung vom Dienstag, 14. November. Bitte gleich ansehen."
        )
    with speaking("en"):
        assert sentences.headline(card) == "Possible danger: Injury for Topf"


@pytest.mark.parametrize(
    ("part", "label", "german", "english"),
    [
        (EVERYTHING, "", "Transportschaden", "“Damaged in transport”"),
        (Slice("carrier", "GLS"), "GLS", "Transportschaden bei GLS", "“Damaged in transport” at GLS"),
        (
            Slice("warehouse", "Erfurt"),
            "Erfurt",
            "Transportschaden im Lager Erfurt",
            "“Damaged in transport” in warehouse Erfurt",
        ),
        (
            Slice("warehouse", "Lager Erfurt"),
            "Lager Erfurt",
            "Transportschaden im Lager Erfurt",
            "“Damaged in transport” in warehouse Erfurt",
        ),
        (Slice("lot", "L-204"), "L-204", "Transportschaden in Charge L-204", "“Damaged in transport” in lot L-204"),
        (Slice("hub", "Köln"), "Köln", "Transportschaden im Hub Köln", "“Damaged in transport” at hub Köln"),
        (Slice("hub", "Hub Köln"), "Hub Köln", "Transportschaden im Hub Köln", "“Damaged in transport” at hub Köln"),
        (
            Slice("area", "04"),
            "04",
            "Transportschaden im Postleitzahlgebiet 04",
            "“Damaged in transport” in postcode area 04",
        ),
        (
            Slice("sku", "H-1"),
            "Hose Malmö",
            "Transportschaden bei Hose Malmö",
            "“Damaged in transport” for Hose Malmö",
        ),
    ],
)
def test_every_kind_of_slice_reads_well(part, label, german, english):
    card = dataclasses.replace(CARD, series=Series("damaged_transport", part), label=label)
    with speaking("de"):
        assert sentences.subject(card) == german
    with speaking("en"):
        assert sentences.subject(card) == english


def test_a_theme_of_several_words_stands_in_quotation_marks():
    card = dataclasses.replace(CARD, theme_name=Names("Zu klein", "Too small"))
    with speaking("de"):
        assert sentences.headline(card) == "„Zu klein“ bei GLS steigt seit Dienstag, 14. November"


def test_a_small_expected_count_keeps_one_decimal():
    with speaking("de"):
        assert (sentences.count(0.44), sentences.count(12.2)) == ("0,4", "12")
