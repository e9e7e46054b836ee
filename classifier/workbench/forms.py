"""The forms of the workbench, read with care: what a member typed about a theme, which comments, which parts.

Invariant: no fields whatsoever raise; what is wrong is said beside the field, and what was typed stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from litestar import Request

from classifier.workbench.drafts import TEAMS, Draft
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError
from feedback_app.foundation.typed_numbers import whole_number
from surveys.text_input import TextProblem, clean_text

Fields = Mapping[str, tuple[str, ...]]
NAME_LIMIT: Final = 100
DEFINITION_LIMIT: Final = 600
WORDS_LIMIT: Final = 2_000
MOST_COMMENTS: Final = 5_000
MOST_PARTS: Final = 8


@dataclass(frozen=True, slots=True)
class Filled:
    """A form about a theme as it came back."""

    draft: Draft
    errors: tuple[FieldError, ...]


@dataclass(frozen=True, slots=True)
class FilledPart:
    """One part of a split as it came back. ``wanted`` is False for a part that the member wants to leave alone."""

    number: int
    draft: Draft
    comments: tuple[int, ...]
    wanted: bool
    errors: tuple[FieldError, ...] = field(default=())


async def fields_of(request: Request[Any, Any, Any]) -> Fields:
    """Return a posted form as texts by field name; files are none."""
    form = await request.form()
    return {name: tuple(one for one in form.getall(name) if isinstance(one, str)) for name in form}


def one(fields: Fields, name: str) -> str:
    """Return the last value of a field, stripped; "" where there is none."""
    values = fields.get(name, ())
    return values[-1].strip() if values else ""


def filled_draft(fields: Fields, groups: Iterable[str], prefix: str = "") -> Filled:
    """Read a theme's form; at least one name is needed, and a team that exists."""
    texts, errors = _texts(fields, prefix)
    team = one(fields, f"{prefix}team")
    if team not in TEAMS:
        errors.append(FieldError(f"{prefix}team", _("Please choose who can do something about it.")))
    group = one(fields, f"{prefix}group")
    draft = Draft(team=team, group=group if group in set(groups) else "", **texts)
    if not any(draft.names) and not errors:
        errors.append(FieldError(f"{prefix}name_de", _("Please give the theme a name.")))
    return Filled(draft, tuple(errors))


def _texts(fields: Fields, prefix: str) -> tuple[dict[str, str], list[FieldError]]:
    texts: dict[str, str] = {}
    errors: list[FieldError] = []
    for name, limit in (("name", NAME_LIMIT), ("definition", DEFINITION_LIMIT), ("words", WORDS_LIMIT)):
        for tongue in ("de", "en"):
            key = f"{name}_{tongue}"
            typed = one(fields, f"{prefix}{key}")
            clean = clean_text(typed, limit)
            if isinstance(clean, TextProblem):
                said = _("At most %(number)s characters, please.") % {"number": limit}
                errors.append(FieldError(f"{prefix}{key}", said))
            text = typed if isinstance(clean, TextProblem) else clean.text
            texts[key] = lines(text) if name == "words" else " ".join(text.split())
    return texts, errors


def lines(text: str) -> str:
    """Return words one per line, each once; commas part words too."""
    words = [" ".join(word.split()) for word in text.replace(",", "\n").splitlines()]
    return "\n".join(dict.fromkeys(word for word in words if word))


def numbers(texts: Iterable[str]) -> tuple[int, ...]:
    """Return the ids in texts such as ``12,13``; what is no id is left out."""
    ids = (whole_number(part.strip()) for text in texts for part in text.split(","))
    return tuple(dict.fromkeys(number for number in ids if number))[:MOST_COMMENTS]


def filled_parts(fields: Fields, team: str) -> tuple[FilledPart, ...]:
    """Read the form of a split; a comment goes where its own list says, else with its part. Teams are inherited."""
    parts = []
    for number in range(1, MOST_PARTS + 1):
        if f"part{number}-comments" not in fields:
            continue
        prefix = f"part{number}-"
        read = filled_draft({**fields, f"{prefix}team": (one(fields, f"{prefix}team") or team,)}, (), prefix)
        wanted = one(fields, f"{prefix}take") == "yes"
        comments = numbers(fields[f"{prefix}comments"])
        parts.append(FilledPart(number, read.draft, comments, wanted, read.errors if wanted else ()))
    return tuple(replace(part, comments=_gathered(part, parts, fields)) for part in parts)


def _gathered(part: FilledPart, parts: Iterable[FilledPart], fields: Fields) -> tuple[int, ...]:
    """Return the comments of a part after single ones were moved to it or away from it."""
    gathered = []
    for other in parts:
        for comment in other.comments:
            goes = one(fields, f"to-{comment}") or str(other.number)
            if goes == str(part.number):
                gathered.append(comment)
    return tuple(gathered)
