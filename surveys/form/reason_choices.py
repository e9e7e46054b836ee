"""Which reasons one customer is offered for one item, in which order, and what hangs on each of them. Pure.

Invariants: the same seed gives the same order, in every process and version of Python; blocks keep their order, the
``last`` codes stand below all of them; removing a reason does not reorder the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import msgspec

from surveys.answers import Fields, Item
from surveys.definition import Definition, FollowUp, ItemQuestions, PhotoRule, ReasonGroup, SelfHelp


@dataclass(frozen=True, slots=True)
class OfferedReason:
    """A second-level reason; ``position`` in its group, from 1."""

    code: str
    position: int


@dataclass(frozen=True, slots=True)
class OfferedGroup:
    """A first-level reason; ``position`` among all of them, from 1. Without children it is chosen itself."""

    code: str
    position: int
    children: tuple[OfferedReason, ...] = ()


def offered_groups(questions: ItemQuestions, item: Item, seed: str) -> tuple[OfferedGroup, ...]:
    """Return the reasons that make sense for an item, shuffled inside each block and each group, then ``last``.

    ``seed`` names the customer, e.g. the invitation; the item's key is added here. An item of unknown kind gets all.
    """
    seed = f"{seed}:{item.key}"
    groups = [group for group in questions.groups if _suits(group.kinds, item)]
    groups.sort(key=lambda group: (group.block, _drawn(seed, group.code)))
    offered = [(group.code, _children(group, item, seed)) for group in groups]
    offered += [(code, ()) for code in questions.last]
    return tuple(OfferedGroup(code, position, children) for position, (code, children) in enumerate(offered, 1))


def follow_ups_for(questions: ItemQuestions, item: Item) -> tuple[FollowUp, ...]:
    """Return the follow-up questions for an item, each for its ``reasons``.

    Unlike reasons, those for certain kinds are left out while the kind is unknown: nobody is asked about the heel of a
    shirt.
    """
    return tuple(one for one in questions.follow_ups if not one.kinds or item.kind in one.kinds)


def helps_for(questions: ItemQuestions, reason_or_group: str) -> tuple[SelfHelp, ...]:
    """Return the short answers to a reason or group; only the first is shown and counted."""
    return tuple(one for one in questions.helps if reason_or_group in one.reasons)


def help_for(questions: ItemQuestions, reason: str, group: str) -> SelfHelp | None:
    """Return the one short answer that is shown: the reason's own, else its group's."""
    return next(iter((*helps_for(questions, reason), *helps_for(questions, group))), None)


def photo_rule(questions: ItemQuestions, reason: str, group: str) -> PhotoRule | None:
    """Return whether a picture is asked for: the reason's own rule, else its group's; None: no picture."""
    return questions.photos.get(reason) or questions.photos.get(group)


def group_of(questions: ItemQuestions, reason: str) -> str:
    """Return the first-level code of a reason: itself if it is one, "" when the definition does not know it."""
    if reason in questions.last or any(group.code == reason for group in questions.groups):
        return reason
    return next((group.code for group in questions.groups if reason in group.children), "")


def without_retired(definition: Definition, retired: Collection[str], fields: Fields) -> Definition:
    """Return a definition that no longer offers retired reasons, but for those that stand in the form already.

    A group whose children are all retired is gone as well; one that never had any stays.
    """
    gone = set(retired) - _named(fields)
    if definition.items is None or not gone:
        return definition
    questions = definition.items
    groups = tuple(_without(group, gone) for group in questions.groups if _remains(group, gone))
    last = tuple(code for code in questions.last if code not in gone)
    return msgspec.structs.replace(definition, items=msgspec.structs.replace(questions, groups=groups, last=last))


def _suits(kinds: Collection[str], item: Item) -> bool:
    return not kinds or not item.kind or item.kind in kinds


def _children(group: ReasonGroup, item: Item, seed: str) -> tuple[OfferedReason, ...]:
    codes = [code for code in group.children if _suits(group.child_kinds.get(code, ()), item)]
    codes.sort(key=lambda code: _drawn(seed, code))
    return tuple(OfferedReason(code, position) for position, code in enumerate(codes, 1))


def _drawn(seed: str, code: str) -> bytes:
    """A lot for each code: sorting by lots gives every order the same chance."""
    return hashlib.sha256(f"{seed}:{code}".encode("utf-8", "surrogatepass")).digest()


def _named(fields: Fields) -> set[str]:
    starts = ("reason-", "detail-")
    return {value.strip() for name, values in fields.items() if name.startswith(starts) for value in values}


def _remains(group: ReasonGroup, gone: Collection[str]) -> bool:
    if group.code in gone:
        return False
    return not group.children or any(code not in gone for code in group.children)


def _without(group: ReasonGroup, gone: Iterable[str]) -> ReasonGroup:
    return msgspec.structs.replace(group, children=tuple(code for code in group.children if code not in set(gone)))
