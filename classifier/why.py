"""Why a comment has its themes: who says so, and in which words.

Reads only. What a person or a rule said needs no model; the words that the model goes by are asked of it at the moment,
so they are those of the model that is in use now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from classifier.carrying import Spans
from classifier.comments import CommentView, ThemeChip, comment_views, parts_at
from classifier.examining import MODEL, RULE
from classifier.exceptions.glossary import Glossary, Meant
from classifier.exceptions.kept import kept_now
from classifier.exceptions.parsing import parse
from classifier.exceptions.patterns import Pattern
from classifier.exceptions.rules import ALWAYS
from classifier.exceptions.written import Written
from classifier.reader import ThemeReader
from classifier.themes import successors, theme_names
from feedback_app.foundation.access import Viewer
from feedback_app.foundation.dialect import fetch, marks
from feedback_app.foundation.languages import format_percent, language
from feedback_app.foundation.languages import gettext as _
from surveys.ports import Reader


@dataclass(frozen=True, slots=True)
class ThemeWhy:
    """One theme of a comment: who says so in a sentence, and the words of the text that speak for it."""

    chip: ThemeChip
    sentence: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhyPage:
    """Context of themes/why.html and themes/swap_why.html; ``notes``: what else had a say."""

    comment: CommentView
    reasons: tuple[ThemeWhy, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Hit:
    """A rule in force that means this text; ``theme`` is the one of today."""

    theme: str
    effect: str
    typed: str
    places: Spans


async def why_page(comment_id: int, viewer: Viewer, reader: Reader) -> WhyPage | None:
    """Return why a comment has its themes, or None when there is no such current comment."""
    found = await comment_views([comment_id], viewer)
    if not found:
        return None
    view = found[0]
    rows = await fetch('SELECT "text", "language" FROM "comment" WHERE "id" = ?', comment_id)
    text, spoken = rows[0]["text"], rows[0]["language"]
    sources = {r["theme"]: r for r in await fetch('SELECT * FROM "assignment" WHERE "comment" = ?', comment_id)}
    kept = await kept_now()
    hits, words = await _rule_hits(text, kept.rules), kept.glossary
    carrying = await words_of_model(reader, text, spoken, words, list(sources))
    places = {t: _places(t, sources[t]["source"], hits, carrying) for t in sources}
    reasons = tuple(
        _reason(chip, sources[chip.code]["source"], text, hits, places[chip.code], chip.code in carrying)
        for chip in view.themes
    )
    marked = replace(view, parts=parts_at(text, [span for spans in places.values() for span in spans]))
    return WhyPage(marked, reasons, await _notes(text, hits, words))


async def places_of_model(comment: int, text: str, spoken: str, reader: Reader) -> Spans:
    """Return the places of the words by which the model gave this comment its themes."""
    rows = await fetch('SELECT "theme" FROM "assignment" WHERE "comment" = ? AND "source" = ?', comment, MODEL)
    words = (await kept_now()).glossary
    found = await words_of_model(reader, text, spoken, words, [row["theme"] for row in rows])
    return tuple(span for spans in found.values() for span in spans)


async def words_of_theme(reader: Reader, comments: Sequence[int], theme: str) -> dict[int, Spans]:
    """Return for comments the places of the words that carry one theme; those in which no word does are left out."""
    if not comments:
        return {}
    rows = await fetch(f'SELECT "id", "text", "language" FROM "comment" WHERE "id" IN ({marks(comments)})', *comments)  # noqa: S608 question marks only
    words = (await kept_now()).glossary
    found = {row["id"]: await words_of_model(reader, row["text"], row["language"], words, [theme]) for row in rows}
    return {comment: places[theme] for comment, places in found.items() if places.get(theme)}


async def words_of_model(
    reader: Reader, text: str, spoken: str, words: Glossary, themes: Sequence[str]
) -> dict[str, Spans]:
    """Return for each theme the places in the text of the words the model goes by; {} while no model is loaded."""
    if not themes or not isinstance(reader, ThemeReader):
        return {}
    meant = words.meant(text) if words else Meant(text)
    named = await _named(themes)
    found = await reader.carrying(meant.text, spoken, list(named))
    places: dict[str, Spans] = {}
    for code, spans in found.items():
        places[named[code]] = (*places.get(named[code], ()), *(meant.original(*span) for span in spans))
    return places


async def _named(themes: Sequence[str]) -> dict[str, str]:
    """Return by which theme's name the model may know each of these: their own, or one that was merged into them."""
    merged = {old: new for old, new in (await successors()).items() if new in themes}
    return {**{theme: theme for theme in themes}, **merged}


async def _rule_hits(text: str, rules: Sequence[tuple[str, str, str]]) -> list[_Hit]:
    merged, written = await successors(), Written(text)
    hits = []
    for theme, effect, typed in rules:
        pattern = parse(typed)
        if isinstance(pattern, Pattern) and pattern.matches(written):
            hits.append(_Hit(merged.get(theme, theme), effect, typed, tuple(pattern.spans(written))))
    return hits


def _places(theme: str, source: str, hits: Sequence[_Hit], carrying: Mapping[str, Spans]) -> Spans:
    if source == RULE:
        return tuple(span for hit in hits if hit.theme == theme and hit.effect == ALWAYS for span in hit.places)
    return carrying.get(theme, ())


def _reason(chip: ThemeChip, source: str, text: str, hits: Sequence[_Hit], places: Spans, was_asked: bool) -> ThemeWhy:
    words = tuple(dict.fromkeys(part.text for part in parts_at(text, places) if part.marked))
    if source == MODEL:
        return ThemeWhy(chip, _by_model(chip, was_asked, bool(words)), words)
    said, more = _by_person(chip, source, hits), _("These words speak for it:")
    return ThemeWhy(chip, f"{said} {more}" if words and source != RULE else said, words)


def _by_model(chip: ThemeChip, was_asked: bool, has_words: bool) -> str:
    sure = {"sure": format_percent(chip.sure or 0.0, 0)}
    if has_words:
        return _("The model reads it in these words, %(sure)s sure:") % sure
    if was_asked:
        return _("The model reads it in the text as a whole, %(sure)s sure. No single word decides.") % sure
    return _("The model reads it in the text, %(sure)s sure. Its words cannot be shown right now.") % sure


def _by_person(chip: ThemeChip, source: str, hits: Sequence[_Hit]) -> str:
    if source == RULE:
        typed = [hit.typed for hit in hits if hit.theme == chip.code and hit.effect == ALWAYS]
        if not typed:
            return _("A rule gave it that has been changed since.")
        return _("A rule says so: %(pattern)s") % {"pattern": " · ".join(typed)}
    if chip.confirmed:
        return _("The customer confirmed it.")
    return _("The customer gave it as the reason.") if chip.stated else _("Your team set it by hand.")


async def _notes(text: str, hits: Sequence[_Hit], words: Glossary) -> tuple[str, ...]:
    names = await theme_names(language())
    forbidden = [
        _("A rule forbids “%(theme)s” here: %(pattern)s")
        % {"theme": names[hit.theme].name if hit.theme in names else hit.theme, "pattern": hit.typed}
        for hit in hits
        if hit.effect != ALWAYS
    ]
    return (*forbidden, *(_read_as(text[start:end], words) for start, end in words.spans(text)))


def _read_as(word: str, words: Glossary) -> str:
    meaning = words.read(word)
    if not meaning:
        return _("“%(word)s” stands in the glossary as a name that says nothing.") % {"word": word}
    return _("“%(word)s” is read as “%(meaning)s” (glossary).") % {"word": word, "meaning": meaning}
