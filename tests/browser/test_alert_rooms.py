"""The inbox of alerts and one alert: for a small phone and a desk, in both languages, by keyboard alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from feedback_app.alerts.tables import Alert, AlertEvent, Mute
from feedback_app.foundation.access import Role
from tests.browser.desk_story import Desk
from tests.browser.findings import Sight, finding, hidden_focus, look, small_targets
from tests.browser.windows import DESK, PHONE, Window
from tests.web.language_walk import Reading
from tests.web.language_words import Detector

pytestmark = pytest.mark.browser
AAA_CONTRAST = ("color-contrast-enhanced",)
SIGHTS = (Sight(PHONE, "light"), Sight(PHONE, "dark"), Sight(DESK, "light"), Sight(DESK, "dark"))
GLS = "damaged_transport|carrier=GLS"
MOST_TABS = 90
STEPS = ["seen", "assigned", "action", "muted", "noise"]
# Languages are called what their speakers call them.
SHARED = ("Deutsch", "English")


async def gls() -> Alert:
    found = await Alert.objects().get(Alert.series == GLS)
    assert found is not None
    return found


async def furnish(desk: Desk) -> int:
    """Give the story what the inbox can show besides: a child, a late one, a silence, and a single danger."""
    parent, now = await gls(), desk.served.clock.now
    others = await Alert.objects().where((Alert.id != parent.id) & (Alert.state == "new")).order_by(Alert.id)
    others[0].parent = parent.id
    await others[0].save()
    await Alert.update({Alert.due_at: now - timedelta(hours=3)}).where(Alert.id == parent.id)
    muted = {"kind": "trend", "series": "too_small", "theme": "too_small", "team": "product", "state": "seen"}
    danger = {
        "kind": "single", "series": "danger:fire|sku=S1", "theme": "danger:fire", "team": "logistics", "state": "new",
        "severity": "critical", "submission": 1, "due_at": now + timedelta(hours=4),
    }  # fmt: skip
    for values in (muted, danger):
        days = {"since": parent.last_day, "last_day": parent.last_day, "opened_at": now, "updated_at": now}
        figures = {"observed": 1, "expected": 0, "lower": 0, "upper": 0, "exposure": 1, "usual_share": 0, "score": 0}
        await Alert({getattr(Alert, name): value for name, value in {**figures, **days, **values}.items()}).save()
    silent = await Alert.objects().get(Alert.series == "too_small")
    assert silent is not None
    await Mute(alert=silent.id, team="product", until=now + timedelta(days=2), created_at=now).save()
    return int(parent.id)


@pytest.mark.parametrize("language", ["de", "en"])
async def test_inbox_and_alert_are_accessible_and_in_one_language_in_every_look(
    desk: Desk, page_at: Window, language: str
):
    parent = await furnish(desk)
    page, detector, found = await page_at(language=language, role=Role.ADMIN), Detector(), {}
    single = await Alert.select(Alert.id).where(Alert.kind == "single").first()
    assert single is not None
    for path in (
        "/alerts",
        "/alerts?view=muted",
        "/alerts?view=team&team=service",
        f"/alerts/{parent}",
        f"/alerts/{single['id']}",
    ):
        await page.goto(path)
        said = Reading(await page.content())
        found[path] = [*detector.findings(language, [text for text in said.segments if text not in SHARED])]
        for sight in SIGHTS:
            await look(page, sight)
            if wrong := await finding(page, AAA_CONTRAST):
                found[path].append(f"{sight}: {wrong}")
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("width", [PHONE, DESK])
async def test_the_first_screen_says_what_burns_who_has_it_and_until_when(desk: Desk, page_at: Window, width: int):
    await furnish(desk)
    page = await page_at(width, role=Role.LOGISTICS)
    await page.goto("/alerts")
    await expect(page.locator(".summary")).to_contain_text("1 kritisch, 1 überfällig")
    first = page.locator("li.issue").first
    await expect(first.locator("h2")).to_be_in_viewport()
    await expect(first).to_contain_text("Mögliche Gefahr")
    await expect(first).to_contain_text("Kritisch")
    late = page.locator("li.issue", has_text="Transportschaden bei GLS")
    await expect(late).to_contain_text("Überfällig seit heute 09:00")
    await expect(late).to_contain_text("noch niemand zuständig")
    await late.get_by_text("erklärt eine weitere Meldung").click()
    await expect(late.locator(".folded a")).to_have_count(1)
    assert await hidden_focus(page) + await small_targets(page) == []


async def test_a_number_is_two_clicks_from_the_words_behind_it(desk: Desk, page_at: Window):
    page = await page_at(role=Role.LOGISTICS)
    await page.goto("/alerts")
    await page.get_by_role("link", name="Transportschaden bei GLS").click()
    await page.locator("summary", has_text="über alle verteilt").click()
    await page.locator(".bars").get_by_role("link", name="Hose Malmö").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Rückmeldungen")
    await expect(page.locator("main")).to_contain_text("Paketdienst: GLS")
    assert await page.locator("li.alert-row").count() > 0


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
async def test_several_alerts_are_noted_as_seen_at_once(desk: Desk, page_at: Window, javascript: bool):
    page = await page_at(PHONE, role=Role.LOGISTICS, javascript=javascript)
    await page.goto("/alerts?view=unseen")
    boxes = page.locator("input[name=alert]")
    number = await boxes.count()
    assert number > 0
    for box in await boxes.all():
        await box.check()
    await page.get_by_role("button", name="Ausgewählte als gesehen vermerken").click()
    await expect(page.locator("input[name=alert]")).to_have_count(0)
    assert await AlertEvent.count().where(AlertEvent.kind == "seen") == number


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
async def test_the_whole_way_of_an_alert_goes_by_keyboard(desk: Desk, page_at: Window, javascript: bool):
    page, alert = await page_at(role=Role.LOGISTICS, javascript=javascript), await gls()
    await page.goto("/alerts")
    await reach(page, f"a[href='/alerts/{alert.id}']")
    await enter(page)
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Transportschaden bei GLS")
    state = page.locator("#work .pair").first
    await reach(page, "form[action$='/see'] button")
    await enter(page)
    await expect(state).to_contain_text("Gesehen")
    await reach(page, "form[action$='/take'] button")
    await enter(page)
    await expect(state).to_contain_text("Lars Ohm")
    await reach(page, "#cause")
    await page.keyboard.type("Dünnere Kartons")
    await reach(page, "#measure")
    await page.keyboard.type("Wieder doppelwellige Kartons")
    await reach(page, "form[action$='/action'] button.main")
    await enter(page)
    await expect(state).to_contain_text("Maßnahme läuft")
    await reach(page, "section[aria-labelledby=silence] summary")
    await enter(page)
    await reach(page, "form[action$='/mute'] button[value=day]")
    await enter(page)
    await expect(page.locator("#work .muted")).to_be_visible()
    await reach(page, "section[aria-labelledby=end] summary")
    await enter(page)
    await reach(page, "#noise-note")
    await page.keyboard.type("Eine Messe, kein Schaden")
    await reach(page, "form[action$='/noise'] button")
    await enter(page)
    await expect(state).to_contain_text("Abgeschlossen")
    kinds = (
        await AlertEvent.select(AlertEvent.kind)
        .where(AlertEvent.alert == alert.id)
        .order_by(AlertEvent.id)
        .output(as_list=True)
    )
    assert [kind for kind in kinds if kind in {"seen", "assigned", "action", "muted", "noise"}] == [
        "seen", "assigned", "action", "muted", "noise",
    ]  # fmt: skip


async def enter(page: Page) -> None:
    await page.keyboard.press("Enter")


async def reach(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus."""
    await page.locator(selector).first.wait_for(state="attached")
    for _ in range(MOST_TABS):
        await page.keyboard.press("Tab")
        if await page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")
