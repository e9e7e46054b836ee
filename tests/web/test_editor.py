"""Product managers change surveys; what they have published stays as it was."""

from __future__ import annotations

import re

import pytest

from feedback_app.foundation import dialect
from surveys.built_in_scores import CSAT
from surveys.editor import drafts
from surveys.editor.editing import codes_of, question_named
from surveys.surveys import current_survey, versions
from surveys.tables import Shop, Submission, SurveyDraft
from tests.surveys.conftest import everything
from tests.web.editing import NEW_QUESTION, form_of, save


async def test_a_question_with_a_condition_is_added_previewed_and_published(editor, now):
    old = await current_survey("csat")
    await Submission(survey=old.id, submitted_at=now, day=now.date(), changed_at=now).save()
    await save(editor, "/surveys/csat/edit/questions/new", NEW_QUESTION)
    overview = (await editor.get("/surveys/csat/edit")).text
    assert "Was hat gestört?" in overview
    assert "What went wrong?" in overview
    assert "Nur wenn „Wie zufrieden sind Sie insgesamt mit Ihrer Bestellung?“ ist: 1 (gar nicht), 2 (wenig)" in overview
    before = await everything()
    for language, words in (("de", "Was hat gestört?"), ("en", "What went wrong?")):
        assert words in (await editor.get(f"/surveys/csat/preview?lang={language}")).text
    ended = await editor.submit("/surveys/csat/preview?lang=de", {"step": "page-1", "go": "send", "q-csat": "1"})
    assert "Vorschau beendet – nichts wurde gespeichert" in ended.text
    assert await everything() == before
    published = await editor.submit("/surveys/csat/publish")
    assert published.headers["location"] == "/surveys/csat/versions?done=published"
    newest = await current_survey("csat")
    assert (newest.version, codes_of(newest.definition)) == (2, ("csat", "why_low", "better", "what_went_wrong"))
    assert question_named(newest.definition, "what_went_wrong").when.values == ("1", "2")
    stored = await Submission.select(Submission.survey)
    assert [row["survey"] for row in stored] == [old.id]
    assert (await versions("csat"))[1].definition == CSAT
    assert "Neu: Frage „Was hat gestört?“" in (await editor.get("/surveys/csat/versions")).text


async def test_a_newcomer_builds_a_survey_of_three_questions(editor):
    begun = await editor.submit(
        "/surveys/new", {"title-de": "Wie war die Lieferung?", "title-en": "How was the delivery?"}
    )
    assert begun.headers["location"] == "/surveys/how_was_the_delivery/edit?done=begun"
    new = "/surveys/how_was_the_delivery/edit/questions/new"
    scale = await form_of(editor, f"{new}?type=scale&page=1")
    await save(editor, new, scale | {"words-de": "Wie zufrieden sind Sie?", "words-en": "How satisfied are you?"})
    await save(editor, new, NEW_QUESTION | {"when": "how_satisfied_are_you", "when-how_satisfied_are_you": ["1", "2"]})
    text = await form_of(editor, f"{new}?type=text&page=1")
    await save(editor, new, text | {"words-de": "Noch etwas?", "words-en": "Anything else?"})
    published = await editor.submit("/surveys/how_was_the_delivery/publish")
    assert published.status_code == 303, published.text
    made = await current_survey("how_was_the_delivery")
    assert made.version == 1
    assert [type(question).__name__ for question in made.definition.questions()] == [
        "Scale",
        "MultiChoice",
        "TextQuestion",
    ]


async def test_no_link_of_a_first_draft_leads_nowhere(editor):
    begun = await editor.submit("/surveys/new", {"title-de": "Lieferung", "title-en": "Delivery", "from": ""})
    for page in (begun.headers["location"].partition("?")[0], "/surveys", "/surveys/delivery/versions"):
        links = re.findall(r'href="(/surveys[^"]*)"', (await editor.get(page)).text)
        assert [link for link in links if (await editor.get(link)).status_code != 200] == []


async def test_looking_at_everything_writes_nothing(editor):
    before = await everything()
    for path in (
        "/surveys",
        "/surveys/new",
        "/surveys/returns/edit",
        "/surveys/returns/edit/items",
        "/surveys/returns/edit/reasons/size_or_fit",
        "/surveys/returns/edit/follow-ups/where_fit",
        "/surveys/returns/edit/follow-ups/new",
        "/surveys/returns/edit/helps/missing_parts",
        "/surveys/csat/edit/title",
        "/surveys/csat/edit/mail",
        "/surveys/csat/edit/settings",
        "/surveys/csat/edit/pages/1",
        "/surveys/csat/edit/questions/why_low",
        "/surveys/csat/publish",
        "/surveys/csat/versions",
        "/surveys/csat/preview",
    ):
        assert (await editor.get(path)).status_code == 200, path
    assert await everything() == before


@pytest.mark.parametrize("tag", ["scale", "nps", "choice", "multi_choice", "text", "yes_no", "photo", "hidden"])
async def test_every_type_of_question_has_a_form(editor, tag):
    page = await editor.get(f"/surveys/csat/edit/questions/new?type={tag}")
    assert page.status_code == 200
    assert f'name="type" value="{tag}"' in page.text
    assert (await editor.get("/surveys/csat/edit/questions/new?type=html")).status_code == 404


async def test_members_who_may_not_edit_may_look(editor, client_as):
    viewer, stranger = await client_as("viewer"), await client_as(None)
    for path in ("/surveys", "/surveys/csat/versions", "/surveys/csat/preview"):
        assert (await viewer.get(path)).status_code == 200
        assert (await stranger.get(path)).headers["location"].startswith("/login")
    assert "/surveys/new" not in (await viewer.get("/surveys")).text
    for path in ("/surveys/csat/edit", "/surveys/csat/edit/title", "/surveys/csat/publish"):
        assert (await viewer.get(path)).status_code == 403
    for path in (
        "/surveys/csat/arrange",
        "/surveys/csat/publish",
        "/surveys/csat/discard",
        "/surveys/csat/rebase",
        "/surveys/new",
    ):
        assert (await viewer.submit(path)).status_code == 403
        assert (await editor.post(path)).status_code == 403


async def test_what_is_not_there_is_not_found(editor):
    for path in ("edit", "edit/nothing", "edit/questions/gone", "edit/pages/9", "edit/reasons/x", "publish", "preview"):
        assert (await editor.get(f"/surveys/{'nix' if path == 'edit' else 'csat'}/{path}")).status_code in {200, 404}
        assert (await editor.get(f"/surveys/nix/{path}")).status_code == 404
    for path in ("nothing", "questions/gone", "pages/9", "reasons/x"):
        assert (await editor.get(f"/surveys/csat/edit/{path}")).status_code == 404
    assert (await editor.submit("/surveys/nix/arrange", {"what": "page", "go": "add"})).status_code == 404


async def test_buttons_arrange_the_parts(editor):
    arrange = "/surveys/csat/arrange"
    await editor.submit(arrange, {"what": "question", "key": "better", "go": "up"})
    assert codes_of((await drafts.working("csat")).definition) == ("csat", "better", "why_low")
    await editor.submit(arrange, {"what": "question", "key": "why_low", "go": "split"})
    assert len((await drafts.working("csat")).definition.pages) == 2
    refused = await editor.submit(arrange, {"what": "question", "key": "csat", "go": "nonsense"})
    assert "done=unchanged" in refused.headers["location"]
    removed = await editor.submit(arrange, {"what": "question", "key": "csat", "go": "remove"})
    assert "done=conditions" in removed.headers["location"]
    page = (await editor.get(removed.headers["location"])).text
    assert "Eine Bedingung, die sich auf diese Frage oder Antwort bezog, ist damit entfallen." in page


async def test_thrown_away_a_draft_is_gone_and_the_version_stays(editor):
    await editor.submit("/surveys/csat/arrange", {"what": "page", "go": "add"})
    assert await SurveyDraft.count() == 1
    await editor.submit("/surveys/csat/discard")
    assert await SurveyDraft.count() == 0
    assert (await current_survey("csat")).definition == CSAT


async def test_a_form_that_changes_nothing_begins_no_draft(editor):
    page = await form_of(editor, "/surveys/csat/edit/pages/1")
    await save(editor, "/surveys/csat/edit/pages/1", page | {"title-du": "Deine Meinung"})
    assert await SurveyDraft.count() == 0


async def test_new_words_keep_the_code_of_a_question(editor):
    path = "/surveys/csat/edit/questions/better"
    await save(editor, path, await form_of(editor, path) | {"words-en": "Anything else?", "words-de": "Noch etwas?"})
    definition = (await drafts.working("csat")).definition
    assert question_named(definition, "better").words.en == "Anything else?"
    assert "anything_else" not in codes_of(definition)


async def test_answers_are_put_in_order_without_being_saved(editor):
    path = "/surveys/csat/edit/questions/why_low"
    fields = await form_of(editor, path)
    moved = await editor.submit(path, fields | {"do": "up-2", "choice-2-de": "Zustellung"})
    assert moved.status_code == 200
    assert 'name="choice-1-de" lang="de" value="Zustellung"' in moved.text
    assert 'name="choice-1-code" value="delivery"' in moved.text
    assert await SurveyDraft.count() == 0


async def test_markup_comes_out_as_text_everywhere(editor):
    script = "<script>alert(1)</script>"
    await save(editor, "/surveys/csat/edit/title", {"title-de": script, "title-en": script})
    for path in (
        "/surveys",
        "/surveys/csat/edit",
        "/surveys/csat/edit/title",
        "/surveys/csat/preview",
        "/surveys/csat/publish",
    ):
        page = (await editor.get(path)).text
        assert script not in page
        assert "alert(1)" in page or path == "/surveys"


async def test_the_german_of_a_shop_that_says_sie_keeps_its_du(editor):
    page = await form_of(editor, "/surveys/csat/edit/questions/csat")
    assert page["words-du"].startswith("Wie zufrieden bist du")
    assert "mit Du" not in (await editor.get("/surveys/csat/edit/questions/csat")).text
    await Shop.update({Shop.form_of_address: "du"}, force=True)
    assert "Deutsch mit Du" in (await editor.get("/surveys/csat/edit/questions/csat")).text


async def test_row_20_missing_translations_are_counted_and_lead_to_their_field(editor):
    await save(
        editor, "/surveys/csat/edit/title", {"title-de": "Wie war es?", "title-en": "", "intro-de": "", "intro-en": ""}
    )
    page = (await editor.get("/surveys/csat/edit")).text
    assert "Eine Übersetzung fehlt" in page
    assert 'href="/surveys/csat/edit/title#title-en"' in page
    assert "fehlt</span>" in (await editor.get("/surveys/csat/edit/title")).text


async def test_row_19_a_survey_in_one_language_is_published_and_falls_back(editor):
    await save(editor, "/surveys/csat/edit/title", {"title-de": "Nur deutsch", "title-en": ""})
    assert (await editor.submit("/surveys/csat/publish")).status_code == 303
    assert "Nur deutsch" in (await editor.get("/surveys/csat/preview?lang=en")).text


async def test_row_8_a_mail_without_the_link_is_not_saved(editor):
    fields = {"own": "yes", "subject-de": "Hallo", "body-de": "Guten Tag", "body-en": "{survey_url}"}
    page = await save(editor, "/surveys/csat/edit/mail", fields, 422)
    assert 'href="#body-de"' in page
    assert "Ohne {survey_url} enthält die E-Mail keinen Link" in page
    assert "Guten Tag</textarea>" in page
    assert await SurveyDraft.count() == 0


async def test_row_13_any_number_of_questions_fit_into_a_set(editor):
    for number in range(12):
        await save(editor, "/surveys/csat/edit/questions/new", NEW_QUESTION | {"words-en": f"Question {number}"})
    assert (await editor.submit("/surveys/csat/publish")).status_code == 303
    newest = await current_survey("csat")
    assert (newest.version, len(codes_of(newest.definition))) == (2, 15)


async def test_row_14_the_style_of_a_scale_is_chosen_and_neutral_by_itself(editor):
    page = await form_of(editor, "/surveys/csat/edit/questions/new?type=scale")
    assert (page["style"], page["step-1-de"], page["step-5-en"]) == ("numbers", "gar nicht", "very")
    await save(editor, "/surveys/csat/edit/questions/new", page | {"words-en": "Stars?", "style": "stars"})
    assert question_named((await drafts.working("csat")).definition, "stars").style == "stars"


async def test_another_number_of_steps_is_drawn_before_it_is_saved(editor):
    path = "/surveys/csat/edit/questions/csat"
    fields = await form_of(editor, path)
    drawn = await editor.submit(path, fields | {"steps": "3"})
    assert drawn.status_code == 200
    assert 'name="step-3-de"' in drawn.text
    assert 'name="step-4-de"' not in drawn.text
    assert await SurveyDraft.count() == 0


async def test_a_refused_form_comes_back_filled_with_the_errors_first(editor):
    page = await save(
        editor,
        "/surveys/csat/edit/questions/new",
        NEW_QUESTION | {"words-de": "", "words-en": "", "choice-2-de": "", "choice-2-en": ""},
        422,
    )
    assert 'id="errors" role="alert" tabindex="-1" data-focus' in page
    assert ['href="#words-de"' in page, 'href="#choice-1-de"' in page] == [True, True]
    assert 'value="Die Farbe"' in page
    assert 'value="2" checked' in page


async def test_a_title_is_needed_to_begin(editor):
    page = await editor.submit("/surveys/new", {"title-de": " ", "from": "csat"})
    assert page.status_code == 422
    assert 'href="#title-de"' in page.text
    assert 'value="csat" checked' in page.text


async def test_two_surveys_of_one_title_get_codes_of_their_own(editor):
    places = [(await editor.submit("/surveys/new", {"title-de": "New"})).headers["location"] for _ in range(2)]
    assert places == ["/surveys/new_2/edit?done=begun", "/surveys/new_3/edit?done=begun"]


async def test_a_draft_with_faults_is_not_published(editor):
    await editor.submit("/surveys/new", {"title-de": "Leer"})
    page = await editor.submit("/surveys/leer/publish")
    assert page.status_code == 422
    assert "Die Umfrage fragt noch nichts." in page.text
    assert await versions("leer") == ()


async def test_the_form_about_items_turns_any_survey_into_one_for_returns(editor):
    path = "/surveys/csat/edit/items"
    await save(
        editor,
        path,
        await form_of(editor, path) | {"asked": "yes", "with_comment": "yes", "wish": ["refund"], "last": "other"},
    )
    items = (await drafts.working("csat")).definition.items
    assert (len(items.groups), items.wishes, items.last) == (7, ("refund",), ("other",))
    await save(editor, path, {})
    assert (await drafts.working("csat")).definition.items is None


async def test_self_help_leads_to_https_only(editor):
    fields = {"words-de": "Anleitung", "reason": "defective", "url": "javascript:alert(1)"}
    assert 'href="#url"' in await save(editor, "/surveys/returns/edit/helps/new", fields, 422)
    await save(editor, "/surveys/returns/edit/helps/new", fields | {"url": "https://shop.example/anleitung"})
    helps = (await drafts.working("returns")).definition.items.helps
    assert helps[-1].url == "https://shop.example/anleitung"


async def test_row_5_a_preview_of_returns_is_walked_to_its_end_and_leaves_no_row(editor):
    before = await everything()
    path = "/surveys/returns/preview"
    items = await editor.get(f"{path}?lang=de")
    assert "Regenjacke" in items.text
    first = await editor.submit(path, {"step": "items", "go": "next", "item": ["1", "2"]})
    assert 'name="step" value="item-1"' in first.text
    second = await editor.submit(
        path,
        {
            "step": "item-1",
            "go": "next",
            "item": ["1", "2"],
            "reason-1": "size_or_fit",
            "detail-1-size_or_fit": "too_small",
        },
    )
    assert 'name="step" value="item-2"' in second.text
    assert 'name="detail-1-size_or_fit" value="too_small"' in second.text
    carried = dict(re.findall('<input type="hidden" name="([^"]+)" value="([^"]*)"', second.text)) | {
        "item": ["1", "2"]
    }
    back = await editor.submit(path, carried | {"go": "back"})
    assert re.search('value="size_or_fit"[^>]* checked', back.text)
    ended = await editor.submit(path, carried | {"go": "send"})
    assert "Vorschau beendet" in ended.text
    assert await everything() == before


async def test_a_preview_says_what_the_form_would_say(editor):
    page = await editor.submit("/surveys/csat/preview", {"step": "page-1", "go": "send", "q-better": "x" * 1001})
    assert page.status_code == 422
    assert "q-better" in page.text


async def test_a_published_version_can_be_looked_at_again(editor):
    await save(editor, "/surveys/csat/edit/title", {"title-de": "Neu", "title-en": "New"})
    await editor.submit("/surveys/csat/publish")
    assert "Wie zufrieden sind Sie?" in (await editor.get("/surveys/csat/preview?version=1")).text
    assert (await editor.get("/surveys/csat/preview?version=9")).status_code == 404


async def test_the_list_names_versions_answers_and_drafts(editor, now):
    survey = await current_survey("nps")
    await Submission(survey=survey.id, submitted_at=now, day=now.date(), changed_at=now).save()
    await editor.submit("/surveys/nps/arrange", {"what": "page", "go": "add"})
    page = (await editor.get("/surveys")).text
    assert 'href="/surveys/nps/results">1<' in page
    assert "Entwurf vom" in page
    assert len(await dialect.fetch("SELECT 1 FROM survey_draft")) == 1
