"""What returns cost, beside the sums by hand, on both engines; the cost model, and amounts as people type them."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_app.alerts.alert_settings import AlertSettings, save_cost, save_general, save_news, settings_now
from feedback_app.alerts.tables import Action, Alert, DailyReturn, Effect, Trend
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute
from feedback_app.foundation.languages import speaking
from feedback_app.insights.money.action_money import money_of, save_action_money
from feedback_app.insights.money.actions import action_results, balance, counted, year_until
from feedback_app.insights.money.costs import (
    CostModel,
    PieceCost,
    average_cents,
    cents_of,
    cost_model,
    pieces_without_cost,
    save_model,
)
from feedback_app.insights.money.forms import read_action, read_costs, typed_costs
from feedback_app.insights.money.losses import DIMENSIONS, loss_table, losses
from feedback_app.insights.money.words import euros, read_euros, typed_euros
from feedback_app.insights.only import only
from feedback_app.insights.store import packing
from feedback_app.insights.store.facts import facts_now
from feedback_app.insights.tables import ReturnCost
from feedback_app.insights.views import Span, view_of
from tests.conftest import NOON
from tests.insights.desk_world import LAST, Said, fits, write_shop

EVER = Span(LAST - timedelta(days=400), LAST)
JACKETS, OTHERS = PieceCost(395, 205, 650), PieceCost(395, 100, 205)
COSTS = {"Jacken": JACKETS, "": OTHERS}
MODEL = CostModel(COSTS, OTHERS.total)


def cost_by_hand(one: Said) -> int:
    each = JACKETS if one.values["category"] == "Jacken" else OTHERS
    return 0 if one.question else one.quantity * each.total


async def test_the_cost_of_a_cut_is_the_sum_by_hand_over_random_filters(db, house) -> None:
    said = await write_shop(house, 200, seed=11)
    facts, chance = await facts_now(), random.Random(2)
    for _ in range(25):
        span = Span(LAST - timedelta(days=chance.randrange(40)), LAST)
        filters = {"carrier": chance.choice(("", "GLS")), "theme": chance.choice(("", "too_small"))}
        filters = {name: value for name, value in filters.items() if value}
        cut = facts.said(span, filters)
        assert cents_of(cut, facts, MODEL).sum() == sum(cost_by_hand(one) for one in said if fits(one, span, filters))


async def test_each_table_of_costs_adds_up_to_the_whole(db, house) -> None:
    said = await write_shop(house, 150, seed=12)
    facts = await facts_now()
    cut = facts.said(EVER, {})
    for dimension in DIMENSIONS:
        rows = losses(cut, facts, MODEL, dimension)
        assert sum(row.cents for row in rows) == pytest.approx(sum(map(cost_by_hand, said))), dimension


async def test_the_list_behind_a_number_of_returns_holds_no_texts_about_orders_and_no_bare_ratings(db, house) -> None:
    await write_shop(house, 200, seed=44)
    facts, view = await facts_now(), view_of("/money", {"days": "30"}, LAST)
    cut = facts.said(view.span, view.slices)
    for dimension in ("theme", "carrier"):
        for row in (await loss_table(view, cut, facts, MODEL, dimension)).rows:
            asked = view_of("/submissions", dict(parse_qsl(row.items_url.partition("?")[2])), LAST, ("only",))
            listed = only(facts.said(asked.span, asked.slices), asked.own.get("only", ""))
            assert not row.items_url or listed.size == row.items


async def test_a_return_with_several_themes_is_split_equally_among_them(db, house) -> None:
    said = await write_shop(house, 150, seed=13)
    facts = await facts_now()
    by_hand: Counter[str] = Counter()
    items: Counter[str] = Counter()
    for one in (one for one in said if not one.question):
        themes = one.themes if one.text and one.themes else ("",)
        items.update(themes)
        for theme in themes:
            by_hand[theme] += Fraction(cost_by_hand(one), len(themes))  # type: ignore[assignment]
    rows = losses(facts.said(EVER, {}), facts, MODEL, "theme")
    assert {row.value: row.items for row in rows} == dict(items)
    assert {row.value: row.cents for row in rows} == pytest.approx({theme: float(by_hand[theme]) for theme in items})


async def test_spellings_of_a_carrier_are_one_row_and_other_names_are_not(db, house) -> None:
    said = await write_shop(house, 60, seed=14)
    last = next(one for one in said if one.values["carrier"] == "DHL" and not one.question)
    other = next(one for one in said if one.values["carrier"] == "GLS" and not one.question)
    async with transaction():
        await execute("UPDATE comment SET carrier = 'dhl ', revision = revision + 1 WHERE id = ?", last.id)
        await execute("UPDATE comment SET carrier = 'GLS Express', revision = revision + 1 WHERE id = ?", other.id)
    await packing.run(house)
    facts = await facts_now()
    rows = {row.value: row for row in losses(facts.said(EVER, {}), facts, MODEL, "carrier")}
    by_hand = sum(cost_by_hand(one) for one in said if one.values["carrier"] == "DHL")
    assert (rows["DHL"].cents, rows["DHL"].filter) == (by_hand, "")
    assert rows["GLS Express"].items == 1


async def test_while_nobody_has_said_a_cost_everything_is_unknown_and_nothing_is_guessed(db, house) -> None:
    said = await write_shop(house, 40, seed=15)
    facts, model = await facts_now(), await cost_model()
    cut = facts.said(EVER, {})
    assert (model.known, model.cents("Jacken")) == (False, None)
    assert cents_of(cut, facts, model).sum() == 0
    assert pieces_without_cost(cut, facts, model) == sum(one.quantity for one in said if not one.question)


async def test_the_one_amount_of_the_alerts_holds_until_there_is_a_model(db, now) -> None:
    await save_cost(650)
    assert (await cost_model()).cents("Jacken") == 650
    await save_model(COSTS, LAST, now)
    assert (await cost_model()).cents("Jacken") == JACKETS.total
    assert (await cost_model()).cents("Hosen") == OTHERS.total


async def test_saving_the_model_tells_the_alerts_the_average_piece_and_leaves_their_other_settings(db, now) -> None:
    await save_general("BY", 999)
    await save_news(True, True)
    async with transaction():
        for category, pieces, days in (("Jacken", 3, 10), ("Hosen", 1, 364), ("Hosen", 500, 365)):
            await DailyReturn(day=LAST - timedelta(days=days), category=category, pieces=pieces).save()
    await save_model(COSTS, LAST, now)
    # Three jackets and one other piece within the year: (3 x 12.50 + 7.00) / 4.
    assert await settings_now() == AlertSettings("BY", 1113, True, True)
    await save_model({}, LAST, now)
    assert (await settings_now()).cents_per_return == 1113


async def test_a_model_that_cannot_be_written_leaves_everything_as_it_was(db, now) -> None:
    await save_model(COSTS, LAST, now)
    with pytest.raises(Exception, match=r"(?i)integer|out of range|too large|int"):  # what each driver says of it
        await save_model({"": PieceCost(2**70)}, LAST, now)
    assert (await cost_model()).by_category == COSTS
    assert (await settings_now()).cents_per_return == OTHERS.total


async def test_saving_twice_is_saving_once(db, now) -> None:
    await save_model(COSTS, LAST, now)
    await save_model(COSTS, LAST, now)
    assert await ReturnCost.count() == 2


pieces = st.lists(st.tuples(st.sampled_from(("Jacken", "Hosen", "Hüte")), st.integers(0, 50)), max_size=9)


@given(pieces, st.booleans())
def test_the_average_is_that_of_all_pieces_laid_side_by_side(came: list[tuple[str, int]], others: bool) -> None:
    costs = COSTS if others else {"Jacken": JACKETS}
    laid = [costs.get(name, costs.get("")) for name, count in came for _ in range(count)]
    known = [cost.total for cost in laid if cost is not None]
    expected = int(Fraction(sum(known), len(known)) + Fraction(1, 2)) if known else OTHERS.total if others else None
    assert average_cents(costs, came) == expected


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("6,50", 650),
        ("6.50", 650),
        ("1.234,50 €", 123_450),
        ("1,234.50", 123_450),
        ("7", 700),
        ("0", 0),
        ("6,505", None),
        ("1.234", None),
        ("-1", None),
        ("1e3", None),
        ("²", None),
        ("NaN", None),
        ("99999999", None),
        ("", None),
    ],
)
def test_amounts_are_read_as_people_type_them(typed: str, cents: int | None) -> None:
    assert read_euros(typed) == cents


@given(st.integers(0, 10**9), st.sampled_from(("de", "en")))
def test_what_a_field_shows_is_read_as_the_same_amount(cents: int, language: str) -> None:
    with speaking(language):
        assert read_euros(typed_euros(cents)) == cents


def test_amounts_stand_in_the_readers_language() -> None:
    with speaking("de"):
        found = [euros(cents).replace("\u00a0", " ") for cents in (123_456, 650, -20, -0.4)]
    assert found == ["1.235 €", "6,50 €", "−0,20 €", "0,00 €"]
    with speaking("en"):
        assert euros(123_456) == "€1,235"


def form(*rows: tuple[str, str, str, str]) -> dict[str, str]:
    names = ("category", "shipping", "handling", "write_down")
    return {f"{name}-{n}": value for n, row in enumerate(rows) for name, value in zip(names, row, strict=True)}


def test_a_row_without_an_amount_is_no_row() -> None:
    costs, errors = read_costs(typed_costs(form(("", "3,95", "1", ""), ("Jacken", "", "", ""))))
    assert (costs, errors) == ({"": PieceCost(395, 100, 0)}, ())


def test_nothing_typed_gives_the_model_up() -> None:
    assert read_costs(typed_costs(form(("", "", "", ""), ("Jacken", "", "", "")))) == ({}, ())


def test_a_category_alone_would_leave_the_others_without_a_cost() -> None:
    _costs, errors = read_costs(typed_costs(form(("", "", "", ""), ("Jacken", "4", "", ""))))
    assert [error.field for error in errors] == ["shipping-0"]


def test_each_wrong_amount_is_named_at_its_field() -> None:
    _costs, errors = read_costs(typed_costs(form(("", "drei", "1", "-2"), ("Jacken", "4", "10000000", ""))))
    assert [error.field for error in errors] == ["shipping-0", "write_down-0", "handling-1"]


def test_what_an_action_cost_is_unknown_nothing_or_an_amount() -> None:
    assert read_action({"cost": "", "extra_revenue": ""})[0] is None
    assert read_action({"cost": "0", "extra_revenue": ""})[0] == (0, 0)
    assert read_action({"cost": "150", "extra_revenue": "20,5", "note": " a "}) == ((15_000, 2_050), "a", ())
    assert [error.field for error in read_action({"cost": "", "extra_revenue": "x"})[2]] == ["cost", "extra_revenue"]


async def acted(theme: str, carrier: str, started: date, verdict: str = "improved", **effect: Any) -> int:
    """An action whose effect was measured over four weeks: 12 cases, a ratio of 0.3 (0.18–0.5)."""
    series = f"{theme}|carrier={carrier}"
    alert = Alert(
        series=series, theme=theme, slice="{}", team="logistics", state="closed", since=started, last_day=started,
        observed=30, expected=10, lower=5, upper=16, exposure=300, usual_share=0.03, score=4, opened_at=NOON,
        updated_at=NOON, closed_at=NOON,
    )  # fmt: skip
    await alert.save()
    action = Action(alert=alert.id, cause="x", measure="y", started_on=started, theme=theme, created_at=NOON)
    await action.save()
    measured = {"ratio": 0.3, "lower": 0.18, "upper": 0.5, "after_count": 12, "final": True, **effect}
    await Effect(
        action=action.id, measured_on=started + timedelta(days=28), days_after=28, before_count=60, before_answers=400,
        after_answers=400, verdict=verdict, **measured,
    ).save()  # fmt: skip
    return int(action.id)


async def test_a_saved_case_is_worth_what_a_case_costs_where_the_action_works(db, house) -> None:
    said = await write_shop(house, 200, seed=16)
    started = LAST - timedelta(days=10)
    await acted("too_small", "GLS", started)
    facts = await facts_now()
    (found,) = await action_results(year_until(LAST), facts, MODEL)
    span = Span(started - timedelta(days=28), started + timedelta(days=28))
    there = [one for one in said if fits(one, span, {"carrier": "GLS", "theme": "too_small"})]
    by_hand = sum(Fraction(cost_by_hand(one), len(one.themes)) for one in there) / len(there)
    assert found.price == pytest.approx(float(by_hand))
    assert found.saved.value == pytest.approx(found.cases.value * float(by_hand))


async def test_the_counts_spread_as_the_scan_found_before_the_action(db, house) -> None:
    started = LAST - timedelta(days=10)
    await acted("too_small", "GLS", started)
    for days, phi in ((-3, 1.7), (1, 9.0)):
        await Trend(
            day=started + timedelta(days=days), series="too_small|carrier=GLS", observed=1, exposure=9, expected=1.0,
            lower=0.0, upper=3.0, phi=phi, standard_error=0.1, score=0.0,
        ).save()  # fmt: skip
    (found,) = await action_results(year_until(LAST), await facts_now(), MODEL)
    assert found.measured.phi == 1.7


async def test_the_roi_rests_on_judged_actions_with_a_known_cost_alone(db, house) -> None:
    days = [LAST - timedelta(days=n) for n in (200, 150, 100, 50)]
    helped = await acted("too_small", "GLS", days[0])
    in_vain = await acted("too_small", "GLS", days[1], "no_change")
    await acted("too_small", "GLS", days[2])
    early = await acted("too_small", "GLS", days[3], "too_early", final=False)
    for action in (helped, in_vain, early):
        await save_action_money(action, (10_000, 500), "", "Lea", NOON)
    results = await action_results(year_until(LAST), await facts_now(), MODEL)
    found = balance(results, year_until(LAST), MODEL)
    assert (found.in_roi, found.unpriced, found.early) == (2, 1, 1)
    by_hand = (results[-1].saved.value + 1_000) / 20_000
    assert found.roi_value.ratio.value == pytest.approx(by_hand)
    assert sum(counted(results)) == 2


async def test_the_same_cases_saved_by_two_actions_stand_once_in_the_sum(db, house) -> None:
    started = LAST - timedelta(days=40)
    await acted("too_small", "GLS", started)
    await acted("too_small", "GLS", started + timedelta(days=3), ratio=0.5, lower=0.3, upper=0.8)
    results = await action_results(year_until(LAST), await facts_now(), MODEL)
    assert counted(results) == (False, True)


async def test_an_roi_without_a_measured_saving_claims_no_interval(db, house) -> None:
    action = await acted("too_small", "GLS", LAST - timedelta(days=60), "no_change")
    await save_action_money(action, (10_000, 500), "", "Lea", NOON)
    year = year_until(LAST)
    found = balance(await action_results(year, await facts_now(), MODEL), year, MODEL)
    assert (found.roi_value.ratio.value, found.roi_range) == (0.05, "")


async def test_what_was_saved_together_counts_for_the_roi_only_when_all_costs_are_known(db, house) -> None:
    started = LAST - timedelta(days=40)
    larger = await acted("too_small", "GLS", started)
    smaller = await acted("too_small", "GLS", started + timedelta(days=3), ratio=0.5, lower=0.3, upper=0.8)
    apart = await acted("zipper", "GLS", started)
    year = year_until(LAST)
    for action in (smaller, apart):
        await save_action_money(action, (10_000, 0), "", "Lea", NOON)
    found = balance(await action_results(year, await facts_now(), MODEL), year, MODEL)
    assert (found.in_roi, found.tied, found.unpriced, found.roi_value.cost) == (1, 1, 1, 10_000)
    await save_action_money(larger, (5_000, 0), "", "Lea", NOON)
    results = await action_results(year, await facts_now(), MODEL)
    whole = balance(results, year, MODEL)
    saved = {one.row["id"]: one.saved.value for one in results}
    assert (whole.in_roi, whole.tied, whole.roi_value.cost) == (3, 0, 25_000)
    assert whole.roi_value.saved.value == pytest.approx(saved[larger] + saved[apart])


async def test_without_a_cost_model_actions_save_cases_but_no_euros(db, house) -> None:
    await acted("too_small", "GLS", LAST - timedelta(days=40))
    results = await action_results(year_until(LAST), await facts_now(), CostModel())
    found = balance(results, year_until(LAST), CostModel())
    assert results[0].cases is not None
    assert (found.saved, found.roi) == ("", "")


async def test_the_money_of_an_action_is_written_once_changed_and_taken_back(db, now) -> None:
    await save_action_money(7, (100, 0), "", "Lea", now)
    await save_action_money(7, (250, 30), "Karton", "Tom", now)
    assert await money_of([7, 8]) == {7: (250, 30)}
    await save_action_money(7, None, "", "Tom", now)
    assert await money_of([7]) == {}
