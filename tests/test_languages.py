"""Every text a person reads exists in German too, and says the same with the same placeholders."""

import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from feedback_app.foundation import languages

HOME = Path(__file__).parents[1]
METHODS = [("**.html", "jinja2.ext:babel_extract"), ("**.txt", "jinja2.ext:babel_extract"), ("**.py", "python")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


@cache
def messages() -> tuple[tuple[str | tuple[str, ...], str], ...]:
    """Return the message ids of templates and code with the places where they are used; plural ones as tuples."""
    options = {"**.html": {"silent": "false"}, "**.txt": {"silent": "false"}}
    return tuple(
        (message, f"{folder}/{file}:{line}")
        for folder in ("templates", "surveys", "classifier", "feedback_app")
        for file, line, message, _, _ in extract_from_dir(HOME / folder, METHODS, options, KEYWORDS)
    )


def used_messages() -> dict[str, str]:
    """Return each message id, singular and plural apart, with the first place where it is used."""
    found: dict[str, str] = {}
    for message, place in messages():
        for one in message if isinstance(message, tuple) else (message,):
            if one:
                found.setdefault(one, place)
    return found


def test_every_message_is_translated_into_german():
    german = languages.translations("de")
    catalog = german._catalog
    missing = [f"{place}: {message}" for message, place in used_messages().items() if not known(catalog, message)]
    assert used_messages()
    assert missing == []


def known(catalog: dict, message: str) -> bool:
    return message in catalog or any(isinstance(key, tuple) and key[0] == message for key in catalog) or plural(message)


def plural(message: str) -> bool:
    """Plural ids are looked up by their singular."""
    return any(message == entry.id[1] for entry in entries() if isinstance(entry.id, tuple))


def entries():
    for path in sorted((HOME / "locales" / "de").glob("*.po")):
        with path.open("rb") as file:
            yield from (message for message in read_po(file, locale="de") if message.id)


def test_placeholders_are_the_same_in_both_languages():
    for entry in entries():
        ids = entry.id if isinstance(entry.id, tuple) else (entry.id,)
        strings = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        wanted = {match for text in ids for match in PLACEHOLDER.findall(text)}
        for text in strings:
            assert set(PLACEHOLDER.findall(text)) <= wanted, entry.id
            assert isinstance(entry.id, tuple) or set(PLACEHOLDER.findall(text)) == wanted, entry.id


def test_no_two_entries_share_a_singular():
    singulars = Counter(entry.id[0] if isinstance(entry.id, tuple) else entry.id for entry in entries())
    assert [message for message, times in singulars.items() if times > 1] == []


def test_a_singular_has_one_plural_with_one_set_of_parameters_wherever_it_is_used():
    plurals: dict[str, set[str]] = defaultdict(set)
    for message, _place in messages():
        if isinstance(message, tuple):
            plurals[message[0]].add(message[1])
    assert plurals
    assert {one: found for one, found in plurals.items() if len(found) > 1} == {}
    of_german = {entry.id[0]: entry.id[1] for entry in entries() if isinstance(entry.id, tuple)}
    others = {one: (found, of_german.get(one)) for one, found in plurals.items() if found != {of_german.get(one)}}
    assert others == {}
    parameters = {one: [set(PLACEHOLDER.findall(text)) for text in (one, *found)] for one, found in plurals.items()}
    assert [one for one, (singular, plural_one) in parameters.items() if not singular <= plural_one] == []


def test_no_translation_is_left_over():
    used = used_messages()
    stale = [entry.id for entry in entries() if (entry.id[0] if isinstance(entry.id, tuple) else entry.id) not in used]
    assert stale == []


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("en-US,en;q=0.9", "en"),
        ("fr-FR", "de"),
        ("", "de"),
        ("en;q=0.1,de;q=0.9", "de"),
        (";;q=x", "de"),
    ],
)
def test_the_browsers_language_is_understood(header, code):
    assert languages.choose_language(header) == code


def test_numbers_and_shares_are_written_as_the_language_does():
    with languages.speaking("de"):
        assert (languages.format_number(1234.5, 1), languages.format_percent(0.098)) == ("1.234,5", "9,8\u00a0%")
    with languages.speaking("en"):
        assert (languages.format_number(1234.5, 1), languages.format_percent(0.098)) == ("1,234.5", "9.8%")
