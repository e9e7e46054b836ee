"""Words of danger are found as customers write them, and ways of speaking raise nothing."""

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.safety import IDIOM, SafetyLine, dangers, is_misspelling_of, safety_words
from classifier.safety_list import LIST, known_words
from classifier.text import fold
from surveys.text_input import COMMENT_LIMIT

LISTS = Path(__file__).parent
KINDS = {"injury", "burn", "fire", "shock", "allergy", "sharp", "swallowed", "ill", "animal", "life", "near"}


def kinds(text: str) -> set[str]:
    return {danger.kind for danger in dangers(text, known_words())}


def written(language: str) -> list[dict[str, str]]:
    with (LISTS / f"safety_{language}.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Mein Sohn hat sich den Finger aufgeschnitten", "injury"),
        ("hab mich am Deckel VERBRANNT", "burn"),
        ("habe mir die Hand verbrnant", "burn"),
        ("Verbruehungen am Bein", "burn"),
        ("Verbrühungen am Bein", "burn"),
        ("akku hat angefangen zu qualmen", "fire"),
        ("Stromschalg bekommen", "shock"),
        ("allergische Reaktion", "allergy"),
        ("Glasscherbe im Müsli", "sharp"),
        ("Kleinteil verschluckt", "swallowed"),
        ("lagen mit Lebensmittelvergiftung flach", "ill"),
        ("unser Hund ist daran fast erstickt", "animal"),
        ("Lebensgefahr!", "life"),
        ("Zum Glück wurde niemand verletzt", "near"),
        ("the battery exploded", "fire"),
        ("i was elecrocuted by the lamp", "shock"),
        ("my daughter was burnt on the hand", "burn"),
        ("nobody was hurt, thankfully", "near"),
        ("Hat super gepasst but the charger caught fire", "fire"),
    ],
)
def test_danger_is_found_as_customers_write_it(text, kind):
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "Feuer und Flamme", "burnt orange", "das Rot knallt", "Killer-Outfit", "schockiert über den Preis", "Brandneu",
        "Markenbrand", "kids will love", "heiß geliebt", "shocking colour", "hot pink", "Verbrennungsmotor", "feuerrot",
        "cuts well", "Haut-Serum", "smoke grey", "keine Verletzungsgefahr", "it is not dangerous", "a gift for my son",
        "", "👍👍", "4711 0815",
    ],
)  # fmt: skip
def test_ways_of_speaking_raise_nothing(text):
    assert kinds(text) == set()


def test_a_finding_points_at_the_words_of_the_text_as_given():
    text = "Ärgerlich 😡: Der Föhn hat GEQUALMT!"
    (found,) = dangers(text, known_words())
    assert (found.words, text[found.start : found.end]) == ("GEQUALMT", "GEQUALMT")


def test_a_negation_counts_only_right_before_the_words():
    assert kinds("kein Ausschlag") == set()
    assert kinds("Bitte nicht kaufen, Ausschlag am ganzen Arm") == {"allergy"}


def test_needed_words_have_to_stand_in_the_same_sentence():
    lines = (SafetyLine("en", "@body", "hand"), SafetyLine("en", "injury", "cut", "@body", "paper"))
    words = safety_words(lines)
    assert dangers("cut my hand", words)
    assert not dangers("cut it. In my hand", words)
    assert not dangers("cut the paper in my hand", words)


def test_patterns_reach_over_gaps_and_idioms_hide_their_words():
    lines = (SafetyLine("en", "fire", "caught .. fire / ablaze"), SafetyLine("en", IDIOM, "caught fire online"))
    words = safety_words(lines)
    assert [d.words for d in dangers("it caught a small fire", words)] == ["caught a small fire"]
    assert dangers("caught one two three four five fire", words) == ()
    assert dangers("the clip caught fire online", words) == ()
    assert [d.words for d in dangers("all ablaze", words)] == ["ablaze"]


@pytest.mark.parametrize(
    ("word", "same"),
    [("explodert", True), ("expldiert", True), ("expplodiert", True), ("exlpodiert", True), ("exxpplodiert", False),
     ("implodiert", False), ("explodierte", True), ("explod", False)],
)  # fmt: skip
def test_long_words_may_have_one_letter_wrong(word, same):
    assert is_misspelling_of(word, "explodiert*") == same


def test_a_group_has_to_be_defined_before_it_is_used():
    with pytest.raises(ValueError, match="no group @body in de"):
        safety_words([SafetyLine("en", "@body", "hand"), SafetyLine("de", "injury", "schnitt", "@body")])


def test_every_word_of_the_list_can_be_met():
    with LIST.open(encoding="utf-8", newline="") as source:
        lines = list(csv.DictReader(source))
    assert {line["kind"] for line in lines if line["kind"][0] != "@"} == {*KINDS, IDIOM}
    for line in lines:
        for word in f"{line['pattern']} {line['needs']} {line['unless']}".replace("|", " ").split():
            letters = word.strip("*")
            assert word[0] == "@" or word in {"..", "/"} or (letters.isalnum() and fold(letters, "de") == letters), line


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_written_lists_are_as_large_as_they_should_be(language):
    rows = [row for row in written(language) if row["split"] in {"tune", "aside"}]
    dangerous = [row for row in rows if row["danger"]]
    assert (len(dangerous) >= 120, len(rows) - len(dangerous) >= 200) == (True, True)
    for part in (dangerous, [row for row in rows if not row["danger"]]):
        assert abs(sum(row["split"] == "aside" for row in part) - len(part) / 2) <= 1


@pytest.mark.parametrize("language", ["de", "en"])
def test_most_dangerous_texts_are_found_and_few_harmless_ones_are(language):
    rows = [row for row in written(language) if row["split"] == "aside"]
    dangerous, harmless = ([bool(kinds(r["text"])) for r in rows if bool(r["danger"]) == yes] for yes in (True, False))
    assert sum(dangerous) / len(dangerous) >= 0.9
    assert sum(harmless) / len(harmless) <= 0.05


HOSTILE = {
    "one word": "a" * COMMENT_LIMIT,
    "one long word of danger": "verbrannt" * (COMMENT_LIMIT // 9),
    "first words of many patterns": "ich mich mir sich kind ",
    "patterns that never end": "geschnitten weit zu eng .. ",
    "all that is needed": "kind mund finger akku hund essen ",
    "words that are nearly listed": "verbrannu explodirr lebensgefahx ",
    "many findings": "Stromschlag! ",
    "apostrophes": "a'",
    "no words": ".,;! ",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_the_length_only(name):
    part = HOSTILE[name]
    short, long = (part * (size // len(part) + 1) for size in (6_000, 48_000))
    dangers(long, known_words())
    taken = [min(_seconds(text) for _ in range(3)) for text in (short, long)]
    assert taken[1] < 0.05 + 16 * taken[0]
    assert taken[1] < 0.5


def test_fifty_kilobytes_of_new_words_are_read_in_time():
    text = " ".join(f"verb{number:x}annt" for number in range(4_500))
    assert _seconds(text) < 1.0


def _seconds(text: str) -> float:
    started = time.process_time()
    dangers(text, known_words())
    return time.process_time() - started


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read_and_findings_are_its_own_words(text):
    for found in dangers(text, known_words()):
        assert text[found.start : found.end] == found.words
        assert found.kind in KINDS


@settings(max_examples=50, deadline=None)
@given(st.sampled_from([row["text"] for row in written("de") + written("en") if row["danger"]]))
def test_capitals_and_what_stands_around_change_nothing(text):
    assert (kinds(text) <= kinds(text.upper())) or (kinds(text) <= kinds(text.lower()))
    assert kinds(text) <= kinds(f"Hallo! {text}\nGruß, Kim")
