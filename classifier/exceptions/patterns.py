"""What a pattern of a rule means: which texts, and in which words. Pure.

No regular expression is made of what was typed: the time is linear in the length of a comment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from classifier.exceptions.spelling import nearly
from classifier.exceptions.written import Written


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a pattern; ``ending`` is "" (this word), "*" (goes on as it likes) or "~" (may be misspelled)."""

    form: str
    ending: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand side by side; one word is a phrase too."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Joint:
    """Parts of which all ("and"), one ("or") or none ("not", one part) must hold."""

    kind: Literal["and", "or", "not"]
    parts: tuple[Node, ...]


Node = Phrase | Joint


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that was understood."""

    node: Node

    def matches(self, text: Written) -> bool:
        """Tell whether a text is meant."""
        return _holds(self.node, text)

    def spans(self, text: Written) -> list[tuple[int, int]]:
        """Return the places of the words that a text was meant for, in reading order; () where it is not meant."""
        return sorted(set(_spans(self.node, text))) if self.matches(text) else []

    def words(self) -> tuple[Term, ...]:
        """Return the words that speak for a text, not those that must be missing."""
        return tuple(_asked(self.node))


def _holds(node: Node, text: Written) -> bool:
    if isinstance(node, Phrase):
        return bool(_forms(node.terms[0], text) if len(node.terms) == 1 else _found(node, text))
    if node.kind == "and":
        return all(_holds(part, text) for part in node.parts)
    if node.kind == "or":
        return any(_holds(part, text) for part in node.parts)
    return not _holds(node.parts[0], text)


def _spans(node: Node, text: Written) -> list[tuple[int, int]]:
    if isinstance(node, Phrase):
        last = len(node.terms) - 1
        return [(text.words[at].start, text.words[at + last].end) for at in _found(node, text)]
    if node.kind == "not":
        return []
    return [span for part in node.parts for span in _spans(part, text)]


def _asked(node: Node) -> list[Term]:
    if isinstance(node, Phrase):
        return list(node.terms)
    return [] if node.kind == "not" else [term for part in node.parts for term in _asked(part)]


def _found(phrase: Phrase, text: Written) -> list[int]:
    """Return where in the text the phrase begins, as numbers of words."""
    first, *rest = phrase.terms
    places = sorted(at for form in _forms(first, text) for at in text.places(form))
    return [at for at in places if _goes_on(rest, text.forms[at + 1 : at + 1 + len(rest)])]


def _goes_on(terms: Sequence[Term], forms: Sequence[str]) -> bool:
    return len(forms) == len(terms) and all(_is(term, form) for term, form in zip(terms, forms, strict=True))


def _forms(term: Term, text: Written) -> list[str]:
    if term.ending == "*":
        return text.beginning(term.form)
    if term.ending == "~":
        return [form for form in text.different if nearly(term.form, form)]
    return [term.form] if term.form in text.different else []


def _is(term: Term, form: str) -> bool:
    if term.ending == "*":
        return form.startswith(term.form)
    return nearly(term.form, form) if term.ending == "~" else form == term.form


def shared_words(one: Pattern, other: Pattern) -> bool:
    """Tell whether two patterns ask for the same word: if their rules disagree, one of them is surely wrong."""
    return not {term.form for term in one.words()}.isdisjoint(term.form for term in other.words())
