"""What explains a rise: named where there is a cause, called spread where there is none."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_app.alerts.attribution import Cell, attribute, cause_of
from tests.benchmarks.explanations import named_in
from tests.benchmarks.planted_rises import DIMENSIONS, planted

CALM = tuple(Cell(name, 100, 2000, 25, 500) for name in ("DHL", "GLS", "DPD", "Hermes"))
GLS = tuple(replace(cell, cases=80) if cell.value == "GLS" else cell for cell in CALM)
SPREAD = tuple(replace(cell, cases=45) for cell in CALM)


def test_the_carrier_that_rises_alone_is_named_with_its_part_of_the_rise():
    named = attribute({"carrier": GLS}).named
    assert (named.dimension, named.values) == ("carrier", ("GLS",))
    assert named.part > 0.9
    assert named.lift > 2.5


def test_a_rise_of_all_alike_is_called_spread():
    found = attribute({"carrier": SPREAD})
    assert found.named is None
    assert sum(portion.part for portion in found.portions["carrier"]) == pytest.approx(1)


def test_a_value_with_most_answers_is_not_blamed_for_its_size():
    large = (Cell("Erfurt", 400, 8000, 180, 2000), Cell("Hamm", 100, 2000, 45, 500))
    assert attribute({"warehouse": large}).named is None


def test_two_values_that_rise_together_are_named_together():
    both = tuple(replace(cell, cases=80) if cell.value in {"GLS", "DPD"} else cell for cell in CALM)
    assert set(attribute({"carrier": both}).named.values) == {"GLS", "DPD"}


def test_a_dimension_that_only_goes_along_with_the_cause_loses_to_it():
    # Hamm sends mostly with GLS: it rises too, but less plainly.
    hamm = (Cell("Hamm", 110, 2200, 70, 550), Cell("Erfurt", 290, 5800, 85, 1450))
    assert attribute({"warehouse": hamm, "carrier": GLS}).named.dimension == "carrier"


def test_a_new_lot_is_named_although_it_had_no_cases_before():
    lots = (
        Cell("old", 40, 800, 9, 200, 0.05),
        Cell("new", 0, 0, 45, 200, 0.05),
        Cell("other", 200, 4000, 50, 1000, 0.05),
    )
    assert attribute({"lot": lots}).named.values == ("new",)


def test_answers_without_a_value_are_never_blamed():
    nameless = tuple(replace(cell, value="") if cell.value == "GLS" else cell for cell in GLS)
    assert attribute({"carrier": nameless}).named is None


def test_a_dimension_with_one_value_says_nothing():
    assert attribute({"carrier": (Cell("GLS", 100, 2000, 90, 500),)}).candidates == ()


def test_noise_beyond_poisson_weakens_the_evidence():
    weak = tuple(replace(cell, cases=48) if cell.value == "GLS" else cell for cell in CALM)
    assert attribute({"carrier": weak}, phi=1).named is not None
    assert attribute({"carrier": weak}, phi=6).named is None


def test_the_warehouse_behind_a_carrier_is_named_as_the_second_level():
    inside = {"warehouse": (Cell("Erfurt", 50, 1000, 68, 250), Cell("Hamm", 50, 1000, 12, 250))}
    everywhere = {
        "carrier": GLS,
        "warehouse": (Cell("Erfurt", 200, 4000, 106, 1000), Cell("Hamm", 200, 4000, 49, 1000)),
    }
    cause = cause_of(attribute({"carrier": GLS}), everywhere, inside)
    assert cause.first.values == ("GLS",)
    assert cause.inside.values == ("Erfurt",)


def test_a_lot_is_named_before_the_product_that_it_belongs_to():
    products = (Cell("vase", 100, 2000, 80, 500), Cell("lamp", 100, 2000, 25, 500), Cell("pot", 100, 2000, 25, 500))
    lots = (Cell("V1", 50, 1000, 12, 250, 0.05), Cell("V2", 50, 1000, 68, 250, 0.05))
    others = (Cell("L1", 100, 2000, 25, 500, 0.05), Cell("P1", 100, 2000, 25, 500, 0.05))
    everywhere = {"sku": products, "lot": (*lots, *others)}
    found = attribute(everywhere)
    found = replace(found, named=next(one for one in found.candidates if one.dimension == "sku"))
    cause = cause_of(found, everywhere, {"lot": lots})
    assert (cause.first.values, cause.wider.values) == (("V2",), ("vase",))


CELLS = st.lists(
    st.builds(
        Cell,
        st.uuids().map(str),
        st.integers(0, 40),
        st.integers(40, 400),
        st.integers(0, 40),
        st.integers(0, 100),
        st.none() | st.floats(0.001, 0.5),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(CELLS, st.floats(1, 5))
def test_any_counts_give_chances_and_finite_gains(cells, phi):
    for candidate in attribute({"sku": cells}, phi).candidates:
        assert 0 <= candidate.chance <= 1
        assert candidate.gain == candidate.gain
        assert 1 <= len(candidate.values) <= 3


@pytest.fixture(scope="module")
def named():
    """The dimension named for three planted rises of each dimension, and whether twenty spread ones are called so."""
    right = Counter()
    for dimension in DIMENSIONS:
        for seed in (71, 72, 73):
            cause = named_in(planted(seed, dimension))
            right["right"] += cause is not None and cause.first.dimension == dimension
    right["spread"] = sum(named_in(planted(seed, "")) is None for seed in range(71, 91))
    return right


def test_nine_of_ten_planted_causes_are_named_first(named):
    assert named["right"] >= 27


def test_nine_of_ten_spread_rises_are_called_spread(named):
    assert named["spread"] >= 18
