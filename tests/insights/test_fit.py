"""The fit hint: given where the returns are clear, kept back where they are not, and rarely wrong."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_app.foundation.languages import speaking
from feedback_app.insights.products.fit import Fit, fit_of, jeffreys
from feedback_app.insights.products.fit_words import fit_sentence, snippet


def test_most_returns_for_being_too_small_make_the_hint_with_its_number() -> None:
    hint = fit_of(61, 23, 300)
    assert (hint.fit, hint.sized, round(hint.share, 2)) == (Fit.SMALL, 84, 0.73)
    with speaking("de"):
        assert fit_sentence(hint) == "Fällt kleiner aus: 73\u00a0% von 84 Größen-Retouren."
    with speaking("en"):
        assert fit_sentence(hint) == "Runs small: 73% of 84 returns because of size."


def test_the_other_way_round_it_runs_big() -> None:
    hint = fit_of(23, 61, 300)
    assert (hint.fit, hint.share) == (Fit.BIG, 61 / 84)
    with speaking("de"):
        assert fit_sentence(hint) == "Fällt größer aus: 73\u00a0% von 84 Größen-Retouren."


def test_many_returns_of_both_kinds_in_balance_fit_as_expected_but_not_when_size_is_half_of_all() -> None:
    assert fit_of(100, 100, 900).fit == Fit.EXPECTED
    assert fit_of(100, 100, 210).fit == Fit.UNCLEAR


@pytest.mark.parametrize(("small", "big", "returned"), [(0, 0, 0), (19, 0, 100), (12, 8, 100), (60, 40, 400)])
def test_few_or_divided_returns_give_no_hint_and_no_html(small: int, big: int, returned: int) -> None:
    hint = fit_of(small, big, returned)
    assert (hint.fit, fit_sentence(hint), snippet(hint, "de")) == (Fit.UNCLEAR, "", "")


def test_where_size_hardly_matters_there_is_no_hint() -> None:
    assert fit_of(28, 2, 2000).fit == Fit.UNCLEAR


def shares_of_hints(sized: int, part: float, draws: int = 20_000) -> dict[Fit, float]:
    """How often each hint is given about articles of which this part of the returns is truly too small."""
    drawn = np.bincount(np.random.default_rng(sized).binomial(sized, part, draws), minlength=sized + 1)
    found = dict.fromkeys(Fit, 0.0)
    for small in np.flatnonzero(drawn):
        found[fit_of(int(small), sized - int(small), 4 * sized).fit] += drawn[small] / draws
    return found


@pytest.mark.parametrize("sized", [20, 40, 84, 300])
def test_of_articles_that_fit_at_most_one_in_a_hundred_is_said_to_run_small_or_big_each_way(sized: int) -> None:
    # A hundredth each way is the level of the bound, which the second condition only tightens.
    found = shares_of_hints(sized, 0.5)
    assert max(found[Fit.SMALL], found[Fit.BIG]) <= 0.01


def test_of_articles_that_run_clearly_small_nearly_none_is_said_to_fit_as_expected() -> None:
    found = shares_of_hints(300, 0.7)
    assert found[Fit.EXPECTED] <= 0.005
    assert found[Fit.SMALL] >= 0.85


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_interval_holds_the_share_and_stays_between_none_and_all(count: int, more: int) -> None:
    of = count + more
    lower, upper = jeffreys(count, of)
    assert 0 <= lower <= count / of <= upper <= 1


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 900))
def test_too_small_and_too_big_change_places_with_the_hint(small: int, big: int, others: int) -> None:
    mirrored = {Fit.SMALL: Fit.BIG, Fit.BIG: Fit.SMALL}
    one, other = fit_of(small, big, small + big + others), fit_of(big, small, small + big + others)
    assert other.fit == mirrored.get(one.fit, one.fit)


def test_the_html_is_inert_text_in_one_paragraph() -> None:
    with speaking("de"):
        html = snippet(fit_of(61, 23, 300), "de")
    assert html.startswith('<p class="fit-hint" lang="de" data-fit="runs_small">')
    assert html.count("<") == 2
    assert "script" not in html
