"""How a member fills in the forms of the survey editor."""

from __future__ import annotations

import re

from tests.web.browsing import Browser

NEW_QUESTION = {
    "type": "multi_choice",
    "page": "1",
    "words-de": "Was hat gestört?",
    "words-en": "What went wrong?",
    "choices": "2",
    "choice-1-de": "Die Farbe",
    "choice-1-en": "The colour",
    "choice-2-de": "Der Schnitt",
    "choice-2-en": "The cut",
    "when": "csat",
    "when-csat": ["1", "2"],
}


async def seen_at(browser: Browser, path: str) -> str:
    page = await browser.get(path)
    assert page.status_code == 200, path
    return re.search('name="seen" value="([^"]*)"', page.text).group(1)


async def save(browser: Browser, path: str, fields: dict, status: int = 303) -> str:
    fields = fields if path.endswith("/new") else {"seen": await seen_at(browser, path), **fields}
    answer = await browser.submit(path, fields)
    assert answer.status_code == status, answer.text
    return answer.headers.get("location", answer.text)


async def form_of(browser: Browser, path: str) -> dict[str, str]:
    """What stands in the text fields, hidden fields and chosen options of a form."""
    page = (await browser.get(path)).text
    fields = dict(re.findall(r'<input type="(?:text|hidden)"[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page))
    fields |= dict(re.findall(r'<input class="[^"]*" type="text"[^>]* name="([^"]+)" value="([^"]*)"', page))
    fields |= dict(re.findall(r'<input type="radio" name="([^"]+)" value="([^"]*)" checked', page))
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        fields |= dict.fromkeys([name], "".join(re.findall(r'value="([^"]*)" selected', options)))
    return fields
