"""Full-text search finds the same comments on both engines: those whose words say what was asked for."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.insights.search import indexing
from feedback_app.insights.search.engine import matching
from feedback_app.insights.search.query import read_query
from feedback_app.insights.search.words import entry_of, places_of
from surveys.tables import Comment, Submission
from tests.shop_cast import add_comment

LARGEST = 2**31 - 1
SAID = (
    ("Das ist ein Reißverschlussproblem", "de"),
    ("Der Klettverschluss hält nicht, die Nähte sind offen", "de"),
    ("REISSVERSCHLUSS klemmt, Größe passt", "de"),
    ("Groesse zu klein ausgefallen, eine große Enttäuschung", "de"),
    ("Die Hose ist nicht zu klein, sie ist klein und kurz", "de"),
    ("The zips are broken and the zip tore", "en"),
    ("Charge 26091 ist undicht, T-Shirt nass", "de"),
    ("'); DROP TABLE comment; -- \" OR * NEAR(a b) AND NOT \\ 'x':A & !", "en"),
    ("Привет 😡 ½ ² ﬁt naïve", "en"),
)  # fmt: skip
FOUND = {
    "Reißverschluss": {0, 2},
    "reissverschluß": {0, 2},
    "Verschluss": {1, 2},
    "verschlüsse": {1, 2},
    "Naht": {1},
    "Größe": {2, 3},
    "groß": {3},
    "zip": {5},
    '"zu klein"': {3, 4},
    "„zu klein“": {3, 4},
    '"nicht zu klein"': {4},
    "klein -Hose": {3},
    "klein NICHT Hose": {3},
    "nicht klein": {4},
    "rei*": {0, 2},
    "reiß*": {0, 2},
    "26091": {6},
    "t-shirt": {6},
    "shirt T": {6},
    "-klein -zip -Charge": {0, 1, 2, 7, 8},
    '"zip and the': {5},
    "привет": {8},
    "naive": {8},
    "nothing at all": set(),
}


@pytest.fixture
async def comments(db, house) -> list[int]:
    found = [await add_comment(text, language=language) for text, language in SAID]
    assert await indexing.run(house) == len(SAID)
    return found


async def found_by(typed: str, comments: list[int]) -> set[int]:
    return {comments.index(int(comment)) for comment in await matching(read_query(typed), 0, LARGEST, 100)}


async def test_what_is_asked_for_is_found_in_both_languages(comments):
    found = {typed: await found_by(typed, comments) for typed in FOUND}
    assert found == FOUND


async def test_the_newest_come_first_and_not_more_than_asked(comments):
    newest = await matching(read_query("klein"), 0, LARGEST, 1)
    assert newest.tolist() == [comments[4]]
    assert (await matching(read_query("klein"), 0, comments[3], 9)).tolist() == [comments[3]]


WORDS = st.sampled_from(
    [
        "Reißverschluss",
        "verschluss",
        "nähte",
        "Naht",
        "klein",
        "zu",
        "Größe",
        "groß",
        "zip",
        "zips",
        "T-Shirt",
        "26091",
        "nicht",
        "die",
        "ist",
        "AND",
        "OR",
        "NEAR",
        "*",
        ":A",
    ]
)
UNITS = st.builds(
    lambda sign, words, quoted, star: f'{sign}"{" ".join(words)}"' if quoted else f"{sign}{words[0]}{star}",
    st.sampled_from(["", "", "-", "NICHT "]), st.lists(WORDS, min_size=1, max_size=3), st.booleans(),
    st.sampled_from(["", "", "*"]),
)  # fmt: skip


async def test_whatever_is_typed_both_engines_find_what_the_texts_say(comments):
    @settings(max_examples=60, deadline=None, database=None)
    @given(st.lists(UNITS | st.text(max_size=12), min_size=1, max_size=4).map(" ".join))
    async def check(typed: str) -> None:
        query = read_query(typed)
        if not query.units:
            return
        expected = {n for n, (text, language) in enumerate(SAID) if query.fits(text, language)}
        assert await found_by(typed, comments) == expected

    await ask_in_this_loop(check)


async def ask_in_this_loop(check) -> None:
    """Run a hypothesis test whose body awaits on the loop that holds the database's connections."""
    loop = asyncio.get_running_loop()
    inner = check.hypothesis.inner_test
    check.hypothesis.inner_test = lambda **given: asyncio.run_coroutine_threadsafe(inner(**given), loop).result()
    await asyncio.to_thread(check)


async def entries() -> list[int]:
    return [row["comment"] for row in await fetch('SELECT "comment" FROM "search_entry" ORDER BY "comment"')]


async def test_erasing_replacing_or_emptying_a_comment_takes_it_out_of_the_index(comments, house, now):
    first, second, third = await Comment.objects().where(Comment.id.is_in(comments[:3])).order_by(Comment.id)
    async with transaction():
        await Submission.delete().where(Submission.id == first.submission)
        await Comment.update({Comment.superseded_at: now, Comment.revision: 2}).where(Comment.id == second.id)
        await Comment.update({Comment.text: ""}).where(Comment.id == third.id)
    assert await entries() == comments[3:]
    assert await found_by("Verschluss", comments) == set()
    assert await indexing.run(house) == 0


async def test_a_text_that_was_changed_is_indexed_anew(comments, house):
    async with transaction():
        await Comment.update({Comment.text: "jetzt anders"}).where(Comment.id == comments[0])
    assert await indexing.run(house) == 1
    assert await found_by("Verschluss", comments) == {1, 2}
    assert await found_by("anders", comments) == {0}


async def test_indexing_in_small_batches_or_twice_is_indexing_once(db, house):
    comments = [await add_comment(f"Naht {number}", language="de") for number in range(5)]
    await add_comment("", reason="too_small")
    assert (await indexing.run(house, batch=2), await indexing.run(house)) == (5, 0)
    assert await entries() == comments


async def test_a_worker_that_was_slower_writes_nothing_twice_and_an_erased_text_does_not_come_back(db, house, now):
    comment = await add_comment("Naht offen", language="de")
    gone = await add_comment("Naht zu", language="de")
    waiting = [comment, gone]
    await indexing.run(house)
    async with transaction():
        await execute('DELETE FROM "comment" WHERE "id" = ?', gone)
    assert await indexing._index(waiting) in {0, 1}
    assert await entries() == [comment]


def test_long_german_words_are_indexed_backwards_too():
    entry = entry_of("Klettverschluss auf", "de")
    assert entry.tails == (entry.stems[0][::-1],)
    assert entry_of("Klettverschluss auf", "en").tails == ()


def test_places_are_those_of_the_text_as_it_is_written():
    text = "Größe ﬁne T-Shirt"
    assert [text[p.start : p.end] for p in places_of(text, "de")] == ["Größe", "ﬁne", "T", "Shirt"]


def test_found_words_and_parts_of_compounds_are_marked():
    query = read_query('Naht "zu klein"')
    text = "Nähte sind zu klein, Naht auch"
    assert [text[start:end] for start, end in query.places(text, "de")] == ["Nähte", "Naht", "zu klein"]


def test_small_words_are_left_out_and_said_to_be():
    query = read_query("die Naht ist offen")
    assert [unit.said for unit in query.units] == ["Naht", "offen"]
    assert query.left_out == ("die", "ist")
    assert [unit.said for unit in read_query("die der das").units] == ["die", "der", "das"]
