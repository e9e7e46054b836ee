"""What the buttons of the overview do to a draft: a button's name and a definition in, a definition out.

Invariant: a button for something that is gone, or that cannot be done, changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection

from msgspec.structs import replace

from surveys.definition import Definition, ItemQuestions, ReasonGroup, Words
from surveys.editor import editing, item_editing
from surveys.editor.codes import RESERVED, code_from
from surveys.editor.editing import codes_of, question_named
from surveys.editor.reasons import Reasons

STEPS = {"up": -1, "down": 1}


def arranged(
    definition: Definition, what: str, key: str, go: str, reasons: Reasons, taken: Collection[str]
) -> Definition:
    """Return the definition after a button ``go`` of the part ``what`` with this ``key``."""
    match what:
        case "question" if question_named(definition, key) is not None:
            return _question(definition, key, go, taken)
        case "page":
            return _page(definition, key, go)
        case _ if definition.items is not None:
            return replace(definition, items=_items(definition.items, what, key, go, reasons))
        case _:
            return definition


def lost_conditions(before: Definition, after: Definition) -> bool:
    """Tell whether a question that stayed has lost its condition, or a part of it."""
    now = {question.code: editing.when_of(question) for question in after.questions()}
    had = {question.code: when for question in before.questions() if (when := editing.when_of(question)) is not None}
    return any(code in now and now[code] != when for code, when in had.items())


def _question(definition: Definition, code: str, go: str, taken: Collection[str]) -> Definition:
    match go:
        case "up" | "down":
            return editing.move_question(definition, code, STEPS[go])
        case "remove":
            return editing.remove_question(definition, code)
        case "split":
            return editing.split_page(definition, code)
        case "copy":
            # A hidden field's code is its name in the link: a copy would have none that anybody sends.
            copied = code_from(Words(en=code), {*taken, *codes_of(definition), *RESERVED})
            return editing.copy_question(definition, code, copied)
        case _:
            return definition


def _page(definition: Definition, key: str, go: str) -> Definition:
    if go == "add":
        return editing.add_page(definition, Words())
    if not (key.isascii() and key.isdigit() and len(key) < 4 and 1 <= int(key) <= len(definition.pages)):
        return definition
    page = int(key) - 1
    if go == "remove":
        return editing.remove_page(definition, page)
    return editing.move_page(definition, page, STEPS[go]) if go in STEPS else definition


def _items(items: ItemQuestions, what: str, key: str, go: str, reasons: Reasons) -> ItemQuestions:
    match what:
        case "group":
            return _group(items, key, go, reasons)
        case "follow-ups":
            parts = items.follow_ups
            moved = item_editing.move_part(parts, key, STEPS[go]) if go in STEPS else parts
            return replace(items, follow_ups=item_editing.remove_part(parts, key) if go == "remove" else moved)
        case "helps":
            helps = items.helps
            shifted = item_editing.move_part(helps, key, STEPS[go]) if go in STEPS else helps
            return replace(items, helps=item_editing.remove_part(helps, key) if go == "remove" else shifted)
        case _:
            return items


def _group(items: ItemQuestions, code: str, go: str, reasons: Reasons) -> ItemQuestions:
    if go == "add":
        known = {group.code for group in items.groups}
        if code in known or code not in {group.code for group in reasons.groups()}:
            return items
        block = max((group.block for group in items.groups), default=1)
        used = set(item_editing.reasons_of(items))
        children = tuple(child for child in reasons.children(code) if child not in used)
        return item_editing.put_group(items, ReasonGroup(code, children, block))
    if go == "remove":
        return item_editing.remove_group(items, code)
    return item_editing.move_group(items, code, STEPS[go]) if go in STEPS else items
