"""The inbox: what burns first stands first, and every view says something true."""

from datetime import timedelta

import pytest

from feedback_app.alerts import inbox, reading
from feedback_app.alerts.alert_rows import due_of
from feedback_app.alerts.inbox import Asked, alert_list, asked_of
from feedback_app.alerts.tables import Alert, DetectedDay, Mute
from feedback_app.alerts.teams import install_teams
from feedback_app.foundation.access import Role, Viewer
from feedback_app.foundation.languages import speaking
from tests.alerts.alert_world import TODAY, World

LARS = Viewer(1, "Lars Ohm", "lars@laden.example", Role.LOGISTICS, "de")
OPEN = Asked()
VERA = Viewer(2, "Vera Blick", "vera@laden.example", Role.VIEWER, "de")


@pytest.fixture
async def opened(world: World, house):
    """Open an alert: ``await opened("GLS", severity="high")``."""
    await install_teams()

    async def make(carrier: str, **more) -> int:
        now = house.now()
        series = f"damaged_transport|carrier={carrier}"
        values = {
            "series": series, "open_key": series, "theme": "damaged_transport", "team": "logistics", "state": "new",
            "severity": "medium", "since": TODAY, "last_day": TODAY, "observed": 9, "expected": 2.0, "lower": 0,
            "upper": 5, "exposure": 40, "usual_share": 0.05, "score": 5.0, "opened_at": now, "updated_at": now,
            "due_at": now + timedelta(days=1), **more,
        }  # fmt: skip
        alert = Alert(**values)
        await alert.save()
        return int(alert.id)

    return make


async def shown(house, asked: Asked = OPEN, viewer: Viewer = LARS):
    with speaking("de"):
        return await alert_list(house, viewer, asked)


async def ids(house, asked: Asked = OPEN, viewer: Viewer = LARS) -> list[int]:
    return [row.id for row in (await shown(house, asked, viewer)).alerts]


async def test_what_is_critical_late_or_unseen_stands_first(opened, house):
    low = await opened("A", severity="low", score=99.0)
    late = await opened("B", severity="high", due_at=house.now() - timedelta(hours=1))
    taken = await opened("C", severity="high", state="assigned", due_at=None)
    burning = await opened("D", severity="critical")
    assert await ids(house) == [burning, late, taken, low]


async def test_the_first_line_says_what_cannot_wait(opened, house):
    await opened("B", severity="critical", due_at=house.now() - timedelta(hours=1))
    await opened("C", state="assigned")
    page = await shown(house)
    assert page.summary == "2 Probleme sind offen: 1 kritisch, 1 überfällig, 1 noch von niemandem gesehen."


async def test_what_another_alert_explains_is_folded_under_it(opened, house):
    parent = await opened("GLS")
    await opened("DHL", parent=parent)
    page = await shown(house)
    assert [row.id for row in page.alerts] == [parent]
    assert [child.sentence for child in page.alerts[0].children] == [
        "Transportschaden bei DHL steigt seit Freitag, 20. November"
    ]


async def test_a_muted_alert_stands_in_its_own_view_until_the_silence_ends(opened, house):
    alert_id = await opened("GLS")
    await Mute(alert=alert_id, team="logistics", until=house.now() + timedelta(hours=1), created_at=house.now()).save()
    assert await ids(house) == []
    assert await ids(house, Asked("muted")) == [alert_id]
    await Mute.update({Mute.until: house.now() - timedelta(seconds=1)}, force=True)
    assert await ids(house) == [alert_id]


async def test_a_silence_of_somebody_else_hides_nothing_from_me(opened, house):
    alert_id = await opened("GLS")
    await Mute(alert=alert_id, member_id=VERA.id, until=house.now() + timedelta(hours=1), created_at=house.now()).save()
    assert await ids(house) == [alert_id]
    assert await ids(house, Asked(), VERA) == []


async def test_each_view_shows_its_own(opened, house):
    mine = await opened("A", state="assigned", owner_id=LARS.id)
    product = await opened("B", team="product")
    seen = await opened("C", state="seen")
    closed = await opened("D", state="closed", open_key=None, closed_at=house.now())
    assert await ids(house, Asked("mine")) == [mine]
    assert await ids(house, Asked("unseen")) == [product]
    assert set(await ids(house, Asked("team"))) == {mine, seen}
    assert await ids(house, Asked("closed")) == [closed]
    assert await ids(house, Asked(team="product")) == [product]
    assert await ids(house, Asked(severity="critical")) == []


async def test_choices_live_in_the_address_and_unknown_ones_are_no_choice():
    assert asked_of("mine", "logistics", "high", 1).url() == "/alerts?view=mine&team=logistics&severity=high"
    assert asked_of("everything", "nobody", "purple", 1) == Asked()


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        (Asked(), "Noch keine Meldungen"),
        (Asked("mine"), "Auf Sie wartet nichts"),
        (Asked("unseen"), "Alles ist gesehen"),
        (Asked("muted"), "Nichts ist stumm"),
        (Asked("closed"), "Noch keine abgeschlossen"),
        (Asked(team="product"), "Hier ist nichts"),
    ],
)
async def test_an_empty_view_says_why(world, house, asked, title):
    await install_teams()
    page = await shown(house, asked)
    assert (page.empty.title, page.summary) == (title, "")


async def test_all_is_quiet_only_after_a_day_was_checked(world, house):
    await DetectedDay(day=house.today(), fingerprint="", detected_at=house.now()).save()
    assert (await shown(house, Asked())).empty.title == "Alles ruhig"


async def test_only_unseen_alerts_of_the_own_team_can_be_chosen(opened, house):
    await opened("A")
    await opened("B", team="product")
    await opened("C", state="seen")
    assert [row.selectable for row in (await shown(house)).alerts].count(True) == 1
    assert not (await shown(house, Asked(), VERA)).may_see


@pytest.mark.parametrize(
    ("hours", "words", "late"),
    [
        (-1, "Überfällig seit heute 11:00", True),
        (2, "Fällig heute bis 14:00", False),
        (30, "Fällig bis Samstag, 18:00", False),
    ],
)
async def test_the_due_time_is_said_as_people_say_it(opened, house, hours, words, late):
    card = await reading.card(await opened("GLS", due_at=house.now() + timedelta(hours=hours)))
    with speaking("de"):
        due = due_of(card, house.now(), house.zone)
    assert (due.words, due.late) == (words, late)


def test_every_view_has_an_address():
    assert {Asked(view).url() for view in inbox.VIEWS} == {"/alerts", *(f"/alerts?view={v}" for v in inbox.VIEWS[1:])}


async def test_more_alerts_than_a_query_takes_are_read_in_parts(opened, house, monkeypatch):
    monkeypatch.setattr(reading, "MOST_PER_QUERY", 2)
    parents = [await opened(carrier) for carrier in "ABCDE"]
    for number, parent in enumerate(parents):
        await opened(f"child {number}", parent=parent)
    cards = await reading.cards("WHERE parent IS NULL ORDER BY id")
    assert [card.children for card in cards] == [1] * 5
