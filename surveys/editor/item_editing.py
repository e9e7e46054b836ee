"""Operations on what is asked about each returned item. Pure: values in, values out.

Invariants: groups stand in the order of their blocks, and blocks are numbered from 1 without gaps; a code stands once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from msgspec.structs import replace

from surveys.definition import FollowUp, ItemQuestions, ReasonGroup, SelfHelp

Part = TypeVar("Part", bound=FollowUp | SelfHelp)


def put_group(items: ItemQuestions, group: ReasonGroup) -> ItemQuestions:
    """Put a changed group in the place of the one with its code, or a new one at the end of its block."""
    if any(known.code == group.code for known in items.groups):
        changed = tuple(group if known.code == group.code else known for known in items.groups)
        return replace(items, groups=_in_blocks(changed))
    return replace(items, groups=_in_blocks((*items.groups, group)))


def remove_group(items: ItemQuestions, code: str) -> ItemQuestions:
    """Offer a group no more."""
    return replace(items, groups=_in_blocks(group for group in items.groups if group.code != code))


def move_group(items: ItemQuestions, code: str, step: int) -> ItemQuestions:
    """Move a group one block up (-1) or down (1); beyond the last it begins a block of its own.

    Inside a block the order is drawn for each customer, so only the block says where a group stands.
    """
    blocks = {group.code: group.block * 2 for group in items.groups}
    if code not in blocks:
        return items
    alone = sum(block == blocks[code] for block in blocks.values()) == 1
    edge = blocks[code] == (min if step < 0 else max)(blocks.values())
    if edge and alone:
        return items
    # Blocks are doubled: one beyond the edge is free for a block of its own.
    blocks[code] += step if edge else 2 * step
    return replace(items, groups=_in_blocks(replace(group, block=blocks[group.code]) for group in items.groups))


def put_part(parts: tuple[Part, ...], part: Part) -> tuple[Part, ...]:
    """Put a follow-up or self-help in the place of the one with its code, or at the end."""
    if any(known.code == part.code for known in parts):
        return tuple(part if known.code == part.code else known for known in parts)
    return (*parts, part)


def remove_part(parts: tuple[Part, ...], code: str) -> tuple[Part, ...]:
    """Take one out."""
    return tuple(part for part in parts if part.code != code)


def move_part(parts: tuple[Part, ...], code: str, step: int) -> tuple[Part, ...]:
    """Move one up (-1) or down (1)."""
    order = list(parts)
    at = next((index for index, part in enumerate(order) if part.code == code), -1)
    if at < 0 or not 0 <= at + step < len(order):
        return parts
    order[at], order[at + step] = order[at + step], order[at]
    return tuple(order)


def reasons_of(items: ItemQuestions) -> tuple[str, ...]:
    """Return every code that a customer may choose, groups before their children."""
    return (*(code for group in items.groups for code in (group.code, *group.children)), *items.last)


def _in_blocks(groups: Iterable[ReasonGroup]) -> tuple[ReasonGroup, ...]:
    ordered = sorted(groups, key=lambda group: group.block)
    numbers = {block: number for number, block in enumerate(dict.fromkeys(group.block for group in ordered), 1)}
    return tuple(replace(group, block=numbers[group.block]) for group in ordered)
