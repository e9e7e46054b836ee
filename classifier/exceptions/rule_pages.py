"""The page of the rules, as values: what each reaches, where two disagree, and what a new one would touch."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Final

from classifier.comments import CommentView, comment_views
from classifier.examining import MEMBER
from classifier.exceptions.deeds import RuleDraft
from classifier.exceptions.parsing import parse
from classifier.exceptions.patterns import Pattern, shared_words
from classifier.exceptions.reach import LOOK_BACK, Look, Text, look
from classifier.exceptions.rules import ALWAYS
from classifier.themes import ThemeName, successors, theme_names, themes_of
from feedback_app.foundation.access import CORRECTING, Viewer
from feedback_app.foundation.dialect import fetch, marks
from feedback_app.foundation.languages import format_number, language, ngettext
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError

MOST_EXAMPLES: Final = 5


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule; ``hits``: comments of the look that it means, None where it cannot be read any more."""

    id: int
    always: bool
    pattern: str
    active: bool
    hits: int | None
    url: str


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """The rules of one theme; ``retired``: it is not assigned any more, so they do nothing."""

    name: str
    url: str
    retired: bool
    rows: tuple[RuleRow, ...]


@dataclass(frozen=True, slots=True)
class ThemeOption:
    """One theme to choose."""

    code: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class RulePreview:
    """What a rule would touch; ``facts`` are sentences."""

    sentence: str
    facts: tuple[str, ...]
    comments: tuple[CommentView, ...]


@dataclass(frozen=True, slots=True)
class RulesPage:
    """Context of exceptions/rules.html; ``gone``: the rule that was deleted a moment ago, to be put back."""

    groups: tuple[RuleGroup, ...]
    conflicts: tuple[str, ...]
    looked_at: str
    may_edit: bool
    themes: tuple[ThemeOption, ...]
    draft: RuleDraft
    preview: RulePreview | None
    errors: tuple[FieldError, ...]
    gone: RuleDraft | None
    gone_name: str
    room: str = "rules"


@dataclass(frozen=True, slots=True)
class _Known:
    """A rule as stored, and which texts of the look it means."""

    id: int
    theme: str
    effect: str
    typed: str
    active: bool
    pattern: Pattern | None
    hits: frozenset[int]


async def rules_page(
    viewer: Viewer,
    today: date,
    draft: RuleDraft,
    errors: Sequence[FieldError] = (),
    gone: RuleDraft | None = None,
) -> RulesPage:
    """Return the page; with a pattern typed and nothing wrong, also what it would touch."""
    names, seen = await theme_names(language()), await look(today)
    known = await _known(seen)
    preview = await _preview(draft, seen, viewer) if draft.pattern and not errors else None
    return RulesPage(
        groups=_groups(known, names),
        conflicts=_conflicts(known, names),
        looked_at=looked_at(seen),
        may_edit=viewer.role in CORRECTING,
        themes=tuple(ThemeOption(t.code, t.name, t.code == draft.theme) for t in names.values() if not t.retired),
        draft=draft,
        preview=preview,
        errors=tuple(errors),
        gone=gone,
        gone_name=_name(gone.theme, names) if gone else "",
    )


def looked_at(seen: Look) -> str:
    """Say which comments were searched."""
    if seen.whole:
        return _("Searched: all comments of the last %(days)d days.") % {"days": LOOK_BACK}
    count = format_number(len(seen.texts))
    return _("Searched: the newest %(count)s comments. There are more in the last %(days)d days.") % {
        "count": count,
        "days": LOOK_BACK,
    }


async def _known(seen: Look) -> list[_Known]:
    rows = await fetch('SELECT "id", "theme", "effect", "pattern", "active" FROM "theme_rule" ORDER BY "id"')
    patterns = [parse(row["pattern"]) for row in rows]
    readable = [pattern if isinstance(pattern, Pattern) else None for pattern in patterns]
    hits = await asyncio.to_thread(_hits, readable, seen.texts)
    return [
        _Known(row["id"], row["theme"], row["effect"], row["pattern"], bool(row["active"]), pattern, hit)
        for row, pattern, hit in zip(rows, readable, hits, strict=True)
    ]


def _hits(patterns: Sequence[Pattern | None], texts: Sequence[Text]) -> list[frozenset[int]]:
    return [
        frozenset(text.id for text in texts if pattern.matches(text.written)) if pattern else frozenset()
        for pattern in patterns
    ]


def _groups(known: Sequence[_Known], names: Mapping[str, ThemeName]) -> tuple[RuleGroup, ...]:
    by_theme: dict[str, list[_Known]] = {}
    for rule in known:
        by_theme.setdefault(rule.theme, []).append(rule)
    groups = [
        RuleGroup(
            _name(theme, names),
            f"/themes/{theme}",
            retired=theme not in names or (names[theme].retired and not names[theme].merged_into),
            rows=tuple(_row(rule) for rule in rules),
        )
        for theme, rules in by_theme.items()
    ]
    return tuple(sorted(groups, key=lambda group: group.name.casefold()))


def _row(rule: _Known) -> RuleRow:
    hits = len(rule.hits) if rule.pattern else None
    return RuleRow(rule.id, rule.effect == ALWAYS, rule.typed, rule.active, hits, f"/themes/rules/{rule.id}")


def _name(theme: str, names: Mapping[str, ThemeName]) -> str:
    return names[theme].name if theme in names else theme


def _conflicts(known: Sequence[_Known], names: Mapping[str, ThemeName]) -> tuple[str, ...]:
    active = [rule for rule in known if rule.active and rule.pattern]
    pairs = ((a, b) for a, b in combinations(active, 2) if a.theme == b.theme and a.effect != b.effect)
    return tuple(sentence for one, other in pairs if (sentence := _conflict(one, other, names)))


def _conflict(one: _Known, other: _Known, names: Mapping[str, ThemeName]) -> str:
    both = len(one.hits & other.hits)
    if one.pattern is None or other.pattern is None or not (both or shared_words(one.pattern, other.pattern)):
        return ""
    always, never = (one, other) if one.effect == ALWAYS else (other, one)
    said = _("“%(theme)s”: always with %(always)s, but never with %(never)s. Where both fit, never wins.") % {
        "theme": _name(one.theme, names),
        "always": always.typed,
        "never": never.typed,
    }
    if not both:
        return said
    count = ngettext("Both fit one comment.", "Both fit %(num)s comments.", both) % {"num": format_number(both)}
    return f"{said} {count}"


async def _preview(draft: RuleDraft, seen: Look, viewer: Viewer) -> RulePreview | None:
    pattern = parse(draft.pattern)
    if not isinstance(pattern, Pattern):
        return None
    hits = await asyncio.to_thread(lambda: [text for text in seen.texts if pattern.matches(text.written)])
    ids = [text.id for text in hits]
    have = await _with_theme(draft.theme, ids)
    corrected = await _corrected(ids)
    wants = draft.effect == ALWAYS
    moved = [i for i in ids if (i in have) is not wants and i not in corrected]
    against = sum((i in have) is not wants for i in ids if i in corrected)
    count = {"num": format_number(len(ids))}
    sentence = ngettext(
        "This rule would touch one comment of those searched",
        "This rule would touch %(num)s comments of those searched",
        len(ids),
    )
    shown = (moved + [i for i in ids if i not in set(moved)])[:MOST_EXAMPLES]
    places = {text.id: pattern.spans(text.written) for text in hits if text.id in shown}
    return RulePreview(
        sentence % count, _facts(wants, len(ids), len(moved), against), await comment_views(shown, viewer, (), places)
    )


def _facts(wants: bool, hits: int, moved: int, against: int) -> tuple[str, ...]:
    if not hits:
        return (_("None of them contains these words. Is everything spelled as customers write it?"),)
    count = {"num": format_number(moved)}
    if wants:
        change = ngettext("One gets the theme newly.", "%(num)s get the theme newly.", moved) % count
    else:
        change = ngettext("One loses the theme.", "%(num)s lose the theme.", moved) % count
    if not moved:
        change = _("None of them changes: they are as the rule wants them already.")
    if not against:
        return (change,)
    stays = ngettext(
        "A colleague said otherwise about one of them; that one stays as it is.",
        "Colleagues said otherwise about %(num)s of them; those stay as they are.",
        against,
    )
    return (change, stays % {"num": format_number(against)})


async def _with_theme(theme: str, comments: Sequence[int]) -> set[int]:
    merged = await successors()
    given = await themes_of(comments)
    return {comment for comment, themes in given.items() if theme in {merged.get(t, t) for t in themes}}


async def _corrected(comments: Sequence[int]) -> set[int]:
    if not comments:
        return set()
    sql = f'SELECT "comment" FROM "classification" WHERE "source" = ? AND "comment" IN ({marks(comments)})'  # noqa: S608 marks only
    return {row["comment"] for row in await fetch(sql, MEMBER, *comments)}
