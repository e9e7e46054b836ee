"""The draft as a list of parts, both languages side by side, with what is missing and what can be moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from feedback_app.foundation.house import House
from feedback_app.foundation.languages import format_moment, ngettext
from feedback_app.foundation.languages import gettext as _
from surveys.definition import Definition, FollowUp, Hidden, ItemQuestions, Page, Question, ReasonGroup, SelfHelp, Words
from surveys.editor.checks import faults_of
from surveys.editor.controls import Option
from surveys.editor.drafts import Working
from surveys.editor.editing import move_page, move_question, remove_page
from surveys.editor.faults import Fault
from surveys.editor.item_editing import move_group
from surveys.editor.pages import EditPage, ItemsBlock, PageBlock, PartRow, Pointer, ReasonBlock, TypeChoice
from surveys.editor.question_parts import tag_of
from surveys.editor.reading import QUESTION_KINDS
from surveys.editor.reasons import Reasons
from surveys.editor.sentences import (
    condition_sentence,
    fault_sentence,
    kind_name,
    plain,
    question_name,
    type_help,
    type_name,
)
from surveys.editor.texts import Missing, untranslated

NO_WORDS = Words()


def edit_page(working: Working, reasons: Reasons, house: House, announce: str = "") -> EditPage:
    """Return the overview of what is edited."""
    definition = working.definition
    return EditPage(
        working.code,
        plain(definition.title) or working.code,
        _state(working, house.zone),
        bool(working.versions),
        working.changed_at is not None,
        working.outdated,
        missing_pointers(working.code, definition),
        fault_pointers(working.code, faults_of(definition, reasons.codes), definition),
        tuple(_basics(working.code, definition)),
        _items_block(working.code, definition.items, reasons, _lacking(definition)) if definition.items else None,
        tuple(_page_blocks(working.code, definition)),
        tuple(TypeChoice(tag, type_name(tag), type_help(tag)) for tag in QUESTION_KINDS),
        f"{house.base_url}/surveys/{working.code}/preview",
        announce,
    )


def edit_url(code: str, place: str = "") -> str:
    """Return the address of a draft or of one of its parts."""
    return f"/surveys/{code}/edit/{place}" if place else f"/surveys/{code}/edit"


def missing_pointers(code: str, definition: Definition) -> tuple[Pointer, ...]:
    """Return each missing translation with the way to its field."""
    return tuple(Pointer(_missing_sentence(one), _field_url(code, one)) for one in untranslated(definition))


def fault_pointers(code: str, faults: tuple[Fault, ...], definition: Definition) -> tuple[Pointer, ...]:
    """Return each reason not to publish with the way to its part."""
    names = {f"questions/{question.code}": question_name(question) for question in definition.questions()}
    return tuple(_fault_pointer(code, fault, names.get(fault.place, "")) for fault in faults)


def _fault_pointer(code: str, fault: Fault, name: str) -> Pointer:
    said = fault_sentence(fault)
    mark = f"#{fault.field}" if fault.field else ""
    return Pointer(f"{name}: {said}" if name else said, f"{edit_url(code, fault.place)}{mark}")


def _missing_sentence(one: Missing) -> str:
    there = one.text.words.de or one.text.words.en
    short = there if len(there) <= 60 else f"{there[:59].rstrip()}…"
    said = _("English is missing: “%(text)s”") if one.language == "en" else _("German is missing: “%(text)s”")
    return said % {"text": " ".join(short.split())}


def _field_url(code: str, one: Missing) -> str:
    return f"{edit_url(code, one.text.place)}#{one.text.field}-{one.language}"


def _lacking(definition: Definition) -> frozenset[str]:
    return frozenset(one.text.place for one in untranslated(definition))


def _state(working: Working, zone: ZoneInfo) -> str:
    if working.changed_at is None:
        return _("Version %(number)s is published. What you change becomes a draft.") % {"number": working.newest}
    moment = format_moment(working.changed_at, zone)
    if working.based_on == 0:
        return _("Draft, last changed %(moment)s. Nothing is published yet.") % {"moment": moment}
    said = _("Draft on top of version %(number)s, last changed %(moment)s. Customers still see version %(number)s.")
    return said % {"number": working.based_on, "moment": moment}


def _basics(code: str, definition: Definition) -> Iterator[PartRow]:
    lacking = _lacking(definition)
    title = (definition.title.de, definition.title.en)
    yield _fixed(code, "title", _("Title and introduction"), title, (), "title" in lacking)
    subject = definition.mail.subject if definition.mail else Words()
    facts = () if definition.mail else (_("No mail: links are only handed out."),)
    yield _fixed(code, "mail", _("Mail"), (subject.de, subject.en), facts, "mail" in lacking)
    yield _fixed(code, "settings", _("Settings"), ("", ""), tuple(_settings(definition)), False)


def _settings(definition: Definition) -> Iterator[str]:
    if definition.contact:
        yield _("offers news by mail")
    if definition.call_back:
        yield _("offers a call")
    if definition.anonymous:
        yield _("anonymous")
    if definition.reminder_days:
        yield ngettext("reminds after one day", "reminds after %(num)d days", definition.reminder_days) % {
            "num": definition.reminder_days
        }
    if definition.expires_days:
        yield ngettext("link valid for one day", "link valid for %(num)d days", definition.expires_days) % {
            "num": definition.expires_days
        }
    if definition.not_after:
        yield _("not after: %(occasions)s") % {"occasions": ", ".join(definition.not_after)}


def _page_blocks(code: str, definition: Definition) -> Iterator[PageBlock]:
    lacking = _lacking(definition)
    for number, page in enumerate(definition.pages, 1):
        questions = tuple(_question_row(code, definition, question, lacking) for question in page.questions)
        yield PageBlock(_page_row(code, definition, number, page, lacking), number, questions)


def _page_row(code: str, definition: Definition, number: int, page: Page, lacking: frozenset[str]) -> PartRow:
    moves = {
        go
        for go, step in (("up", -1), ("down", 1))
        if move_page(definition, number - 1, step) != definition
    }  # fmt: skip
    if remove_page(definition, number - 1) != definition:
        moves.add("remove")
    place = f"pages/{number}"
    name = _("Page %(number)s") % {"number": number}
    texts = page.title.de, page.title.en
    return PartRow("page", str(number), name, edit_url(code, place), *texts, (), place in lacking, frozenset(moves))


def _question_row(code: str, definition: Definition, question: Question, lacking: frozenset[str]) -> PartRow:
    words = NO_WORDS if isinstance(question, Hidden) else question.words
    moves = {
        go
        for go, step in (("up", -1), ("down", 1))
        if move_question(definition, question.code, step) != definition
    }  # fmt: skip
    moves |= {"remove"} if isinstance(question, Hidden) else {"remove", "copy"}
    if any(question in page.questions[1:] for page in definition.pages):
        moves.add("split")
    place = f"questions/{question.code}"
    condition = condition_sentence(definition, question)
    facts = (type_name(tag_of(question)), *((condition,) if condition else ()), question.code)
    return PartRow(
        "question",
        question.code,
        question_name(question),
        edit_url(code, place),
        words.de,
        words.en,
        facts,
        place in lacking,
        frozenset(moves),
    )


def _items_block(code: str, items: ItemQuestions, reasons: Reasons, lacking: frozenset[str]) -> ItemsBlock:
    rows: dict[int, list[PartRow]] = {group.block: [] for group in items.groups}
    for group in items.groups:
        rows[group.block].append(_group_row(code, items, group, reasons))
    used = {group.code for group in items.groups}
    return ItemsBlock(
        _fixed(
            code,
            "items",
            _("Question for the reason"),
            (items.words.de, items.words.en),
            tuple(_item_facts(items)),
            "items" in lacking,
        ),
        tuple(ReasonBlock(number, tuple(rows[number])) for number in rows),
        tuple(reasons.named(one).name for one in items.last),
        tuple(Option(group.code, group.name, False) for group in reasons.groups() if group.code not in used),
        _small_rows(code, "follow-ups", items.follow_ups, reasons, lacking),
        _small_rows(code, "helps", items.helps, reasons, lacking),
    )


def _item_facts(items: ItemQuestions) -> Iterator[str]:
    yield _("with a comment") if items.comment else _("without a comment")
    if items.wishes:
        yield ngettext("one wish to choose", "%(num)d wishes to choose from", len(items.wishes)) % {
            "num": len(items.wishes)
        }


def _group_row(code: str, items: ItemQuestions, group: ReasonGroup, reasons: Reasons) -> PartRow:
    known = reasons.named(group.code)
    children = ", ".join(reasons.named(child).name for child in group.children)
    kinds = ", ".join(kind_name(kind) for kind in group.kinds)
    facts = tuple(fact for fact in (children, kinds and _("only for: %(kinds)s") % {"kinds": kinds}) if fact)
    moves = {
        go for go, step in (("up", -1), ("down", 1)) if move_group(items, group.code, step) != items
    }  # fmt: skip
    url = edit_url(code, f"reasons/{group.code}")
    return PartRow(
        "group", group.code, known.name, url, known.name_de, known.name_en, facts, False, frozenset({*moves, "remove"})
    )


def _small_rows(
    code: str, place: str, parts: Sequence[FollowUp | SelfHelp], reasons: Reasons, lacking: frozenset[str]
) -> tuple[PartRow, ...]:
    rows = []
    for at, part in enumerate(parts):
        moves = {"remove", *(("up",) if at else ()), *(("down",) if at < len(parts) - 1 else ())}
        named = ", ".join(reasons.named(reason).name for reason in part.reasons)
        kinds = ", ".join(kind_name(kind) for kind in (part.kinds if isinstance(part, FollowUp) else ()))
        only = (_("only for: %(kinds)s") % {"kinds": kinds},) if kinds else ()
        facts = (_("for: %(reasons)s") % {"reasons": named}, *only, part.code)
        path, name = f"{place}/{part.code}", plain(part.words) or part.code
        texts = part.words.de, part.words.en
        rows.append(
            PartRow(place, part.code, name, edit_url(code, path), *texts, facts, path in lacking, frozenset(moves))
        )
    return tuple(rows)


def _fixed(code: str, place: str, name: str, texts: tuple[str, str], facts: tuple[str, ...], missing: bool) -> PartRow:
    return PartRow("", place, name, edit_url(code, place), *texts, facts, missing, frozenset())
