"""Rules, promises and hours are set on one page, by admins, for what comes after."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_app.cases import stage
from feedback_app.cases.tables import BusinessDay, CasePromise, CaseRule
from feedback_app.cases.terms import install_terms
from feedback_app.cases.terms_form import TypedTerms, minute_of, read_terms, time_of
from feedback_app.cases.terms_pages import save_terms, terms_page
from feedback_app.foundation.pages import FieldError
from tests.cases.cases_world import customer_says, only_case, wants_call
from tests.web.browsing import ClientAs


def typed(**changes: str) -> dict[str, str]:
    """The form as it is after installation; ``_`` stands for the hyphen of a field's name."""
    fields = {
        **{f"active-{kind}": "1" for kind in ("callback", "flag")},
        **{"rating-callback": "3", "priority-callback": "high", "priority-flag": "urgent"},
        **{"rating-low_score": "2", "priority-low_score": "normal"},
        **{"response-urgent": "2", "solution-urgent": "8", "response-high": "4", "solution-high": "16"},
        **{"response-normal": "8", "solution-normal": "40"},
        **{f"opens-{day}": "09:00" for day in range(5)},
        **{f"closes-{day}": "17:00" for day in range(5)},
    }
    return {**fields, **{name.replace("__", "-"): value for name, value in changes.items()}}


def wrong_fields(**changes: str) -> list[str]:
    found = read_terms(typed(**changes))
    return [error.field for error in found] if isinstance(found, tuple) else []


async def test_what_is_shown_is_what_is_stored_and_saving_it_changes_nothing(house, clock):
    page = await terms_page()
    shown = {
        **{f"active-{rule.kind}": "1" for rule in page.rules if rule.active},
        **{f"rating-{rule.kind}": rule.rating for rule in page.rules if rule.rated},
        **{f"priority-{rule.kind}": rule.priority for rule in page.rules},
        **{f"response-{one.priority}": one.response for one in page.promises},
        **{f"solution-{one.priority}": one.solution for one in page.promises},
        **{f"opens-{day.weekday}": day.opens for day in page.days if day.opens},
        **{f"closes-{day.weekday}": day.closes for day in page.days if day.closes},
    }
    assert shown == typed()
    before = await CaseRule.select()
    clock.pass_time(days=1)
    terms = read_terms(shown)
    assert isinstance(terms, TypedTerms)
    await save_terms(house, terms)
    assert await CaseRule.select() == before


async def test_a_rule_that_is_switched_on_opens_nothing_older_than_that(house, channels, clock):
    await customer_says(house, "O-1", rating=1)
    clock.pass_time(minutes=1)
    await save_terms(house, read_terms(typed(active__low_score="1")))
    await customer_says(house, "O-2", rating=1)
    assert await stage.run(house, channels) == 1
    assert (await only_case()).order_id == "O-2"


async def test_a_rule_that_is_widened_opens_nothing_older_than_that(house, channels, clock):
    await wants_call(house, "O-1", rating=5)
    clock.pass_time(minutes=1)
    await save_terms(house, read_terms(typed(rating__callback="")))
    await wants_call(house, "O-2", rating=5)
    assert await stage.run(house, channels) == 1


async def test_other_hours_and_promises_hold_for_new_cases(house, channels):
    await save_terms(house, read_terms(typed(response__high="0,5", opens__4="00:00", closes__4="00:00")))
    await wants_call(house)
    await stage.run(house, channels)
    case = await only_case()
    assert case.first_response_due == house.now() + timedelta(minutes=30)
    # Friday lasts until midnight now: eleven more hours, and the rest on Monday from nine on.
    assert case.solve_due == datetime(2026, 11, 23, 12, tzinfo=UTC)


async def test_installing_again_changes_nothing_that_members_have_changed(house, clock):
    await save_terms(house, read_terms(typed(response__high="1", opens__5="10:00", closes__5="12:00")))
    before = [await table.select().order_by(table.id) for table in (CaseRule, CasePromise, BusinessDay)]
    clock.pass_time(days=1)
    await install_terms(house.now())
    assert [await table.select().order_by(table.id) for table in (CaseRule, CasePromise, BusinessDay)] == before


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"response__high": ""}, ["response-high"]),
        ({"response__high": "nan"}, ["response-high"]),
        ({"response__high": "-1"}, ["response-high"]),
        ({"solution__high": "1e9"}, ["solution-high"]),
        ({"solution__high": "3"}, ["solution-high"]),
        ({"opens__0": ""}, ["opens-0"]),
        ({"opens__0": "later"}, ["opens-0"]),
        ({"closes__0": "08:00"}, ["closes-0"]),
        ({f"{name}__{day}": "" for name in ("opens", "closes") for day in range(5)}, ["opens-0"]),
        ({"rating__callback": "77", "priority__flag": "at once"}, []),
    ],
)
def test_what_cannot_hold_is_named_at_its_field(changes, fields):
    assert wrong_fields(**changes) == fields


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(typed())), st.text("0123456789:.,- eEnaé²", max_size=8)))
def test_whatever_is_typed_is_terms_or_named_fields(changes):
    found = read_terms({**typed(), **changes})
    if isinstance(found, TypedTerms):
        assert len(found.days) == 7
        assert all(0 < one.response_hours <= one.solution_hours <= 1000 for one in found.promises)
    else:
        assert found
        assert all(isinstance(error, FieldError) for error in found)


@settings(deadline=None)
@given(st.integers(0, 1439))
def test_a_time_is_read_as_it_is_written(minute):
    assert minute_of(time_of(minute)) == minute


@pytest.mark.parametrize("text", ["", "9", "25:00", "24:01", "09:60", "a:b", "²:00", "-1:00", ":"])
def test_what_is_no_time_is_none(text):
    assert minute_of(text) is None


async def test_only_admins_set_terms_and_what_is_wrong_comes_back_as_typed(house, client_as: ClientAs):
    admin, service = await client_as("admin"), await client_as("service")
    assert (await service.get("/cases/settings")).status_code == 403
    assert "Möchte angerufen werden" in (await admin.get("/cases/settings")).text
    again = await admin.submit("/cases/settings", typed(response__high="bald"))
    assert (again.status_code, 'value="bald"' in again.text, 'href="#response-high"' in again.text) == (422, True, True)
    assert (await admin.submit("/cases/settings", typed(response__high="1"))).status_code == 303
    row = await CasePromise.select().where(CasePromise.priority == "high").first()
    assert row["response_hours"] == 1.0
