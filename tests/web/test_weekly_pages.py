"""The pages of the weekly letters: when each comes, who may change it, what it would say, and a copy to oneself."""

from __future__ import annotations

import pytest

from feedback_app.alerts.tables import Notification
from feedback_app.insights.weekly.wishes import Wish, wishes
from tests.web.browsing import ClientAs


async def test_a_team_chooses_its_day_and_hour_and_reads_them_again(client_as: ClientAs):
    lea = await client_as("logistics", "de")
    answer = await lea.submit("/reports/logistics", {"active": "1", "weekday": "2", "hour": "16"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/reports?done=saved#logistics")
    assert (await wishes())["logistics"] == Wish(True, 2, 16)
    page = (await lea.get("/reports?done=saved")).text
    assert "Gespeichert" in page
    assert '<option value="2" selected>Mittwoch</option>' in page


async def test_a_letter_is_switched_off_by_an_empty_box(client_as: ClientAs):
    lea = await client_as("logistics")
    await lea.submit("/reports/logistics", {"weekday": "0", "hour": "7"})
    assert (await wishes())["logistics"] == Wish(False, 0, 7)


@pytest.mark.parametrize("typed", [{"weekday": "9", "hour": "7"}, {"weekday": "0", "hour": "24"}, {}])
async def test_a_day_that_is_none_comes_back_with_422_and_changes_nothing(client_as: ClientAs, typed: dict[str, str]):
    lea = await client_as("logistics", "de")
    answer = await lea.submit("/reports/logistics", {"active": "1", **typed})
    assert answer.status_code == 422
    assert 'href="#weekday-logistics"' in answer.text
    assert (await wishes())["logistics"] == Wish()


async def test_another_teams_letter_is_read_but_not_changed(client_as: ClientAs):
    lea = await client_as("logistics")
    assert (await lea.submit("/reports/product", {"weekday": "0", "hour": "7"})).status_code == 403
    assert (await lea.submit("/reports/product/copy")).status_code == 403
    assert (await lea.get("/reports/product")).status_code == 200
    assert "/reports/product/copy" not in (await lea.get("/reports/product")).text
    assert (await lea.get("/reports/nobody")).status_code == 404


async def test_an_empty_house_says_that_no_letter_would_be_sent(client_as: ClientAs):
    ada = await client_as("admin", "de")
    assert "es würde kein Brief verschickt" in (await ada.get("/reports/service")).text


async def test_a_copy_waits_for_the_member_who_asked(client_as: ClientAs):
    lea = await client_as("logistics", "de")
    answer = await lea.submit("/reports/logistics/copy")
    assert (answer.status_code, answer.headers["location"]) == (303, "/reports?done=sent#logistics")
    (copy,) = await Notification.objects()
    assert copy.subject.endswith("nichts ist über den Zufall hinaus gestiegen")
