"""The grade of a product: how often it is wrong about one that is like its peers, and when it keeps silent."""

from __future__ import annotations

import numpy as np
import pytest

from feedback_app.insights.products.grades import NOT_KNOWN, Grade, stand

BAD = {Grade.POOR, Grade.VERY_POOR}
GOOD = {Grade.GOOD, Grade.VERY_GOOD}


def graded(returned: list[float], sent: list[float], kind: list[int], phi: float = 1.0) -> list[Grade]:
    found = stand(np.array(returned, float), np.array(sent, float), np.array(kind), phi)
    return [one.grade for one in found]


def played(seed: int, peers: int, sent: int, unlike: float, phi: float = 1.0, shops: int = 40) -> list[Grade]:
    """Grades of products whose true rate is exactly that of their peers, which differ by ``unlike`` (CV)."""
    rng, found = np.random.default_rng(seed), []
    for _ in range(shops):
        kinds = 60 // (peers + 1)
        kind = np.repeat(np.arange(kinds), peers + 1)
        due = rng.integers(sent // 2, 2 * sent, len(kind)).astype(float)
        rate = rng.gamma(1 / unlike**2, 0.06 * unlike**2, len(kind)) if unlike else np.full(len(kind), 0.06)
        first = np.arange(0, len(kind), peers + 1)
        for place in first:
            own = slice(place + 1, place + peers + 1)
            rate[place] = (rate[own] * due[own]).sum() / due[own].sum()
        # Clumped counts: a negative binomial whose variance is phi times its mean.
        mean = rate * due
        clump = rng.gamma(mean / (phi - 1), phi - 1) if phi > 1 else mean
        standing = stand(rng.poisson(clump).astype(float), due, kind, phi)
        found += [standing[place].grade for place in first]
    return found


@pytest.mark.parametrize(("peers", "sent", "unlike"), [(2, 500, 0.3), (2, 5000, 0.6), (9, 500, 0.6), (49, 5000, 0.3)])
def test_a_product_like_its_peers_is_called_weak_in_at_most_one_of_twenty_five_cases(
    peers: int, sent: int, unlike: float
) -> None:
    found = played(3, peers, sent, unlike, shops=300)
    assert sum(grade in BAD for grade in found) <= 0.04 * len(found)
    assert sum(grade in GOOD for grade in found) <= 0.04 * len(found)


def test_clumped_returns_do_not_make_more_weak_products_when_their_spread_is_known() -> None:
    found = played(5, 9, 2000, 0.3, phi=3.0, shops=300)
    assert sum(grade in BAD for grade in found) <= 0.04 * len(found)


def test_few_pieces_get_no_grade_whatever_came_back() -> None:
    assert graded([9, 60, 60], [20, 1000, 1000], [0, 0, 0])[0] == Grade.NONE


def test_every_word_is_reached_by_a_product_that_deserves_it() -> None:
    sent, peers = 20_000.0, [1200.0] * 3
    for returned, word in (
        (400.0, Grade.VERY_GOOD), (1000.0, Grade.GOOD), (1200.0, Grade.FAIR), (1450.0, Grade.POOR),
        (2400.0, Grade.VERY_POOR),
    ):  # fmt: skip
        assert graded([returned, *peers], [sent] * 4, [0] * 4)[0] == word


def test_without_a_category_or_with_one_peer_only_nothing_is_said() -> None:
    alone = stand(np.array([50.0, 50.0]), np.array([500.0, 500.0]), np.array([-1, -1]))
    assert tuple(alone) == (NOT_KNOWN, NOT_KNOWN)
    assert graded([50, 10], [500, 500], [0, 0]) == [Grade.NONE, Grade.NONE]


def test_an_empty_shop_has_no_grades() -> None:
    assert len(stand(np.zeros(0), np.zeros(0), np.zeros(0, int))) == 0


def test_the_ratio_lies_in_its_interval_and_between_what_was_seen_and_the_peers() -> None:
    (one, *_others) = stand(np.array([90.0, 50.0, 55.0]), np.array([1000.0] * 3), np.zeros(3, int))
    assert one.lower < one.ratio < one.upper
    assert 1 < one.ratio < 90 / 52.5
    assert one.usual == pytest.approx(0.0525)
