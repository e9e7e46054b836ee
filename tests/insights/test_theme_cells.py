"""Impact, cells and lines against plain Python, over random answers: pure, no database."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_app.insights.shares import LEAST_EXPECTED
from feedback_app.insights.store.columns import PAIR, SAID, Chunk, Cut, chunk_of, pack
from feedback_app.insights.themes.figures import answers_in, first_of, lines_of, on_lines, tally
from feedback_app.insights.themes.heat_cells import cells
from feedback_app.insights.themes.impact import FEWEST, Rated, impact_of

THEMES, PRODUCTS = 4, 3
Row = tuple[int, int, int, frozenset[int]]
"""Submission, rating, product, themes."""


def cut_of(rows: list[Row]) -> Cut:
    """Pack answers of one day as the worker does, and open them again."""
    ordered = sorted(rows, key=lambda row: row[0])
    table = np.zeros(len(ordered), SAID)
    ratings = {submission: rating for submission, rating, _product, _themes in reversed(ordered)}
    table["comment"] = np.arange(1, len(ordered) + 1)
    table["submission"] = [row[0] for row in ordered]
    table["rating"] = [ratings[row[0]] for row in ordered]
    table["product"] = [row[2] for row in ordered]
    pairs = np.array([(at, theme) for at, row in enumerate(ordered) for theme in sorted(row[3])], PAIR)
    chunk: Chunk = chunk_of([(739_000, pack(table, pairs))], SAID)
    return Cut(((chunk, np.arange(len(ordered))),))


answers = st.lists(
    st.tuples(
        st.integers(1, 12),
        st.integers(0, 5),
        st.integers(0, PRODUCTS),
        st.frozensets(st.integers(1, THEMES), max_size=THEMES),
    ),
    max_size=60,
)


def plain(rows: list[Row]) -> tuple[dict[int, int], dict[int, set[int]]]:
    """Return each submission's rating and its themes, by hand."""
    ratings: dict[int, int] = {}
    themes: dict[int, set[int]] = {}
    for submission, rating, _product, told in rows:
        ratings.setdefault(submission, rating)
        themes.setdefault(submission, set()).update(told)
    return ratings, themes


@given(answers)
@settings(max_examples=150, deadline=None)
def test_a_tally_counts_comments_and_ratings_once_per_line(rows):
    lines = [[1, 2], [3], [4]]
    cut = cut_of(rows)
    found = tally(cut, on_lines(cut, lines_of(lines, THEMES + 1)), len(lines))
    ratings, themes = plain(rows)
    assert found.answers == len(rows)
    for line, held in enumerate(lines):
        assert found.comments[line] == sum(bool(row[3] & set(held)) for row in rows)
        having = [rating for submission, rating in ratings.items() if rating and themes[submission] & set(held)]
        assert found.rated_on(line) == Rated(len(having), sum(rating >= 4 for rating in having))


@given(answers)
@settings(max_examples=150, deadline=None)
def test_the_impact_is_csat_minus_csat_without_the_theme(rows):
    cut, lines = cut_of(rows), lines_of([[theme] for theme in range(1, THEMES + 1)], THEMES + 1)
    found = tally(cut, on_lines(cut, lines), THEMES)
    ratings, themes = plain(rows)
    rated = {submission: rating for submission, rating in ratings.items() if rating}
    for theme in range(1, THEMES + 1):
        rest = [rating for submission, rating in rated.items() if theme not in themes[submission]]
        impact = impact_of(found.rated_on(theme - 1), found.everyone)
        if min(len(rest), len(rated) - len(rest)) < FEWEST:
            assert impact is None
        else:
            csat = sum(rating >= 4 for rating in rated.values()) / len(rated)
            assert impact.points == pytest.approx(csat - sum(rating >= 4 for rating in rest) / len(rest))
            assert -1 <= impact.lower <= impact.points <= impact.upper <= 1


def many_answers(seed: int) -> list[Row]:
    """Enough answers for marks: the first product has each theme more often."""
    chance, rows = random.Random(seed), []
    for _ in range(chance.randrange(20, 250)):
        product = chance.randrange(PRODUCTS + 1)
        likely = 0.1 * (3 if product == 1 else 1)
        themes = frozenset(theme for theme in range(1, THEMES + 1) if chance.random() < likely * theme)
        rows.append((chance.randrange(1, 90), chance.randrange(6), product, themes))
    return rows


@given(st.one_of(answers, st.integers(0, 10**6).map(many_answers)))
@settings(max_examples=120, deadline=None)
def test_cells_count_and_stand_as_one_by_one(rows):
    columns, themes = list(range(1, PRODUCTS + 1)), list(range(1, THEMES + 1))
    cut = cut_of(rows)
    found = cells(cut, themes, "product", columns, PRODUCTS + 1)
    chances: dict[tuple[int, int], float] = {}
    for row, theme in enumerate(themes):
        for at, product in enumerate(columns):
            there = [one for one in rows if one[2] == product]
            count, others = sum(theme in one[3] for one in there), len(rows) - len(there)
            elsewhere = sum(theme in one[3] for one in rows) - count
            assert (found[row][at].share.count, found[row][at].share.answers) == (count, len(there))
            if (p := chance_of(count, len(there), elsewhere, others)) is not None:
                chances[row, at] = p
    marked = found_by_hand(chances)
    for row in range(len(themes)):
        for at in range(len(columns)):
            told, standing = (row, at) in chances, found[row][at].standing
            assert (standing == "too_few") == (not told)
            assert (standing in {"more", "fewer"}) == ((row, at) in marked)
    assert answers_in(cut) == len(rows)


def chance_of(count: int, n: int, elsewhere: int, others: int) -> float | None:
    """Two-proportion z-test by the textbook; None where too little is expected, or nothing varies."""
    pooled = (count + elsewhere) / (n + others) if n + others else 0.0
    if min(pooled, 1 - pooled) * min(n, others) < LEAST_EXPECTED:
        return None
    error = math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / others))
    return math.erfc(abs(count / n - elsewhere / others) / error / math.sqrt(2))


def found_by_hand(chances: dict[tuple[int, int], float]) -> set[tuple[int, int]]:
    """Benjamini and Hochberg step by step: the largest k whose chance is at most k/m of 5 %."""
    ordered = sorted(chances, key=lambda cell: chances[cell])
    passed = [k for k, cell in enumerate(ordered, 1) if chances[cell] <= 0.05 * k / len(ordered)]
    return set(ordered[: max(passed, default=0)])


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 2)), max_size=40))
def test_pairs_that_come_twice_count_once_and_keep_their_order(pairs):
    ordered = sorted(pairs, key=lambda pair: pair[0])
    owner, line = (np.array([pair[side] for pair in ordered], np.int64) for side in (0, 1))
    kept = first_of(owner, line)
    assert list(zip(owner[kept].tolist(), line[kept].tolist(), strict=True)) == list(dict.fromkeys(ordered))


@pytest.mark.parametrize(("part", "with_it", "without"), [(0.1, 0.3, 0.8), (0.03, 0.5, 0.9), (0.4, 0.7, 0.7)])
def test_the_interval_holds_the_truth_in_95_of_100_shops(part, with_it, without):
    chance, truth = random.Random(5), part * (with_it - without)
    shops = [shop(chance, 300, part, with_it, without) for _ in range(600)]
    held = [impact.lower <= truth <= impact.upper for impact in shops if impact is not None]
    assert len(held) > 500
    assert 0.925 <= sum(held) / len(held) <= 0.99


def shop(chance: random.Random, n: int, part: float, with_it: float, without: float):
    having = [chance.random() < part for _ in range(n)]
    content = [chance.random() < (with_it if has else without) for has in having]
    theme = Rated(sum(having), sum(good for has, good in zip(having, content, strict=True) if has))
    return impact_of(theme, Rated(n, sum(content)))


def test_a_side_without_anybody_dissatisfied_does_not_look_certain():
    impact = impact_of(Rated(6, 6), Rated(20, 20))
    assert impact is not None
    assert impact.points == 0
    assert impact.lower < 0 < impact.upper
    assert impact.weight == "unclear"


def test_the_direction_of_an_impact_has_a_word():
    assert impact_of(Rated(100, 20), Rated(1000, 800)).weight == "costs"
    assert impact_of(Rated(100, 100), Rated(1000, 800)).weight == "lifts"
