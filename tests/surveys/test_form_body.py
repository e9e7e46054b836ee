"""Any posted bytes give a form; what was said about an item that is gone moves to one that is there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from surveys.form.body import LARGEST_TEXT, FormBody, for_present_items, read_form, read_multipart, single

TYPE = "multipart/form-data; boundary=cut"


def part(name: str, content: bytes, filename: str = "") -> bytes:
    named = f'; filename="{filename}"' if filename else ""
    return f'--cut\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode() + content + b"\r\n"


def test_a_field_keeps_all_its_values_in_their_order():
    body = read_form(b"item=2&item=1&q-a=x+y%26&empty=")
    assert body.fields == {"item": ("2", "1"), "q-a": ("x y&",), "empty": ("",)}
    assert single(body.fields, "item") == "1"


def test_what_is_not_utf8_is_read_as_windows_1252_and_named():
    body = read_form(b"comment-1=viel zu gro%DF&q-a=x")
    assert (body.fields["comment-1"], body.damaged) == (("viel zu groß",), frozenset({"comment-1"}))


def test_a_multipart_body_gives_the_same_fields_and_its_files():
    content = b"\xff\xd8\r\n--cu\r\n\x00"
    body = part("item", b"2") + part("item", "größer".encode()) + part("photo-2", content, "a.jpg") + b"--cut--\r\n"
    read = read_multipart(body, TYPE)
    assert read is not None
    assert read.fields == {"item": ("2", "größer")}
    assert [(file.field, file.content) for file in read.files] == [("photo-2", content)]


def test_an_empty_file_field_gives_no_file():
    read = read_multipart(
        b'--cut\r\nContent-Disposition: form-data; name="photo-2"; filename=""\r\n\r\n\r\n--cut--', TYPE
    )
    assert read == FormBody({})


def test_a_body_that_was_cut_off_gives_the_parts_that_are_whole():
    read = read_multipart(part("comment-1", b"x") + b"--cut\r\nContent-Dispo", TYPE)
    assert read is not None
    assert read.fields == {"comment-1": ("x",)}


def test_texts_are_limited_and_files_are_not_counted_as_texts():
    assert read_multipart(part("comment-1", b"x" * (LARGEST_TEXT + 1)) + b"--cut--", TYPE) is None
    assert read_multipart(part("photo-1", b"x" * (LARGEST_TEXT + 1), "a.jpg") + b"--cut--", TYPE) is not None


@given(st.binary(max_size=400), st.text(max_size=60))
def test_any_bytes_give_a_form(body: bytes, content_type: str):
    assert isinstance(read_form(body), FormBody)
    assert read_multipart(body, content_type) is not None
    assert read_multipart(b"--cut\r\n" + body, TYPE) is not None


def test_a_form_about_present_items_stays_as_it_is():
    fields = {"reason-1": ("gift",), "comment-1": ("x",), "q-csat": ("2",), "item": ("1",)}
    assert for_present_items(fields, ["1", "2"]) == (fields, ())


def test_a_replaced_item_hands_on_everything_that_was_said_about_it():
    fields = {
        "item": ("9", "1"),
        "reason-9": ("size_or_fit",),
        "detail-9-size_or_fit": ("too_small",),
        "comment-9": ("x",),
        "theme-9": ("sizing", "quality"),
        "comment-1": ("y",),
    }
    found, moved = for_present_items(fields, ["1", "12"])
    assert found == {
        "item": ("12", "1"),
        "reason-12": ("size_or_fit",),
        "detail-12-size_or_fit": ("too_small",),
        "comment-12": ("x",),
        "theme-12": ("sizing", "quality"),
        "comment-1": ("y",),
    }
    assert moved == ("12",)


def test_the_newest_item_stands_for_the_one_that_is_gone():
    found, moved = for_present_items({"comment-1": ("x",)}, ["2", "3"])
    assert (found["comment-3"], moved) == (("x",), ("3",))


def test_several_replaced_items_keep_their_order():
    found, moved = for_present_items({"comment-9": ("first",), "comment-10": ("second",)}, ["11", "12"])
    assert (found["comment-11"], found["comment-12"], moved) == (("first",), ("second",), ("11", "12"))


def test_words_without_a_place_are_added_to_the_last_item():
    fields = {"comment-8": ("b",), "comment-9": ("c",), "comment-1": ("a",), "item": ("8", "9")}
    found, moved = for_present_items(fields, ["1"])
    assert (found["comment-1"], moved) == (("a\nb\nc",), ("1",))
    assert "1" in found["item"]


def test_an_item_about_which_nothing_was_said_moves_nowhere():
    fields = {"reason-9": ("none",), "comment-9": (" ",), "reason-1": ("gift",)}
    assert for_present_items(fields, ["1", "2"]) == (fields, ())


def test_a_body_of_countless_parts_is_not_read():
    parts = b"\r\n--b" * 2_001
    assert read_multipart(b"--b" + parts, "multipart/form-data; boundary=b") is None
