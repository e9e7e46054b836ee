"""The rows of figures: themes, their days, and products, counted from the packed columns as on the pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.themes import ThemeName, theme_names
from feedback_app.insights.exports.catalogue import DAYS, PRODUCTS, THEMES, Block, Cell, block_of
from feedback_app.insights.exports.choices import Choice
from feedback_app.insights.shares import share_of
from feedback_app.insights.store.columns import Array, Cut
from feedback_app.insights.store.facts import Facts, facts_now
from feedback_app.insights.themes.figures import answers_in

ROWS_AT_ONCE: Final = 2_000
TOO_SMALL, TOO_BIG = "too_small", "too_big"
Row = dict[str, Cell]


async def rows_of_themes(choice: Choice) -> AsyncIterator[Block]:
    """Yield the themes of a view, the most frequent first."""
    facts, view = await facts_now(), choice.view
    german, english = await theme_names("de"), await theme_names("en")
    cut = facts.said(view.span, view.slices)
    before = facts.said(view.before, view.slices) if view.before else None
    size = len(facts.values("theme"))
    counts, counts_before = cut.theme_counts(size), before.theme_counts(size) if before else None
    answers, answers_before = answers_in(cut), answers_in(before) if before else None
    rows: list[Row] = []
    for code in _codes(facts, view.team, german, counts):
        share = share_of(int(counts[code]), answers)
        named = _named(facts.values("theme")[code], german, english)
        rows.append(
            {
                **named,
                "group": german[str(named["theme"])].group if named["theme"] in german else "",
                "team": german[str(named["theme"])].team if named["theme"] in german else "",
                "comments": share.count,
                "answers": answers,
                "share": share.share if answers else None,
                "lower": share.lower if answers else None,
                "upper": share.upper if answers else None,
                "comments_before": int(counts_before[code]) if counts_before is not None else None,
                "answers_before": answers_before,
            }
        )
    yield block_of(THEMES, rows)


async def rows_of_days(choice: Choice) -> AsyncIterator[Block]:
    """Yield the days of each theme, day by day; days on which a theme did not come are 0, days without answers out."""
    facts, view = await facts_now(), choice.view
    german, english = await theme_names("de"), await theme_names("en")
    cut = facts.said(view.span, view.slices)
    days = cut.column("day").astype(np.int64)
    answered, place = np.unique(days[cut.column("comment") > 0], return_inverse=True)
    answers = np.bincount(place, minlength=len(answered))
    pairs, size = cut.themes(), len(facts.values("theme"))
    at = np.searchsorted(answered, days[pairs.row])
    counts = np.bincount(at * size + pairs.theme, minlength=len(answered) * size).reshape(len(answered), size)
    codes = sorted(_codes(facts, view.team, german, counts.sum(axis=0)), key=lambda code: facts.values("theme")[code])
    named = [_named(facts.values("theme")[code], german, english) for code in codes]
    rows: list[Row] = []
    for number, ordinal in enumerate(answered.tolist()):
        day: Row = {"day": date.fromordinal(ordinal), "answers": int(answers[number])}
        rows += [
            {**day, **name, "comments": int(counts[number, code])} for code, name in zip(codes, named, strict=True)
        ]
        if len(rows) >= ROWS_AT_ONCE:
            yield block_of(DAYS, rows)
            rows = []
    yield block_of(DAYS, rows)


def _codes(facts: Facts, team: str, themes: dict[str, ThemeName], counts: NDArray[np.int64]) -> list[int]:
    """Return the codes of the themes that came, of one team if asked for: the most frequent first."""
    values = facts.values("theme")
    teams = {code: theme.team for code, theme in themes.items()}
    found = [int(code) for code in np.flatnonzero(counts) if not team or teams.get(values[code]) == team]
    return sorted(found, key=lambda code: (-int(counts[code]), values[code]))


def _named(code: str, german: dict[str, ThemeName], english: dict[str, ThemeName]) -> Row:
    names = (themes[code].name if code in themes else code for themes in (german, english))
    return dict(zip(("theme", "name_de", "name_en"), (code, *names), strict=True))


async def rows_of_products(choice: Choice) -> AsyncIterator[Block]:
    """Yield the products of which anything was sent or came back, those with most returned items first."""
    facts, view = await facts_now(), choice.view
    cut = facts.said(view.span, view.slices)
    returns, sent = cut.where(cut.returns), facts.sent(view.span, view.slices)
    values = facts.values("product")
    size = len(values)
    items = returns.counts("product", size)
    pieces = np.bincount(returns.column("product"), returns.column("quantity"), minlength=size)
    shipped = np.bincount(sent.column("product"), sent.column("quantity"), minlength=size) if sent else None
    texts = returns.counts("product", size, returns.column("has_text"))
    small, big = (_with_reason(returns, facts, reason, size) for reason in (TOO_SMALL, TOO_BIG))
    reasons, themes = _main(returns, facts, "reason", size), _main_theme(returns, facts, size)
    categories = _main(returns, facts, "category", size)
    present = np.flatnonzero(items if shipped is None else items + shipped)
    rows: list[Row] = [
        {
            "product": values[code],
            "category": categories[code][0],
            "items": int(items[code]),
            "pieces": int(pieces[code]),
            "sent": None if shipped is None else int(shipped[code]),
            "with_text": int(texts[code]),
            "too_small": int(small[code]),
            "too_big": int(big[code]),
            "main_reason": reasons[code][0],
            "main_reason_items": reasons[code][1],
            "main_theme": themes[code][0],
            "main_theme_comments": themes[code][1],
        }
        for code in sorted(present.tolist(), key=lambda code: (-int(items[code]), values[code]))
    ]
    for start in range(0, len(rows), ROWS_AT_ONCE):
        yield block_of(PRODUCTS, rows[start : start + ROWS_AT_ONCE])


def _with_reason(cut: Cut, facts: Facts, reason: str, size: int) -> NDArray[np.int64]:
    code = facts.code("reason", reason)
    return cut.counts("product", size, cut.column("reason") == (-1 if code is None else code))


def _main(cut: Cut, facts: Facts, dimension: str, size: int) -> list[tuple[str, int]]:
    """Return for each product the value that most of its rows have, and how many; "" where none has any."""
    return _most(cut.column("product"), cut.column(dimension), facts.values(dimension), size)


def _main_theme(cut: Cut, facts: Facts, size: int) -> list[tuple[str, int]]:
    pairs = cut.themes()
    return _most(cut.column("product")[pairs.row], pairs.theme, facts.values("theme"), size)


def _most(products: Array, codes: Array, values: tuple[str, ...], size: int) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = [("", 0)] * size
    keys, counts = np.unique(products.astype(np.int64) * len(values) + codes, return_counts=True)
    for key, count in zip(keys.tolist(), counts.tolist(), strict=True):
        product, code = divmod(key, len(values))
        # The same number twice: the first by name, so that a file is the same each time.
        name, most = found[product]
        if code and (count > most or (count == most and values[code] < name)):
            found[product] = (values[code], count)
    return found
