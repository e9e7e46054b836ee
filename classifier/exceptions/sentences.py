"""What is wrong with a pattern, as a sentence with the place."""

from __future__ import annotations

from classifier.exceptions.parsing import LONGEST_PATTERN, SHORTEST_BEGINNING, SHORTEST_MISSPELLED, Complaint, Trouble
from feedback_app.foundation.languages import gettext as _


def complaint_sentence(complaint: Complaint) -> str:
    """Return what a person reads about a pattern that was not understood."""
    facts: dict[str, str | int] = {"word": complaint.word, "place": complaint.place}
    return _sentences()[complaint.trouble] % {
        **facts,
        "beginning": SHORTEST_BEGINNING,
        "letters": SHORTEST_MISSPELLED,
        "most": LONGEST_PATTERN,
    }


def _sentences() -> dict[Trouble, str]:
    return {
        Trouble.EMPTY: _("Please write at least one word."),
        Trouble.TOO_LONG: _("A rule has at most %(most)d characters. Two shorter rules do the same."),
        Trouble.TOO_DEEP: _("At character %(place)d: too many brackets or NOTs inside each other."),
        Trouble.QUOTE_OPEN: _("The quotation mark at character %(place)d is never closed."),
        Trouble.QUOTE_EMPTY: _("At character %(place)d: there is no word between the quotation marks."),
        Trouble.BRACKET_OPEN: _("The bracket at character %(place)d is never closed."),
        Trouble.BRACKET_CLOSED: _("The bracket at character %(place)d closes nothing."),
        Trouble.NOTHING_AFTER: _("After “%(word)s” at character %(place)d a word is missing."),
        Trouble.NOTHING_BEFORE: _("Before “%(word)s” at character %(place)d a word is missing."),
        Trouble.STAR: _("At character %(place)d: a star can only stand at the end of a word, as in Verpack*."),
        Trouble.BEGINNING_SHORT: _("“%(word)s” is too short: before a star there are at least %(beginning)d letters."),
        Trouble.TILDE: _("At character %(place)d: a ~ can only stand at the end of a word."),
        Trouble.MISSPELLED_SHORT: _(
            "“%(word)s” is too short for ~: in words of fewer than %(letters)d letters a slip makes another word."
        ),
        Trouble.NO_WORD: _("At character %(place)d: “%(word)s” is not a word."),
        Trouble.ONLY_WITHOUT: _("This would mean nearly every comment: say which word must occur, not only which not."),
    }
