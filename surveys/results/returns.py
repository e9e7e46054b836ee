"""What customers said about returned items, as values for the page: reasons two levels deep, wishes, follow-ups, help.

Invariants: an item without a reason is counted as not stated, in a bar of its own; reasons that a definition does not
know any more are counted under themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from feedback_app.foundation.languages import gettext as _
from surveys.answers import Item
from surveys.definition import Definition, FollowUp, ItemQuestions, SingleChoice
from surveys.form.reason_choices import group_of, offered_groups, without_retired
from surveys.kinds import KINDS, kind_of
from surveys.results.cut import Cut
from surveys.results.figures import Estimate, OrderCheck, PlaceCount, order_check, share
from surveys.results.queries import PlacedCount, Results, SaidCount
from surveys.results.questions import QuestionResult, ResultBar, bar, choice_result
from surveys.wording import said

WISHES: Final = ("refund", "exchange", "repair", "discount")


@dataclass(frozen=True, slots=True)
class HelpResult:
    """One short answer: how often it was shown and how often the customer said that it helped."""

    code: str
    words: str
    shown: int
    helped: int
    share: Estimate | None


@dataclass(frozen=True, slots=True)
class ReturnsResult:
    """Context of results/_returns.html. ``items``: returned items, with or without a reason."""

    title: str
    items: int
    stated: Estimate | None
    reasons: tuple[ResultBar, ...]
    with_text: int
    texts_url: str
    photos: int
    wishes: tuple[ResultBar, ...]
    wished: int
    follow_ups: tuple[QuestionResult, ...]
    helps: tuple[HelpResult, ...]
    group_order: OrderCheck | None
    reason_order: OrderCheck | None


def returns_result(
    definition: Definition, found: Results, cut: Cut, names: Mapping[str, str], retired: Collection[str]
) -> ReturnsResult | None:
    """Return the results about items; None for a survey that asks nothing about them. ``names``: of reasons by code."""
    if definition.items is None:
        return None
    questions = definition.items
    about = [one for one in found.said if not one.question]
    items = sum(one.n for one in about)
    not_stated = sum(one.n for one in about if not one.reason)
    wished: Counter[str] = Counter()
    for one in about:
        wished[one.wish] += one.n
    pages = {question.code for question in definition.questions()}
    with_wish = items - wished[""]
    longest = max((count for wish, count in wished.items() if wish), default=0)
    words = _wish_words()
    offers = {kind: _Offer.of(definition, retired, kind) for kind in ("", *KINDS)}
    return ReturnsResult(
        title=said(questions.words),
        items=items,
        stated=share(items - not_stated, items),
        reasons=_reasons(questions, about, items, not_stated, names, cut),
        with_text=sum(one.n for one in about if one.with_text),
        texts_url=cut.submissions_url(),
        photos=sum(count for place, count in found.photos if place not in pages),
        wishes=tuple(bar(words[wish], wished[wish], with_wish, longest) for wish in WISHES if wish in questions.wishes),
        wished=with_wish,
        follow_ups=tuple(_follow_up(one, found, items) for one in questions.follow_ups),
        helps=_helps(questions, about),
        group_order=order_check(_group_places(offers, found.placed)),
        reason_order=order_check(_reason_places(offers, found.placed)),
    )


def _reasons(
    questions: ItemQuestions,
    about: Iterable[SaidCount],
    items: int,
    not_stated: int,
    names: Mapping[str, str],
    cut: Cut,
) -> tuple[ResultBar, ...]:
    """Groups from the most frequent on, each followed by its reasons; not stated stands last."""
    groups: dict[str, Counter[str]] = {}
    for one in about:
        if one.reason:
            group = one.group or group_of(questions, one.reason) or one.reason
            groups.setdefault(group, Counter())[one.reason] += one.n
    longest = max([not_stated, *(reasons.total() for reasons in groups.values())])
    bars: list[ResultBar] = []
    for group, reasons in sorted(groups.items(), key=lambda pair: (-pair[1].total(), pair[0])):
        url = cut.submissions_url(reason=group)
        bars.append(bar(names.get(group, group), reasons.total(), items, longest, url))
        if set(reasons) != {group}:
            bars += [_child(code, count, group, items, longest, names, cut) for code, count in reasons.most_common()]
    if items:
        silent = bar(_("Not stated"), not_stated, items, longest)
        bars.append(ResultBar(silent.label, silent.count, silent.share, silent.length, quiet=True))
    return tuple(bars)


def _child(
    code: str, count: int, group: str, items: int, longest: int, names: Mapping[str, str], cut: Cut
) -> ResultBar:
    # Who chose the group alone said no more than that.
    label = _("no detail") if code == group else names.get(code, code)
    url = "" if code == group else cut.submissions_url(reason=code)
    found = bar(label, count, items, longest, url)
    return ResultBar(found.label, found.count, found.share, found.length, found.url, below=True)


def _follow_up(question: FollowUp, found: Results, items: int) -> QuestionResult:
    given = [one for one in found.given if one.question == question.code]
    if question.choices:
        return choice_result(SingleChoice(question.code, question.words, question.choices), given, items)
    texts = sum(one.n for one in given if one.texts)
    return QuestionResult("text", question.code, said(question.words), texts, items)


def _helps(questions: ItemQuestions, about: Iterable[SaidCount]) -> tuple[HelpResult, ...]:
    shown: Counter[str] = Counter()
    helped: Counter[str] = Counter()
    for one in about:
        if one.help_shown:
            shown[one.help_shown] += one.n
            helped[one.help_shown] += one.n if one.helped else 0
    words = {one.code: said(one.words) for one in questions.helps}
    codes = [*words, *sorted(code for code in shown if code not in words)]
    return tuple(
        HelpResult(code, words.get(code, code), shown[code], helped[code], share(helped[code], shown[code]))
        for code in codes
    )


def _group_places(offers: Mapping[str, _Offer], placed: Iterable[PlacedCount]) -> list[PlaceCount]:
    """How often a chosen group stood first in its block."""
    found = []
    for one in placed:
        offered, first = offers[kind_of(one.category)].groups.get(one.group, (0, 0))
        found.append(PlaceCount(offered, one.n, one.n if one.group_position == first else 0))
    return found


def _reason_places(offers: Mapping[str, _Offer], placed: Iterable[PlacedCount]) -> list[PlaceCount]:
    """How often a chosen reason stood first in its group."""
    return [
        PlaceCount(offers[kind_of(one.category)].reasons.get(one.group, 0), one.placed, one.first) for one in placed
    ]


@dataclass(frozen=True, slots=True)
class _Offer:
    """What was offered for one kind of product.

    ``groups``: by code, how many stood in random order in the block and the first position there; codes that always
    stand last are not among them. ``reasons``: how many children a group had.
    """

    groups: Mapping[str, tuple[int, int]]
    reasons: Mapping[str, int]

    @classmethod
    def of(cls, definition: Definition, retired: Collection[str], kind: str) -> _Offer:
        """Return the offer for a kind."""
        questions = without_retired(definition, retired, {}).items
        if questions is None:
            return cls({}, {})
        blocks = {group.code: group.block for group in questions.groups}
        offered = offered_groups(questions, Item("", "", kind=kind), "")
        positions: dict[int, list[int]] = {}
        for group in offered:
            if group.code in blocks:
                positions.setdefault(blocks[group.code], []).append(group.position)
        return cls(
            {code: (len(positions.get(block, [])), min(positions.get(block, [0]))) for code, block in blocks.items()},
            {group.code: len(group.children) for group in offered},
        )


def _wish_words() -> dict[str, str]:
    return {
        "refund": _("Refund"),
        "exchange": _("Exchange"),
        "repair": _("Repair"),
        "discount": _("Keep it with a discount"),
    }
