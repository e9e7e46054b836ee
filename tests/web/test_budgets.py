"""The page on which a team says how many false alarms are all right, and replays its past."""

from datetime import date

import pytest

from feedback_app.alerts import replays
from feedback_app.alerts.replays import Choice, Found, Issue, Outcome
from feedback_app.alerts.team_tables import Backtest, Team
from feedback_app.alerts.teams import install_teams

PAGE = "/alerts/budget/logistics"
ISSUE = Issue(
    "return_rate|carrier=GLS", date(2026, 9, 1), date(2026, 9, 4), date(2026, 9, 20), 41, 12.0, 6, 19, together=3
)


@pytest.fixture
async def logistics(app, client_as):
    await install_teams()
    return await client_as("logistics")


async def replayed(app, member: int | None = None, **columns) -> None:
    """Leave a back-test with two choices behind."""
    known = Found(date(2026, 9, 4), 9) if member else None
    choices = (Choice(1.0, 1, (ISSUE,), 7, known), Choice(3.0, 4, (ISSUE,), 1, known))
    outcome = replays.to_json(Outcome(date(2026, 5, 25), date(2026, 11, 20), 36, choices))
    now = app.state.house.now()
    await Backtest(
        team="logistics", asked_at=now, member_id=member, days=180, done_at=now, outcome=outcome, **columns
    ).save()


async def test_each_choice_says_what_it_would_have_meant(app, logistics):
    await replayed(app)
    page = (await logistics.get(PAGE)).text
    assert "Wie viele Fehlalarme pro Monat" in page
    assert "36 Reihen vom 25.05.2026 bis 20.11.2026" in page
    assert "nach 7 Tagen" in page
    assert "nach einem Tag" in page
    assert "Retourenquote bei GLS: 41 statt 12 seit 01.09.2026, mit 2 weiteren Reihen" in page
    assert "/submissions?since=2026-09-01&amp;until=2026-09-20&amp;carrier=GLS" in page


async def test_before_the_first_replay_it_says_so(logistics):
    page = (await logistics.get(PAGE)).text
    assert "wird gerade nachgespielt" in page
    assert "noch nicht bekannt" in page


async def test_a_team_saves_its_choice_and_nobody_elses(logistics):
    answer = await logistics.submit(PAGE, {"budget": "3.0", "least_rise": "1.5"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?saved=1")
    team = await Team.objects().get(Team.code == "logistics")
    assert (team.false_alarms_per_month, team.least_rise) == (3.0, 1.5)
    refused = await logistics.submit("/alerts/budget/product", {"budget": "3.0", "least_rise": "1.5"})
    assert refused.status_code == 403


@pytest.mark.parametrize("form", [{"budget": "0.1", "least_rise": "1.5"}, {"budget": "1.0", "least_rise": "9"}, {}])
async def test_a_choice_that_is_none_is_refused_with_a_word(logistics, form):
    answer = await logistics.submit(PAGE, form)
    assert answer.status_code == 422
    assert "error-summary" in answer.text


async def test_a_back_test_is_asked_for_and_shown_when_it_is_there(app, logistics):
    wish = {"days": "365", "trial_budget": "1.0", "least_rise": "", "theme": "", "noticed_on": ""}
    answer = await logistics.submit(f"{PAGE}/trials", wish)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}#trials")
    assert "Wird berechnet" in (await logistics.get(f"{PAGE}/trials")).text
    await Backtest.delete(force=True)
    await replayed(app, logistics.member_id, series="return_rate|carrier=GLS", noticed_on=date(2026, 9, 13))
    shown = (await logistics.get(PAGE)).text
    assert "Hätte gemeldet: einmal bei 1 im Monat; 4-mal bei 3 im Monat." in shown
    assert "Erste Warnung am 04.09.2026 (bei 1 im Monat), 9 Tage, bevor Sie es bemerkt haben." in shown


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"days": "7"}, "days"),
        ({"theme": "no_such"}, "theme"),
        ({"dimension": "carrier"}, "value"),
        ({"noticed_on": "2027-01-01"}, "noticed_on"),
        ({"noticed_on": "gestern"}, "noticed_on"),
        ({"noticed_on": "2026-09-13"}, "theme"),
    ],
)
async def test_a_wrong_back_test_comes_back_filled(logistics, wrong, field):
    answer = await logistics.submit(f"{PAGE}/trials", {"days": "365"} | wrong)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert all(value in answer.text for value in wrong.values() if wrong.keys() <= {"noticed_on"})


async def test_viewers_read_and_change_nothing(app, client_as):
    await install_teams()
    viewer = await client_as("viewer")
    assert "disabled" in (await viewer.get(PAGE)).text
    assert (await viewer.submit(PAGE, {"budget": "3.0", "least_rise": "1.5"})).status_code == 403


async def test_a_team_that_does_not_exist_is_not_found(logistics):
    assert (await logistics.get("/alerts/budget/kitchen")).status_code == 404
