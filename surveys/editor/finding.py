"""Which part a path below ``/edit/`` names."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from surveys.editor.item_parts import ItemsPart, item_part
from surveys.editor.parts import Ground, Part
from surveys.editor.question_parts import part_of_new, part_of_question
from surveys.editor.text_parts import MailPart, PagePart, SettingsPart, TitlePart

WHOLE: Mapping[str, Callable[[Ground], Part]] = {
    "title": TitlePart,
    "settings": SettingsPart,
    "mail": MailPart,
    "items": ItemsPart,
}
NAMED = ("pages", "questions", "reasons", "follow-ups", "helps")


def part_at(ground: Ground, place: str, name: str = "") -> Part | None:
    """Return the part of a path, None where there is none (any more)."""
    if not name:
        return WHOLE[place](ground) if place in WHOLE else None
    if place == "pages":
        there = name.isascii() and name.isdigit() and len(name) < 4 and 1 <= int(name) <= len(ground.definition.pages)
        return PagePart(ground, int(name)) if there else None
    if place == "questions":
        return part_of_new(ground) if name == "new" else part_of_question(ground, name)
    return item_part(ground, place, name) if place in NAMED else None
