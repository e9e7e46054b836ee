"""Which comment is asked about next: useful ones first, nothing twice, nobody starved, no two members the same."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from classifier.queue.asking import TURNS, Answered, Because, Candidate, next_question, same_text

ALIKE = ("Der Deckel der Dose klemmt", "Dose: Deckel klemmt immer", "Deckel klemmt", "Dose mit klemmendem Deckel")


def uncovered(first: int, *texts: str, language: str = "de") -> list[Candidate]:
    return [Candidate(number, text, language, {}) for number, text in enumerate(texts, first)]


def turn_of(because: Because) -> int:
    return TURNS.index(because)


def drawn(candidates: list[Candidate], turns: int, members: tuple[int, ...] = (1,)) -> list[int]:
    """The comments asked about when every question is answered at once, member by member."""
    asked: list[int] = []
    texts: tuple[str, ...] = ()
    languages: Counter[str] = Counter()
    by_id = {c.id: c for c in candidates}
    for turn in range(turns):
        for member in members:
            question = next_question(candidates, Answered(texts, languages, {}), member, turn, frozenset(asked))
            if question is not None:
                asked.append(question.comment)
                texts += (by_id[question.comment].text,)
                languages[by_id[question.comment].language] += 1
    return asked


def test_the_comment_that_stands_for_most_others_comes_first() -> None:
    strangers = uncovered(1, "Quartal", "Buchhaltung", "Mondschein")
    crowd = uncovered(10, *(f"{text} {'sehr ' * number}" for number, text in enumerate(ALIKE * 8)))
    first = next_question([*strangers, *crowd], Answered(), 1, turn_of(Because.UNCOVERED))
    assert first is not None
    assert first.because is Because.UNCOVERED
    assert first.comment >= 10


def test_what_answers_stand_for_already_is_not_asked_again_at_once() -> None:
    crowd = uncovered(1, *(f"{text} {number}" for number, text in enumerate(ALIKE * 8)))
    others = uncovered(100, *(f"Der Bezug der Liege riecht nach Farbe {number}" for number in range(20)))
    second = next_question([*crowd, *others], Answered(tuple(c.text for c in crowd[:4])), 1, 0)
    assert second is not None
    assert second.comment >= 100


def test_the_least_sure_of_the_members_basket_comes_when_it_is_the_edges_turn() -> None:
    given_ = [Candidate(n, f"Text {n} wort{n}", "de", {"quality": 0.5 + n / 500}) for n in range(1, 200)]
    first = next_question(given_, Answered(labels={"quality": 99}), 1, turn_of(Because.EDGE))
    assert first is not None
    assert first.because is Because.EDGE
    surer = [c for c in given_ if c.id > first.comment]
    after = next_question(surer, Answered(labels={"quality": 99}), 1, turn_of(Because.EDGE))
    assert after is not None
    assert first.comment < 80
    assert after.comment > first.comment


def test_a_theme_with_few_labels_gets_its_turn() -> None:
    common = [Candidate(n, f"zu klein nummer{n}", "de", {"size": 0.4}) for n in range(1, 200)]
    rare = [Candidate(n, f"riecht nach sorte{n}", "de", {"smell": 0.9}) for n in range(200, 400)]
    question = next_question([*common, *rare], Answered(labels={"size": 50, "smell": 2}), 1, turn_of(Because.RARE))
    assert question is not None
    assert question.because is Because.RARE
    assert question.comment >= 200


def test_the_same_text_is_never_asked_twice() -> None:
    copies = uncovered(1, *["Zu klein!", "zu klein", "ZU KLEIN ...", "Zu  klein"] * 5)
    assert len(drawn(copies, 6)) == 1
    assert next_question(copies, Answered(texts=("zu klein",)), 1, 0) is None
    assert next_question(copies, Answered(), 1, 0, frozenset({3})) is None


def test_both_languages_are_asked_about() -> None:
    german = uncovered(1, *(f"Der Griff wackelt wort{n}" for n in range(200)))
    english = uncovered(1_000, *(f"The handle is loose word{n}" for n in range(12)), language="en")
    asked = drawn([*german, *english], 24)
    assert sum(comment >= 1_000 for comment in asked) >= 6


def test_members_who_look_at_once_are_asked_about_different_comments() -> None:
    many = uncovered(1, *(f"Der Griff wackelt wort{n}" for n in range(400)))
    first = {next_question(many, Answered(), member, 0).comment for member in range(1, 13)}  # type: ignore[union-attr]
    assert len(first) == 12


def test_everything_is_asked_about_in_the_end() -> None:
    few = [*uncovered(1, "eins", "zwei", "drei", "vier", "fünf"), Candidate(9, "sechs", "en", {"size": 0.9})]
    assert sorted(drawn(few, 4, (1, 2))) == [1, 2, 3, 4, 5, 9]
    assert next_question([], Answered(), 1, 0) is None


@given(
    st.lists(st.tuples(st.text(max_size=20), st.sampled_from(["de", "en"]), st.booleans()), max_size=30),
    st.integers(0, 9),
)
def test_a_question_is_about_one_of_the_candidates_whatever_their_order(
    rows: list[tuple[str, str, bool]], turn: int
) -> None:
    candidates = [
        Candidate(n, text, lang, {"size": 0.5} if sure else {}) for n, (text, lang, sure) in enumerate(rows, 1)
    ]
    question = next_question(candidates, Answered(), 1, turn)
    assert question == next_question(candidates[::-1], Answered(), 1, turn)
    assert (question is None) == (not any(same_text(c.text) for c in candidates))
