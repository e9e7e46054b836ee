"""From which day counts mean something else, and which days teach nothing."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from classifier.tables import Rereading, ThemeChange, ThemeModelRow
from feedback_app.alerts import changes, counts, detection
from feedback_app.alerts.changes import Change, Unusual
from feedback_app.alerts.marked import Known, known_days, marked
from feedback_app.alerts.slices import Series, Slice
from feedback_app.alerts.tables import Alert, AlertEvent, ChangePoint, Trend
from feedback_app.alerts.trends import Panel
from surveys.tables import Submission, Survey
from tests.alerts.alert_world import TODAY, Batch

TORN, SMALL = Series("damaged_transport"), Series("too_small")
GLS = Series("damaged_transport", Slice("carrier", "GLS"))
DHL = Series("damaged_transport", Slice("carrier", "DHL"))
AT = datetime(2026, 11, 1, 23, 30, tzinfo=UTC)
NEXT_DAY = date(2026, 11, 2)


async def new_version(own: int, imported: int, world) -> None:
    """A second version of the survey, published before so many answers of its own and imported ones."""
    survey = Survey(code="returns", version=2, definition="{}", published_at=AT)
    await survey.save()
    for number, name in ((own, None), (imported, "row-1")):
        said = Submission(external_id=name, survey=survey.id, submitted_at=AT, day=NEXT_DAY, changed_at=AT)
        await said.save()
        await world.add([Batch(NEXT_DAY, number)], submission=said.id)


async def deed(kind: str, theme: str, others: str = "[]", undone_at: datetime | None = None) -> None:
    await ThemeChange(kind=kind, theme=theme, others=others, member_id=1, changed_at=AT, undone_at=undone_at).save()


async def model(version: str, at: datetime) -> None:
    await ThemeModelRow(
        version=version, kind="retrained", state="replaced", checksum="", fingerprint="", trained_at=at, activated_at=at
    ).save()


async def reread(started_at: datetime) -> None:
    await Rereading(version="m", why="model", total=1, started_at=started_at, finished_at=started_at).save()


async def alert(series: Series, since: date, closed_at: datetime | None = None, ended: str = "closed") -> None:
    row = Alert(
        series=series.key, theme=series.theme, team="logistics", state="new", since=since, last_day=TODAY, observed=9,
        expected=2.0, lower=0.0, upper=4.0, exposure=50, usual_share=0.05, score=5.0, opened_at=AT, updated_at=AT,
        closed_at=closed_at,
    )  # fmt: skip
    await row.save()
    if closed_at:
        await AlertEvent(alert=row.id, at=closed_at, kind=ended).save()


async def test_what_a_member_declared_is_a_change_of_its_series(world, house, now):
    await ChangePoint(day=TODAY, theme=GLS.theme, series=GLS.key, kind="accepted", created_at=now).save()
    (found,) = await changes.change_points(house)
    assert (found.day, found.kind) == (TODAY, "accepted")
    assert [found.concerns(one) for one in (GLS, DHL, TORN, SMALL)] == [True, False, False, False]


@pytest.mark.parametrize(("own", "imported", "found"), [(30, 70, 1), (10, 90, 0), (0, 100, 0)])
async def test_a_new_survey_is_a_change_where_customers_answered_it(world, house, own, imported, found):
    await new_version(own, imported, world)
    points = await changes.change_points(house)
    assert [(one.day, one.kind, one.theme) for one in points] == [(NEXT_DAY, "survey", "")] * found


async def test_a_deed_changes_the_themes_it_touched_on_the_shops_own_day_and_undoing_it_too(world, house):
    await deed("merged", "too_small", '["too_big"]', undone_at=AT + timedelta(days=3))
    await deed("renamed", "damaged_transport")
    points = await changes.change_points(house)
    undone = date(2026, 11, 5)
    assert [(one.day, one.theme) for one in points] == [
        (NEXT_DAY, "too_big"), (NEXT_DAY, "too_small"), (undone, "too_big"), (undone, "too_small"),
    ]  # fmt: skip


async def test_another_model_is_a_change_the_first_one_is_none(world, house):
    await model("a", AT - timedelta(days=100))
    await model("b", AT)
    assert [(one.day, one.kind, one.note) for one in await changes.change_points(house)] == [(NEXT_DAY, "model", "b")]


async def test_what_all_comments_were_read_again_for_is_no_change(world, house):
    await model("a", AT - timedelta(days=100))
    await model("b", AT)
    await deed("split", "too_small")
    await reread(AT - timedelta(days=1))
    assert len(await changes.change_points(house)) == 2
    await reread(AT + timedelta(minutes=1))
    assert await changes.change_points(house) == []


async def test_days_in_an_alert_teach_nothing_until_it_was_closed_for_real(world, house):
    since = TODAY - timedelta(days=10)
    await alert(GLS, since)
    await alert(DHL, since, closed_at=datetime(2026, 11, 14, 23, 30, tzinfo=UTC))
    await alert(SMALL, since, closed_at=AT, ended="noise")
    await alert(SMALL, since, closed_at=AT, ended="accepted")
    assert await changes.unusual_days(house) == [
        Unusual(GLS, since, TODAY),
        Unusual(DHL, since, date(2026, 11, 15)),
    ]


def test_an_alert_masks_its_slice_and_its_theme_and_one_of_a_theme_all_its_slices():
    rows = (TORN, GLS, DHL, SMALL)
    first = TODAY - timedelta(days=4)
    of_slice = changes.marks_of_unusual([Unusual(GLS, TODAY - timedelta(days=1), TODAY)], rows, first, 5)
    assert of_slice is not None
    np.testing.assert_equal(of_slice.sum(axis=1), [2, 2, 0, 0])
    np.testing.assert_equal(of_slice[0], [False, False, False, True, True])
    of_theme = changes.marks_of_unusual([Unusual(TORN, first - timedelta(days=9), first)], rows, first, 5)
    assert of_theme is not None
    np.testing.assert_equal(of_theme.sum(axis=1), [1, 1, 1, 0])
    assert changes.marks_of_unusual([], rows, first, 5) is None


def test_a_change_marks_the_first_day_of_the_new_level_within_the_panel():
    first = TODAY - timedelta(days=4)
    found = [Change(TODAY, "theme", "too_small"), Change(first, "model"), Change(first - timedelta(days=1), "survey")]
    marks = changes.marks_of_changes(found, (TORN, SMALL), first, 5)
    assert marks is not None
    assert (marks.sum(), marks[1, 4]) == (1, True)
    panel = marked(Panel(np.ones((2, 5)), None, first, "day"), (TORN, SMALL), Known(changes=found))
    assert panel.changed is not None
    assert panel.masked is None


async def test_a_new_change_point_makes_detection_run_again_and_an_alert_does_not(world, house, now):
    await world.add([Batch(TODAY, 3, "too_small")])
    await counts.run(house)
    assert await detection.run(house) > 0
    await alert(SMALL, TODAY)
    assert await detection.run(house) == 0
    assert (await known_days(house)).unusual == [Unusual(SMALL, TODAY, TODAY)]
    await ChangePoint(day=TODAY, theme="too_small", series="too_small", kind="accepted", created_at=now).save()
    assert await detection.run(house) > 0


async def expected_today(house) -> float:
    await detection.run(house)
    row = await Trend.select(Trend.expected).where((Trend.series == GLS.key) & (Trend.day == TODAY)).first()
    return float(row["expected"])


@pytest.fixture
async def long_risen(world, house):
    """Damage at GLS has been three times as frequent for seven weeks."""
    await world.history(days=200, answers=80, rise=3, rise_days=49, where=("carrier", "GLS"))
    await counts.run(house)
    return world


async def test_an_open_alert_keeps_a_long_rise_from_becoming_the_usual(long_risen, house):
    learnt = await expected_today(house)
    await alert(GLS, TODAY - timedelta(days=48))
    await long_risen.add([Batch(TODAY, 1, carrier="UPS")])
    await counts.run(house)
    assert await expected_today(house) < 0.8 * learnt


async def test_what_was_accepted_is_learnt_anew_at_once(long_risen, house, now):
    masked = Alert.series == GLS.key
    await alert(GLS, TODAY - timedelta(days=48))
    kept = await expected_today(house)
    await Alert.delete().where(masked)
    point = ChangePoint(
        day=TODAY - timedelta(days=48), theme=GLS.theme, series=GLS.key, kind="accepted", created_at=now
    )
    await point.save()
    assert await expected_today(house) > 1.5 * kept
