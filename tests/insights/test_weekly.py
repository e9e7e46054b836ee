"""Once a week each team reads what rose, what was done and what it brought: true, once, at its hour."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from feedback_app.alerts import destinations
from feedback_app.alerts.channels import Channels
from feedback_app.alerts.destinations import Kind, Wanted
from feedback_app.alerts.tables import Alert, Effect, Notification
from feedback_app.alerts.teams import install_teams
from feedback_app.foundation.access import Role, Viewer
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.languages import speaking
from feedback_app.insights.store import packing
from feedback_app.insights.tables import WeeklyReport
from feedback_app.insights.weekly import stage as weekly
from feedback_app.insights.weekly.week import week_of
from feedback_app.insights.weekly.wishes import Wish, days_of, save_wish
from surveys.built_in import BUILT_IN
from surveys.tables import Survey
from tests.alerts.action_cast import acted, one_alert
from tests.alerts.alert_world import Batch, FakeClock
from tests.alerts.conftest import house, world  # noqa: F401 fixtures: a shop whose clock can be moved

MAIL = Channels(None, "feedback@shop.example", {"logistics": "lager@shop.example"}, "", "", False)
MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
"""Seven o'clock in Berlin."""
SUNDAY = date(2026, 11, 22)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(MONDAY)


@pytest.fixture
async def shop(world, house):  # noqa: F811 the fixtures above
    """Five weeks of answers; damage doubles in the last one."""
    await install_teams()
    questions = msgspec.json.encode(BUILT_IN["returns"]).decode()
    await Survey.update({Survey.definition: questions}).where(Survey.code == "returns")
    days = [SUNDAY - timedelta(days=ago) for ago in range(35)]
    damaged = [Batch(day, 8 if day > SUNDAY - timedelta(days=7) else 3, "damaged_transport") for day in days]
    await world.add([*damaged, *(Batch(day, 20) for day in days)])
    await packing.run(house)
    return house


async def letters(team: str = "logistics") -> list[Notification]:
    found = await Notification.objects().order_by(Notification.id)
    return [one for one in found if f"weekly:{team}:" in one.dedupe_key]


async def test_a_letter_says_what_rose_in_the_team_of_the_theme(shop):
    assert await weekly.run(shop, MAIL) == 3
    (mail,) = await letters()
    assert mail.subject == "KW 47: „Transportschaden“ steigt"
    assert "28,6 % der Rückmeldungen, in den vier Wochen davor 13,0 %." in mail.body.replace("\u00a0", " ")
    assert "https://shop.example/themes/damaged_transport?since=2026-11-16&until=2026-11-22" in mail.body
    assert "Transportschaden" not in (await letters("product"))[0].body


async def test_its_figures_are_those_of_the_rows(shop):
    with speaking("en"):
        week = await week_of(shop, "logistics", days_of(shop, MONDAY))
    (damage,) = week.themes
    for share, answers, first, last in (
        (damage.share, week.answers, date(2026, 11, 16), SUNDAY),
        (damage.before, week.answers_before, date(2026, 10, 19), date(2026, 11, 15)),
    ):
        (row,) = await fetch(
            "SELECT COUNT(*) AS n, SUM(CASE WHEN a.id IS NULL THEN 0 ELSE 1 END) AS cases FROM comment c"
            " LEFT JOIN assignment a ON a.comment = c.id WHERE c.day BETWEEN ? AND ?",
            first, last,
        )  # fmt: skip
        assert (answers, share.answers, share.count) == (row["n"], row["n"], row["cases"])


async def test_alerts_that_wait_and_those_that_wait_too_long_are_counted(shop):
    sunday, tomorrow = MONDAY - timedelta(hours=10), MONDAY + timedelta(days=1)
    for due, more in (
        (sunday, {}), (tomorrow, {}), (sunday, {"seen_at": MONDAY}), (sunday, {"closed_at": MONDAY}),
        (sunday, {"parent": 1}),
    ):  # fmt: skip
        await Alert(
            series="too_late", theme="too_late", team="logistics", state="new", since=SUNDAY, last_day=SUNDAY,
            observed=9, expected=3.0, lower=1.0, upper=5.0, exposure=99, usual_share=0.03, score=5.0,
            opened_at=MONDAY - timedelta(days=20), updated_at=MONDAY, due_at=due, **more,
        ).save()  # fmt: skip
    week = await week_of(shop, "logistics", days_of(shop, MONDAY))
    assert (week.open_now, week.late, week.opened) == (3, 1, ())


async def test_it_is_written_once_however_often_and_by_whomever_the_stage_runs(shop):
    first = await asyncio.gather(weekly.run(shop, MAIL), weekly.run(shop, MAIL))
    assert (sum(first), await weekly.run(shop, MAIL)) == (3, 0)
    assert len(await letters()) == 1
    assert await WeeklyReport.count() == 3


async def test_it_is_not_written_again_when_the_outbox_was_emptied(shop):
    await weekly.run(shop, MAIL)
    await Notification.delete(force=True)
    assert await weekly.run(shop, MAIL) == 0
    assert await letters() == []


async def test_a_crash_before_the_commit_leaves_nothing_and_the_next_run_writes_it(shop, monkeypatch):
    async def crash(*_: object, **__: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(weekly.posting, "post", crash)
        with pytest.raises(RuntimeError):
            await weekly.run(shop, MAIL)
    assert (await WeeklyReport.count(), await letters()) == (0, [])
    assert await weekly.run(shop, MAIL) == 3


@pytest.mark.parametrize(
    ("moment", "count"),
    [
        ("2026-11-23T05:59", 0),
        ("2026-11-24T17:59", 3),
        ("2026-11-24T18:01", 0),
        ("2026-11-20T12:00", 0),
    ],
)
async def test_it_comes_at_its_hour_or_a_day_late_but_never_as_old_news(shop, clock, moment, count):
    clock.now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert await weekly.run(shop, MAIL) == count


@pytest.mark.parametrize(("hour", "slot"), [(2, "2026-03-29T01:00"), (7, "2026-03-29T05:00")])
async def test_the_hour_is_the_shops_own_on_the_day_the_clock_changes(shop, clock, hour, slot):
    await save_wish(shop, "logistics", Wish(True, 6, hour))
    clock.now = datetime.fromisoformat(slot).replace(tzinfo=UTC) - timedelta(minutes=1)
    assert await weekly.run(shop, MAIL) == 0
    due = weekly.due_of(shop, Wish(True, 6, hour))
    assert due is None
    clock.pass_time(minutes=1)
    due = weekly.due_of(shop, Wish(True, 6, hour))
    assert due is not None
    assert (due.since, due.until) == (date(2026, 3, 22), date(2026, 3, 28))


async def test_another_weekday_in_the_same_week_brings_no_second_letter(shop, clock):
    await weekly.run(shop, MAIL)
    await save_wish(shop, "logistics", Wish(True, 2, 7))
    clock.now = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
    assert await weekly.run(shop, MAIL) == 0


async def test_a_team_that_wants_none_and_places_for_dangers_only_get_none(shop):
    await save_wish(shop, "product", Wish(False, 0, 7))
    place = Wanted("service", Kind.MAIL, "Notfall", "not@shop.example", severity_from="critical")
    await destinations.add(shop, place)
    assert await weekly.run(shop, MAIL) == 1
    assert [one.recipient for one in await Notification.objects()] == ["lager@shop.example"]


async def test_nothing_is_written_about_a_week_without_answers_and_deeds(shop, clock):
    clock.now = MONDAY + timedelta(weeks=3)
    assert await weekly.run(shop, MAIL) == 0
    assert await letters() == []


async def test_a_week_without_answers_and_deeds_is_looked_at_once(shop, clock, monkeypatch):
    clock.now = MONDAY + timedelta(weeks=3)
    looked: list[str] = []

    async def looking(here, team, due):
        looked.append(team)
        return await week_of(here, team, due)

    monkeypatch.setattr(weekly, "week_of", looking)
    assert [await weekly.run(shop, MAIL) for _ in range(3)] == [0, 0, 0]
    assert sorted(looked) == ["logistics", "product", "service"]
    clock.pass_time(days=7)
    await weekly.run(shop, MAIL)
    assert len(looked) == 6


async def test_a_quiet_week_is_told_in_a_true_sentence(shop, clock):
    clock.now = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)
    await weekly.run(shop, MAIL)
    (mail,) = await letters()
    assert mail.subject == "KW 46: nichts ist über den Zufall hinaus gestiegen"
    assert "161 Rückmeldungen kamen in dieser Woche, in den vier Wochen davor 121 je Woche." in mail.body


async def test_it_tells_alerts_actions_and_what_they_brought(shop):
    alert = await one_alert(MONDAY - timedelta(days=3))
    await acted(alert, MONDAY - timedelta(days=2))
    await Effect.update({Effect.measured_on: SUNDAY}).where(Effect.id > 0)
    await weekly.run(shop, MAIL)
    (mail,) = await letters()
    assert mail.subject.startswith("KW 47: Transportschaden bei GLS steigt seit")
    for words in ("Was getan wurde", "Dicker Karton", "eingetragen von Lea", "Was es gebracht hat", "gesunken"):
        assert words in mail.body
        assert words in mail.html
    assert f"https://shop.example/alerts/{alert}" in mail.body
    assert "Eine Meldung ist offen" in mail.body
    assert await Alert.count() == 1


async def test_each_place_hears_in_its_own_shape_and_the_teams_language(shop):
    await destinations.add(shop, Wanted("logistics", Kind.SLACK, "#lager", "https://hooks.example/x"))
    await destinations.add(shop, Wanted("logistics", Kind.WEBHOOK, "ERP", "https://erp.example/hook"))
    await fetch("UPDATE team SET language = 'en' WHERE code = 'logistics' RETURNING id")
    await weekly.run(shop, MAIL)
    chat, hook = await letters()
    assert "Week 47: “Damaged in transport” rises" in chat.body
    told = json.loads(hook.body)
    assert (told["type"], told["data"]["themes"][0]["count"]) == ("report.weekly", 56)


async def test_a_mail_has_bars_but_no_drawing_no_script_and_no_other_host(shop):
    await weekly.run(shop, MAIL)
    (mail,) = await letters()
    assert 'style="width:100%;height:6px' in mail.html
    assert not any(sign in mail.html for sign in ("<svg", "<img", "<script", "<link"))
    assert "http" not in mail.html.replace("https://shop.example/", "")


async def test_a_copy_goes_to_the_member_alone_and_counts_as_no_letter(shop):
    viewer = Viewer(7, "Lea", "lea@shop.example", Role.LOGISTICS, "en")
    await weekly.send_copy(shop, MAIL, "logistics", viewer)
    await weekly.send_copy(shop, MAIL, "logistics", viewer)
    (copy,) = await Notification.objects()
    assert (copy.recipient, copy.subject) == ("lea@shop.example", "Week 47: “Damaged in transport” rises")
    assert await WeeklyReport.count() == 0
