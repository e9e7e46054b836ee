"""Groups are held together by words that tell them apart; odds and ends and courtesies are none. Pure."""

from __future__ import annotations

import subprocess
import sys

import pytest

from classifier.inbox.grouping import FEWEST, Texts, groups_of
from classifier.inbox.typical import typical_first
from classifier.inbox.wording import says_something, telling_stems
from tests.classifier.inbox.conftest import APP, ODD, SMALL

KNOWN = Texts(SMALL * 20, ("de",) * 20 * len(SMALL))


def grouped(*texts: str, core: bool = True):
    return groups_of(Texts(texts, ("de",) * len(texts)), [core] * len(texts), KNOWN)


def test_a_matter_among_odds_and_ends_is_one_group():
    (group,) = grouped(*ODD, *APP)
    assert {(*ODD, *APP)[i] for i in group.members} == set(APP)
    assert {"app", "konto"} <= set(group.words)
    assert group.language == "de"


def test_odds_and_ends_are_no_group():
    assert grouped(*ODD, *ODD, *ODD) == []


def test_fewer_comments_than_needed_are_no_group():
    assert grouped(*ODD, *APP[: FEWEST - 1]) == []


def test_the_same_sentence_again_and_again_is_no_group():
    assert grouped(*ODD, *(f"{greeting} {APP[0]}" for greeting in ("Hallo!", "Moin!", "", "Guten Tag,") * 5)) == []


@pytest.mark.parametrize(
    "polite",
    [
        ("Vielen Dank und freundliche Grüße", "Danke, liebes Team", "Ich widerrufe den Kauf", "Geht zurück, danke"),
        (
            "Hiermit Widerruf",
            "Bitte um Erstattung, danke",
            "Widerruf ohne Angabe von Gründen",
            "Rücksendung, viele Grüße",
        ),
    ],
)
def test_courtesies_alone_make_no_group(polite):
    assert grouped(*ODD, *polite * 8) == []


def test_comments_that_themes_cover_poorly_make_no_group_alone():
    assert grouped(*ODD, *APP, core=False) == []


def test_comments_that_themes_cover_poorly_join_a_group():
    texts = (*ODD, *APP)
    core = [text not in APP[6:] for text in texts]
    (group,) = groups_of(Texts(texts, ("de",) * len(texts)), core, KNOWN)
    assert {texts[i] for i in group.members} == set(APP)


def test_what_known_comments_say_all_the_time_is_nothing_new():
    assert grouped(*ODD, *SMALL, *SMALL) == []


def test_two_matters_are_two_groups_without_a_common_comment():
    noise = [f"{thing} brummt nachts, das Netzteil fiept laut" for thing in ("Lampe", "Uhr", "Box", "Leiste", "Dose")]
    noise += ["Das Netzteil fiept", "Brummt und fiept", "Nachts hört man das Netzteil brummen", "Netzteil brummt"]
    found = grouped(*ODD, *APP, *noise)
    assert len(found) == 2
    assert not set(found[0].members) & set(found[1].members)


def test_a_compound_is_found_by_the_word_inside():
    (group,) = grouped(*ODD, *APP)
    assert (*ODD, *APP).index("Kontozwang in der App, das stand nirgends") in group.members


def test_the_most_typical_comments_differ_in_their_words():
    texts = [APP[0], APP[0], APP[0], *APP[1:]]
    order = typical_first([frozenset(telling_stems(text, "de")) for text in texts], texts)
    assert sorted(order) == list(range(len(texts)))
    assert len({texts[i] for i in order[:3]}) == 3


@pytest.mark.parametrize(
    "text", ["", "Vielen Dank!", "Geht zurück, danke", "Widerruf ohne Angabe von Gründen", "👍👍", "123"]
)
def test_a_courtesy_says_nothing(text):
    assert not says_something(text, "de")


def test_two_processes_find_the_same_groups():
    code = (
        "from classifier.inbox.grouping import Texts, groups_of; from tests.classifier.inbox.conftest import APP, ODD;"
        "t = (*ODD, *APP); print(groups_of(Texts(t, ('de',) * len(t)), [True] * len(t), Texts()))"
    )
    said = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout for _ in "12"
    ]
    assert said[0] == said[1]
    assert "konto" in said[0]
