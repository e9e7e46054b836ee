"""What was said about an item that is gone moves to one that is there, and nothing is lost on the way."""

from surveys.form_body import for_present_items


def test_a_form_about_present_items_stays_as_it_is():
    fields = {"reason-1": "gift", "comment-1": "x", "csat": "2", "comment": "all"}
    assert for_present_items(fields, ["1", "2"]) == (fields, ())


def test_a_replaced_item_hands_on_its_reason_and_its_words():
    found, moved = for_present_items({"reason-9": "gift", "comment-9": "x", "comment-1": "y"}, ["1", "12"])
    assert (found["reason-12"], found["comment-12"], found["comment-1"], moved) == ("gift", "x", "y", ("12",))


def test_several_replaced_items_keep_their_order():
    found, moved = for_present_items({"comment-9": "first", "comment-10": "second"}, ["11", "12"])
    assert (found["comment-11"], found["comment-12"], moved) == ("first", "second", ("11", "12"))


def test_words_without_a_place_are_added_to_the_last_item():
    found, moved = for_present_items({"comment-8": "b", "comment-9": "c", "comment-1": "a"}, ["1"])
    assert (found["comment-1"], moved) == ("a\nb\nc", ("1",))


def test_an_item_about_which_nothing_was_said_moves_nowhere():
    fields = {"reason-9": "kept", "comment-9": " ", "reason-1": "gift"}
    assert for_present_items(fields, ["1", "2"]) == (fields, ())
