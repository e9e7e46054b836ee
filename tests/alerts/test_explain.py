import math

from hypothesis import given
from hypothesis import strategies as st

from feedback_app.alerts.explain import Window, contrast_words, explain

PARENT = Window("arrived broken", 60, 20, 6.0)


def test_the_carrier_with_most_of_the_excess_is_named():
    carriers = [Window("DHL", 44, 8, 5.0), Window("Hermes", 9, 7, 0.3), Window("DPD", 6, 5, 0.2)]
    found = explain(PARENT, {"carrier": carriers})
    assert (found.named.dimension, found.named.name, found.named.excess) == ("carrier", "DHL", 36)
    assert [share.name for share in found.shares] == ["DHL", "Hermes", "DPD"]


def test_a_rise_in_equal_parts_is_spread_over_all():
    carriers = [Window(name, 20, 6.67, 3.0) for name in ("DHL", "Hermes", "DPD")]
    assert explain(PARENT, {"carrier": carriers}).named is None


def test_a_large_share_without_evidence_of_its_own_is_not_named():
    carriers = [Window("DHL", 50, 15, math.log10(15)), Window("Hermes", 10, 5, 0.1)]
    assert explain(PARENT, {"carrier": carriers}).named is None


def test_a_value_that_always_had_nearly_everything_explains_nothing():
    countries = [Window("DE", 58, 19.9, 6.0), Window("AT", 2, 0.1, 0.4)]
    assert explain(PARENT, {"country": countries}).named is None


def test_of_two_dimensions_the_narrower_value_is_named():
    children = {
        "carrier": [Window("DHL", 52, 14, 5.0), Window("DPD", 8, 6, 0.1)],
        "product": [Window("vase", 40, 2, 5.0), Window("lamp", 20, 18, 0.1)],
    }
    assert explain(PARENT, children).named.name == "vase"


def test_sixty_percent_of_the_excess_is_just_enough():
    fitting, short = Window("a", 29, 5, 4.0), Window("a", 28, 5, 4.0)
    assert explain(PARENT, {"x": [fitting]}).named is not None
    assert explain(PARENT, {"x": [short]}).named is None


def test_a_window_without_excess_has_nothing_to_explain():
    assert explain(Window("x", 10, 10, 0.0), {"carrier": [Window("DHL", 9, 2, 4.0)]}).shares == ()


def test_a_parent_that_expected_nothing_is_explained_too():
    found = explain(Window("x", 12, 0, 4.0), {"carrier": [Window("DHL", 12, 0, 4.0)]})
    assert found.named.name == "DHL"


@given(st.lists(st.tuples(st.integers(0, 50), st.floats(0.1, 50)), min_size=1, max_size=8))
def test_shares_of_a_whole_dimension_add_up_to_one(cells):
    children = [Window(str(number), seen, usual, 0.0) for number, (seen, usual) in enumerate(cells)]
    parent = Window("all", sum(c.observed for c in children), sum(c.expected for c in children), 0.0)
    shares = explain(parent, {"x": children}).shares
    if parent.excess > 1e-3:
        assert math.isclose(sum(share.excess_share for share in shares), 1, abs_tol=1e-6)


INSIDE = ["Die Vase kam zerbrochen an", "Vase zerbrochen, Karton nass", "Der Karton war nass", "zerbrochen!"] * 5
OUTSIDE = ["Die Hose ist zu klein", "Der Ärmel war zu kurz", "Die Farbe ist anders", "kam zu spät an"] * 15


def test_words_of_the_window_are_found_and_common_words_are_not():
    words = [word.word for word in contrast_words(INSIDE, OUTSIDE, 3)]
    assert words[0] == "zerbrochen"
    assert set(words) < {"zerbrochen", "vase", "karton", "nass"}


def test_equal_comments_on_both_sides_have_no_contrast():
    assert contrast_words(OUTSIDE, OUTSIDE, 5) == ()


def test_one_comment_that_repeats_a_word_cannot_choose_it():
    assert "furchtbar" not in [w.word for w in contrast_words(["furchtbar " * 50, *INSIDE], OUTSIDE, 50)]


def test_no_comments_give_no_words():
    assert contrast_words([], [], 5) == ()
    assert contrast_words(["12 34 !!"], [], 5) == ()


def test_the_names_of_a_window_are_no_news_about_it():
    inside = ["GLS: Vase zerbrochen", "gls-Bote, Vase zerbrochen"] * 10
    words = [word.word for word in contrast_words(inside, OUTSIDE, 50, ("GLS", "Transportschaden: Vase"))]
    assert "zerbrochen" in words
    assert not {"gls", "vase"} & set(words)


def test_stop_words_of_both_languages_are_no_answer():
    inside = ["Was von außen gut aussah, sieht unter der Folie zerbrochen aus", "it was all broken under the foil"] * 10
    words = {word.word for word in contrast_words(inside, OUTSIDE, 50)}
    assert {"zerbrochen", "broken", "foil"} <= words
    assert not {"was", "von", "sieht", "unter", "der", "it", "all", "under", "the"} & words


def test_inflections_of_the_name_are_no_news_either():
    inside = ["Die kleine Hose, zu kleiner Bund, Naht offen", "kleines Loch, Naht offen"] * 10
    words = {word.word for word in contrast_words(inside, OUTSIDE, 50, ("Zu klein", "Too small"))}
    assert "naht" in words
    assert not {"kleine", "kleiner", "kleines", "klein"} & words
