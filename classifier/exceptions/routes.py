"""Rules and glossary: everybody may look; who may correct may change them, after a look at what it would touch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from classifier.exceptions.deeds import (
    RuleDraft,
    WordDraft,
    add_rule,
    add_word,
    delete_rule,
    delete_word,
    pause_rule,
)
from classifier.exceptions.glossary import entry_forms
from classifier.exceptions.parsing import Complaint, parse
from classifier.exceptions.rule_pages import rules_page
from classifier.exceptions.rules import ALWAYS, NEVER, Effect
from classifier.exceptions.sentences import complaint_sentence
from classifier.exceptions.word_pages import glossary_page
from classifier.exceptions.written import words_of
from classifier.themes import theme_names
from feedback_app.foundation.access import CORRECTING, Viewer, needs, signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import language
from feedback_app.foundation.pages import FieldError, Notice, see_other, show
from feedback_app.foundation.typed_numbers import LARGEST_ID

AnyRequest = Request[Any, Any, Any]
MAY_EDIT: Final = needs(*CORRECTING)
SECTION: Final = "themes"
INVALID: Final = 422
LONGEST_WORD: Final = 100
LONGEST_MEANING: Final = 200
RowId = FromPath[int]


@get("/themes/rules", guards=[signed_in], include_in_schema=False)
async def rules(request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer]) -> Response[str]:
    """Show all rules; with a pattern in the address also what that rule would touch."""
    draft, done = _rule(request.query_params), request.query_params.get("done", "")
    if done == "deleted":
        page = await rules_page(viewer, house.today(), RuleDraft(), gone=draft)
        return show(request, "exceptions/rules.html", page, section=SECTION)
    errors = await _rule_errors(draft) if "pattern" in request.query_params else ()
    page = await rules_page(viewer, house.today(), draft, errors)
    status = INVALID if errors else 200
    return show(request, "exceptions/rules.html", page, section=SECTION, status=status, notice=_notice(done))


@post("/themes/rules", guards=[MAY_EDIT], include_in_schema=False, status_code=200)
async def new_rule(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> Response[Any]:
    """Put a rule in force."""
    draft = _rule(await request.form())
    if errors := await _rule_errors(draft):
        page = await rules_page(viewer, house.today(), draft, errors)
        return show(request, "exceptions/rules.html", page, section=SECTION, status=INVALID)
    added = await add_rule(draft, viewer.id, house.now())
    return see_other(f"/themes/rules?done={'added' if added else 'known'}")


@post("/themes/rules/{row:int}", guards=[MAY_EDIT], include_in_schema=False, status_code=200)
async def change_rule(request: AnyRequest, house: NamedDependency[House], row: RowId) -> Response[Any]:
    """Pause a rule, let it go on, or delete it."""
    what = str((await request.form()).get("do", ""))
    if row > LARGEST_ID or what not in {"pause", "resume", "delete"}:
        raise NotFoundException
    if what != "delete":
        changed = await pause_rule(row, what == "resume", house.now())
        return see_other(f"/themes/rules?done={what if changed else 'gone'}")
    gone = await delete_rule(row, house.now())
    if gone is None:
        return see_other("/themes/rules?done=gone")
    kept = {"theme": gone.theme, "effect": gone.effect, "pattern": gone.pattern, "done": "deleted"}
    return see_other(_address("/themes/rules", kept))


@get("/themes/glossary", guards=[signed_in], include_in_schema=False)
async def glossary(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> Response[str]:
    """Show the shop's words; with a word in the address also the comments it stands in."""
    asked = request.query_params
    draft, done = _word(asked), asked.get("done", "")
    if done == "deleted":
        page = await glossary_page(viewer, house.today(), WordDraft(), gone=draft)
        return show(request, "exceptions/glossary.html", page, section=SECTION)
    is_name = asked.get("kind") == "name"
    errors = _word_errors(draft, is_name) if "kind" in asked else ()
    page = await glossary_page(viewer, house.today(), draft, is_name, errors)
    status = INVALID if errors else 200
    return show(request, "exceptions/glossary.html", page, section=SECTION, status=status, notice=_notice(done))


@post("/themes/glossary", guards=[MAY_EDIT], include_in_schema=False, status_code=200)
async def new_word(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> Response[Any]:
    """Put a word into the glossary."""
    posted = await request.form()
    draft, is_name = _word(posted), posted.get("kind") == "name"
    if errors := _word_errors(draft, is_name):
        page = await glossary_page(viewer, house.today(), draft, is_name, errors)
        return show(request, "exceptions/glossary.html", page, section=SECTION, status=INVALID)
    await add_word(draft, viewer.id, house.now())
    return see_other("/themes/glossary?done=word")


@post("/themes/glossary/{row:int}", guards=[MAY_EDIT], include_in_schema=False, status_code=200)
async def remove_word(house: NamedDependency[House], row: RowId) -> Response[Any]:
    """Take a word out of the glossary."""
    gone = await delete_word(row, house.now()) if row <= LARGEST_ID else None
    if gone is None:
        return see_other("/themes/glossary?done=gone")
    return see_other(_address("/themes/glossary", {"word": gone.word, "meaning": gone.meaning, "done": "deleted"}))


def _rule(fields: Mapping[str, Any]) -> RuleDraft:
    effect: Effect = NEVER if fields.get("effect") == NEVER else ALWAYS
    # One rule in two spellings of its blanks is one rule.
    return RuleDraft(str(fields.get("theme", "")), effect, " ".join(str(fields.get("pattern", "")).split()))


async def _rule_errors(draft: RuleDraft) -> tuple[FieldError, ...]:
    known = await theme_names(language())
    errors = []
    if draft.theme not in known or known[draft.theme].retired:
        errors.append(FieldError("theme", _("Please choose a theme.")))
    read = parse(draft.pattern)
    if isinstance(read, Complaint):
        errors.append(FieldError("pattern", complaint_sentence(read)))
    return tuple(errors)


def _word(fields: Mapping[str, Any]) -> WordDraft:
    word = " ".join(str(fields.get("word", "")).lower().split())
    meaning = " ".join(str(fields.get("meaning", "")).split())
    return WordDraft(word, "" if fields.get("kind") == "name" else meaning)


def _word_errors(draft: WordDraft, is_name: bool) -> tuple[FieldError, ...]:
    errors = []
    if not entry_forms(draft.word) or len(draft.word) > LONGEST_WORD:
        errors.append(FieldError("word", _("Please write one word, or up to four that stand side by side.")))
    if not is_name and (not words_of(draft.meaning) or len(draft.meaning) > LONGEST_MEANING):
        errors.append(FieldError("meaning", _("Please write what it means in common words, or choose “is a name”.")))
    return tuple(errors)


def _address(path: str, asked: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(asked)}"


def _notice(done: str) -> Notice | None:
    again = _("The comments it concerns are being read again.")
    said = {
        "added": _("The rule is in force.") + " " + again,
        "pause": _("The rule rests.") + " " + again,
        "resume": _("The rule is in force again.") + " " + again,
        "word": _("The word is in the glossary.") + " " + again,
        "known": _("This rule stands already."),
    }
    if done in said:
        return Notice("done", said[done])
    return Notice("attention", _("Somebody was quicker: this is not there any more.")) if done == "gone" else None


ROUTES = (rules, new_rule, change_rule, glossary, new_word, remove_word)
