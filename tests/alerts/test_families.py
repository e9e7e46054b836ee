"""Which rises are one issue: same slice, same team, same time; and who is the parent."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from feedback_app.alerts.families import Rise, belongs, families
from feedback_app.alerts.slices import Series, Slice

GLS, DPD, ALL = Slice("carrier", "GLS"), Slice("carrier", "DPD"), Slice()
SINCE = date(2026, 11, 10)


def rise(theme: str, part: Slice = GLS, excess: float = 20, **more) -> Rise:
    series = Series(theme, part)
    return Rise(**{"key": series.key, "series": series, "team": "logistics", "since": SINCE, "excess": excess,
                   "shares": {}, **more})  # fmt: skip


def test_a_carrier_that_breaks_squeezes_and_loses_parcels_is_one_issue():
    found = families([rise("broken", excess=50), rise("lost", excess=9), rise("squeezed", excess=30)])
    assert found == {"lost|carrier=GLS": "broken|carrier=GLS", "squeezed|carrier=GLS": "broken|carrier=GLS"}


def test_another_slice_is_another_issue():
    assert families([rise("broken"), rise("lost", DPD)]) == {}


def test_two_themes_that_rise_everywhere_are_two_issues():
    assert families([rise("broken", ALL), rise("lost", ALL)]) == {}


def test_two_slices_of_one_theme_were_found_independent_before():
    assert families([rise("broken", GLS), rise("broken", Slice("sku", "K-2"), shares={GLS: 0.9})]) == {}


def test_a_rise_joins_the_slice_that_holds_sixty_percent_of_its_excess():
    head = rise("broken", excess=50)
    assert belongs(rise("late", ALL, shares={GLS: 0.6}), head)
    assert not belongs(rise("late", ALL, shares={GLS: 0.59}), head)


def test_another_team_hears_for_itself():
    assert not belongs(rise("rude", team="service"), rise("broken"))


def test_what_began_more_than_four_weeks_apart_is_another_issue():
    assert belongs(rise("late", since=SINCE + timedelta(days=28)), rise("broken"))
    assert not belongs(rise("late", since=SINCE + timedelta(days=29)), rise("broken"))


def test_an_alert_that_the_team_knows_is_the_parent_of_a_larger_new_one():
    assert families([rise("lost", excess=9, known=True), rise("broken", excess=90)]) == {
        "broken|carrier=GLS": "lost|carrier=GLS"
    }


def test_what_members_work_on_joins_nobody():
    assert families([rise("lost", excess=9, known=True, stays=True), rise("broken", excess=90, known=True)]) == {
        "broken|carrier=GLS": "lost|carrier=GLS"
    }


def test_a_child_stays_with_its_parent_whatever_it_looks_like_today():
    head = rise("broken", known=True, stays=True)
    assert families([head, rise("late", ALL, parent=head.key)]) == {"late": head.key}


def test_a_child_without_its_parent_is_judged_anew():
    assert families([rise("late", parent="alert:7")]) == {}


parts = st.sampled_from([GLS, DPD, ALL, Slice("sku", "K-2")])
rises = st.lists(
    st.builds(rise, st.sampled_from("abcdefgh"), parts, st.floats(1, 99), known=st.booleans(), stays=st.booleans(),
              shares=st.dictionaries(parts, st.floats(0, 1))),
    unique_by=lambda one: one.key,
)  # fmt: skip


@given(rises, st.randoms())
def test_families_have_one_level_and_do_not_depend_on_the_order(found, random):
    parents = families(found)
    assert not set(parents) & set(parents.values())
    shuffled = list(found)
    random.shuffle(shuffled)
    assert families(shuffled) == parents


@given(rises)
def test_every_child_belongs_to_its_parent(found):
    by_key = {one.key: one for one in found}
    for child, parent in families(found).items():
        assert belongs(by_key[child], by_key[parent])
        assert not replace(by_key[child]).stays
