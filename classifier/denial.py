"""Which words of a text are only denied: "not too small but too wide" complains of width.

Pure. Denied are words of complaint ("small", "kaputt"), never words of approval: "does not fit" is a complaint itself.
Three ways to deny: a negation with nothing but small words up to the complaint ("nicht zu klein", "no visible
damage"), the complaint first and its negation at the end of the clause ("kaputt ist es nicht", "fehlt nichts"), and
the subject denied ("an der Qualität liegt es nicht"). "Not only too small" denies nothing, nor does "passt nicht, zu
klein": there the negation belongs to the word before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from classifier.stopwords import Language

Role = Literal["negation", "complaint", "subject", "approval", "link", "cause", "or", "pause", "word"]
"""What a word does in denying; words that open a new clause are pauses."""

REACH: Final = 4
"""At most this many small words stand between a negation and what it denies."""

CLAUSE: Final = 12
"""Words farther from a negation belong to another thought, also where nobody set a comma."""

ROLES: Final[dict[Language, tuple[tuple[Role, str], ...]]] = {
    "de": (
        (
            "complaint",
            """
            klein kleine kleiner kleines eng enge enger kurz kurze kürzer knapp schmal groß große großer großes
            größer weit weite weiter breit dick dünn kaputt kaputtes kaputte defekt defekte defektes defekten
            zerbrochen* beschädigt* beschädigung* hässlich* teuer teure spät falsch falsche falscher falsches
            falschen schlecht schlechte schlechtes billig schwer schwierig kompliziert laut grell hell dunkel
            gebrochen gerissen mangel mängel schaden schäden kratzer fehler fehlt fehlen fehlte gefehlt gebraucht
            fälschung abgelaufen unfreundlich*
            """,
        ),
        (
            "subject",
            """qualität farbe größe preis lieferung material stoff schnitt form verpackung optik design passform service
            verarbeitung länge weite muster""",
        ),
        ("approval", "passt passen gefällt gefallen funktioniert geht ging sitzt kommt läuft mag brauche brauch tut"),
        (
            "link",
            """zu so sehr etwa mal wirklich irgendwie gerade direkt der die das den dem ein eine einen er sie es
            ist sind war waren mir ich uns mich einmal eigentlich allzu besonders ja auch große irgendein
            sichtbare sichtbaren""",
        ),
        ("cause", "liegt lag liegts lags wegen"),
        ("or", "oder und noch bzw"),
    ),
    "en": (
        (
            "complaint",
            """small smaller tight tighter short shorter big bigger large larger long wide loose broken damaged damage
            damages faulty defect defects defective ugly late expensive wrong bad cheap hard difficult complicated dark
            bright scratched scratches missing used fake expired rude torn cracked""",
        ),
        (
            "subject",
            "quality colour color size price delivery material fabric cut fit shape packaging style design service",
        ),
        ("approval", "fit fits work works working like suit need arrived arrive came sit match charge start turn"),
        (
            "link",
            """too so that very really even at all any a an the it they is are was were my one actually visible
            particularly exactly as in anything""",
        ),
        ("cause", "problem issue fault reason because"),
        ("or", "or and nor neither"),
    ),
}


def denied(roles: Sequence[Role]) -> list[bool]:
    """Tell for every word of a text, given by its role, whether it is a complaint that the text denies."""
    marked = [False] * len(roles)
    for at, role in enumerate(roles):
        if role != "negation":
            continue
        if not _belongs_to_the_word_before(roles, at):
            _deny_after(roles, at, marked)
        _deny_before(roles, at, marked)
        _deny_subject(roles, at, marked)
    return marked


def _belongs_to_the_word_before(roles: Sequence[Role], at: int) -> bool:
    before = [r for r in roles[max(0, at - 3) : at] if r != "link"]
    return bool(before) and before[-1] == "approval"


def _deny_after(roles: Sequence[Role], at: int, marked: list[bool]) -> None:
    steps = 0
    for here in range(at + 1, len(roles)):
        role = roles[here]
        if role == "complaint":
            marked[here] = True
            steps = 0
        elif role in ("link", "or") and steps < REACH:
            steps += 1
        else:
            return


def _deny_before(roles: Sequence[Role], at: int, marked: list[bool]) -> None:
    """Deny "kaputt ist es nicht" where nothing of the clause follows the negation."""
    if at + 1 < len(roles) and roles[at + 1] != "pause":
        return
    here = at - 1
    while here >= 0 and roles[here] == "link":
        here -= 1
    if here >= 0 and roles[here] == "complaint" and here >= at - REACH:
        marked[here] = True


def _deny_subject(roles: Sequence[Role], at: int, marked: list[bool]) -> None:
    begin, end = at, at + 1
    while begin > max(0, at - CLAUSE) and roles[begin - 1] != "pause":
        begin -= 1
    while end < min(len(roles), at + CLAUSE) and roles[end] != "pause":
        end += 1
    if "cause" in roles[begin:end]:
        for here in range(begin, end):
            marked[here] = marked[here] or roles[here] == "subject"
