"""Two members who edit one survey at the same time lose nothing and make one version."""

from __future__ import annotations

import asyncio
import re

from surveys.built_in_scores import CSAT
from surveys.editor import drafts
from surveys.editor.editing import codes_of, remove_question
from surveys.surveys import current_survey, publish, versions
from tests.web.editing import NEW_QUESTION, save, seen_at


async def test_two_members_in_different_parts_lose_nothing(editor, client_as):
    other = await client_as("admin")
    await asyncio.gather(
        save(editor, "/surveys/csat/edit/title", {"title-de": "Neu", "title-en": "New"}),
        save(other, "/surveys/csat/edit/questions/new", NEW_QUESTION),
    )
    definition = (await drafts.working("csat")).definition
    assert definition.title.de == "Neu"
    assert "what_went_wrong" in codes_of(definition)


async def test_two_members_in_one_part_are_told(editor, client_as):
    other = await client_as("admin")
    opened = await seen_at(other, "/surveys/csat/edit/title")
    await save(editor, "/surveys/csat/edit/title", {"title-de": "Von Petra"})
    late = await other.submit("/surveys/csat/edit/title", {"seen": opened, "title-de": "Von Anton"})
    assert late.status_code == 409
    assert 'value="Von Anton"' in late.text
    assert (await drafts.working("csat")).definition.title.de == "Von Petra"
    again = re.search('name="seen" value="([^"]*)"', late.text).group(1)
    assert (await other.submit("/surveys/csat/edit/title", {"seen": again, "title-de": "Von Anton"})).status_code == 303


async def test_a_version_published_meanwhile_keeps_the_draft_and_shows_the_differences(editor, now):
    await save(editor, "/surveys/csat/edit/title", {"title-de": "Mein Titel", "title-en": "My title"})
    await publish("csat", remove_question(CSAT, "better"), now)
    late = await editor.submit("/surveys/csat/publish")
    assert late.status_code == 409
    assert "Version 2 hat jemand anders veröffentlicht" in late.text
    assert "Neu: Frage „Was können wir besser machen?“" in late.text
    assert (await drafts.working("csat")).definition.title.de == "Mein Titel"
    assert (await editor.submit("/surveys/csat/rebase", {"version": "1"})).status_code == 409
    assert (await editor.submit("/surveys/csat/rebase", {"version": "2"})).status_code == 303
    assert (await editor.submit("/surveys/csat/publish")).status_code == 303
    assert (await current_survey("csat")).version == 3


async def test_two_who_publish_one_draft_make_one_version(editor, client_as):
    other = await client_as("admin")
    await save(editor, "/surveys/csat/edit/title", {"title-de": "Einmal", "title-en": "Once"})
    await other.get("/login")
    answers = await asyncio.gather(editor.submit("/surveys/csat/publish"), other.submit("/surveys/csat/publish"))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert [version.version for version in await versions("csat")] == [2, 1]
