"""What is wrong with a page for somebody with a small phone, a screen reader, a keyboard, or weak eyes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from tests.browser.places import Places, Station
from tests.browser.windows import HEIGHT

# Every rule that axe-core has, also those it leaves out unless asked: experimental, AAA, target-size.
AXE = """async left_out => {
  const tags = [...new Set(axe.getRules().flatMap(rule => rule.tags))];
  const rules = Object.fromEntries(left_out.map(id => [id, { enabled: false }]));
  const found = await axe.run({ runOnly: { type: "tag", values: tags }, rules, resultTypes: ["violations"] });
  return found.violations.map(one => `${one.id}: ${one.nodes.map(node => node.target.join(" ")).join(" | ")}`);
}"""
TOO_WIDE = "Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)"
# What a finger meets: the control, or the label around or beside it. Links inside a sentence are exempt (2.5.8).
TARGETS = """() => {
  const inText = element => element.matches("p a, dd a") && getComputedStyle(element).display === "inline"
    && element.parentElement.textContent.trim() !== element.textContent.trim();
  const size = element => [element, ...(element.labels ?? [])].map(one => one.getBoundingClientRect())
    .reduce((best, box) => Math.min(box.width, box.height) > Math.min(best.width, best.height) ? box : best);
  return [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
    .filter(one => one.checkVisibility() && one.type !== "hidden" && !one.closest(".hidden, .skip") && !inText(one))
    .map(one => [one.outerHTML.slice(0, 90), size(one)])
    .filter(([, box]) => Math.min(box.width, box.height) < 24)
    .map(([html, box]) => `${Math.round(box.width)} × ${Math.round(box.height)} px: ${html}`);
}"""
# WCAG 1.4.12. The content policy allows no style element, so the sheet is adopted.
SPACED = """on => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
    p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = on ? [sheet] : [];
}"""
# Text that its own box cuts off; what is hidden on purpose is one pixel wide.
CUT_OFF = """() => [...document.querySelectorAll("main *, header *, footer *")]
  .filter(one => one.checkVisibility() && !one.closest(".hidden, .word, svg, .chart, .scroll"))
  .filter(one => !one.matches("input, textarea, select"))
  .filter(one => getComputedStyle(one).overflowX !== "visible" && one.clientWidth > 1
    && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1))
  .map(one => `cut off: ${one.outerHTML.slice(0, 90)}`)"""
# Where the focus is, or what hides it: a label draws the mark of a control inside it or before it.
FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return ["", ""];
  const shown = one.labels?.length && !one.matches("textarea, select, input:not([type=radio], [type=checkbox])")
    ? one.labels[0] : one;
  const box = shown.getBoundingClientRect(), html = one.outerHTML.slice(0, 110);
  const marked = [one, shown].some(part => getComputedStyle(part).outlineStyle !== "none");
  if (!marked) return [html, "no mark"];
  const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
  const from = Math.max(box.top, 0), to = Math.min(box.bottom, innerHeight);
  if (to - from < Math.min(box.height, 24) - 1) return [html, `outside: ${box.top}–${box.bottom}`];
  const over = document.elementFromPoint(x, (from + to) / 2);
  const seen = over && (shown.contains(over) || over.contains(shown));
  return [html, seen ? "" : `covered by ${over?.outerHTML.slice(0, 80)}`];
}"""


@dataclass(frozen=True, slots=True)
class Sight:
    """How wide a window is and which colours it has."""

    width: int
    scheme: str


# 1280 px at 200 %, and at 400 % (1.4.4, 1.4.10).
ZOOMED = ({"width": 640, "height": 360}, {"width": 320, "height": 256})
SIGHTS = tuple(Sight(width, scheme) for width, scheme in product((320, 768, 1280), ("light", "dark")))


async def findings(
    page: Page,
    places: Places,
    stations: Iterable[Station],
    sights: Sequence[Sight] = SIGHTS,
    left_out: Sequence[str] = (),
) -> dict[str, str]:
    """Visit the stations; returns what is wrong by station and sight, {} when all is well; ``left_out``: rules."""
    found = {}
    for station in stations:
        await station.show(page, places)
        for sight in sights:
            await look(page, sight)
            if wrong := await finding(page, left_out):
                found[f"{station.name} {sight.width} {sight.scheme}"] = wrong
    return found


async def troubles(page: Page, places: Places, stations: Iterable[Station]) -> dict[str, str]:
    """Visit the stations; returns what zoom, spaced text, a keyboard or a thumb lose, {} for nothing."""
    found = {}
    for station in stations:
        await station.show(page, places)
        for size in ZOOMED:
            await page.set_viewport_size(size)
            found[f"{station.name} at {size['width']}"] = await too_wide(page) + await spoiled_by_spacing(page)
        await look(page, SIGHTS[0])
        found[f"{station.name} by hand"] = await small_targets(page) + await hidden_focus(page)
    return {name: "\n".join(wrong) for name, wrong in found.items() if wrong}


async def look(page: Page, sight: Sight) -> None:
    """Give the window this width and these colours."""
    await page.set_viewport_size({"width": sight.width, "height": HEIGHT})
    await page.emulate_media(color_scheme="dark" if sight.scheme == "dark" else "light")


async def finding(page: Page, left_out: Sequence[str] = ()) -> str:
    """Return what is wrong with the page as it is shown, "" when all is well."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(Axe().axe_script)
    wrong = list(await page.evaluate(AXE, list(left_out)))
    return "\n".join(wrong + await too_wide(page))


async def too_wide(page: Page) -> list[str]:
    """Return by how much the page scrolls sideways, [] when it does not."""
    wide = await page.evaluate(TOO_WIDE)
    return [f"{wide} px too wide"] if wide else []


async def small_targets(page: Page) -> list[str]:
    """Return controls below 24 × 24 px (WCAG 2.5.8)."""
    return list(await page.evaluate(TARGETS))


async def spoiled_by_spacing(page: Page) -> list[str]:
    """Return what is lost when somebody spaces the text out (WCAG 1.4.12)."""
    await page.evaluate(SPACED, True)
    wrong = await too_wide(page) + list(await page.evaluate(CUT_OFF))
    await page.evaluate(SPACED, False)
    return wrong


async def hidden_focus(page: Page, most: int = 80) -> list[str]:
    """Press Tab until the page is through; returns stops that are not seen (WCAG 2.4.7, 2.4.11)."""
    await page.evaluate("document.activeElement?.blur(), window.scrollTo(0, 0)")
    stops: dict[str, str] = {}
    for _ in range(most):
        await page.keyboard.press("Tab")
        stop, wrong = await page.evaluate(FOCUS)
        if not stop or stop in stops:
            break
        stops[stop] = wrong
    assert stops, "no stop at all"
    return [f"{wrong}: {stop}" for stop, wrong in stops.items() if wrong]
