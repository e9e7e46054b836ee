"""Reading what is said about one returned item. Pure.

Invariants: follow-up questions, self-help and pictures count only with the reason they belong to; a reason that was not
offered for this kind of item, but is one of the survey's, is taken: the shop may have sorted the article anew since.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

from surveys.answers import Given, Item, ItemAnswer, ProblemKind
from surveys.definition import FollowUp, ItemQuestions
from surveys.form.parsing_fields import NO_ANSWER, Reading
from surveys.form.reason_choices import group_of, help_for, offered_groups, photo_rule

FOLLOW_LIMIT: Final = 200
MOST_THEMES: Final = 5
_THEME: Final = re.compile(r"[a-z0-9_]{1,60}")


def read_item(
    reading: Reading, questions: ItemQuestions, item: Item, seed: str, photos: Mapping[str, int]
) -> tuple[ItemAnswer, tuple[Given, ...]]:
    """Return the answer about an item and those to the follow-up questions of its reason."""
    key = item.key
    group, reason = _reason(reading, questions, key)
    places = _positions(questions, item, seed)
    given = _follow_ups(reading, questions, key, {reason, group})
    _check_photo(reading, questions, key, (reason, group), photos)
    shown = help_for(questions, reason, group)
    answer = ItemAnswer(
        key=key,
        reason=reason,
        comment=_comment(reading, questions, key),
        group=group,
        group_position=places.get((group, "")),
        reason_position=places.get((group, reason)),
        quantity=reading.number(f"quantity-{key}", 1, max(1, item.quantity)) or 1,
        wish=reading.code(f"wish-{key}", questions.wishes),
        themes=_themes(reading, key) if questions.comment is not None else (),
        help_shown=shown.code if shown else "",
        helped=shown is not None and reading.ticked(f"helped-{key}"),
    )
    return answer, given


def _reason(reading: Reading, questions: ItemQuestions, key: str) -> tuple[str, str]:
    """Return group and finest reason, both "" when not stated.

    A second-level code in place of its group is understood too: systems that send a whole form know one code only.
    """
    chosen = reading.one(f"reason-{key}")
    if chosen in {"", NO_ANSWER}:
        return "", ""
    group = group_of(questions, chosen)
    if not group:
        reading.refuse(f"reason-{key}", ProblemKind.UNKNOWN_CHOICE)
        return "", ""
    children = next((one.children for one in questions.groups if one.code == group), ())
    detail = reading.code(f"detail-{key}-{group}", (*children, NO_ANSWER))
    return group, detail if detail in children else chosen


def _positions(questions: ItemQuestions, item: Item, seed: str) -> Mapping[tuple[str, str], int]:
    """Where each group, and each reason in its group, stood for this customer."""
    places: dict[tuple[str, str], int] = {}
    for group in offered_groups(questions, item, seed):
        places[group.code, ""] = group.position
        places |= {(group.code, child.code): child.position for child in group.children}
    return places


def _follow_ups(reading: Reading, questions: ItemQuestions, key: str, reasons: Collection[str]) -> tuple[Given, ...]:
    found = [
        _follow_up(reading, follow_up, key)
        for follow_up in questions.follow_ups
        if any(reason in follow_up.reasons for reason in reasons)
    ]
    return tuple(given for given in found if given.codes or given.text)


def _follow_up(reading: Reading, follow_up: FollowUp, key: str) -> Given:
    name = f"follow-{key}-{follow_up.code}"
    if not follow_up.choices:
        return Given(follow_up.code, key, text=reading.text(name, FOLLOW_LIMIT))
    codes = reading.codes(name, [choice.code for choice in follow_up.choices])
    return Given(follow_up.code, key, codes=codes)


def _check_photo(
    reading: Reading, questions: ItemQuestions, key: str, reason: tuple[str, str], photos: Mapping[str, int]
) -> None:
    needed = photo_rule(questions, *reason) == "required"
    if needed and not photos.get(key) and not reading.ticked(f"nophoto-{key}"):
        reading.refuse(f"photo-{key}", ProblemKind.PHOTO_MISSING)


def _comment(reading: Reading, questions: ItemQuestions, key: str) -> str:
    return reading.text(f"comment-{key}", questions.comment.limit) if questions.comment is not None else ""


def _themes(reading: Reading, key: str) -> tuple[str, ...]:
    """Chips are ours, so what is no theme code was not typed by a person: left out without a word."""
    tapped = (value.strip() for value in reading.fields.get(f"theme-{key}", ()))
    return tuple(dict.fromkeys(theme for theme in tapped if _THEME.fullmatch(theme)))[:MOST_THEMES]
