"""What the shop did about the matter a customer complained about, for the customer's own page.

The alerts floor's side of ``surveys.ports.News``. Reads only. Which actions: those of an alert about one of the
submission's themes, in a scope that holds the complaint, from a rise that the complaint was part of (the same rule by
which ``telling`` chooses whom to write to, so page and mail agree). Of these, an action is shown while its effect is
being measured, which is said, and once it has helped. One that is known not to have helped, or that did not last, is
not: it is no deed to praise oneself for, and what the team tries next appears instead. One that begins tomorrow has not
been done yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from feedback_app.alerts import reading
from feedback_app.alerts.alert_settings import settings_now
from feedback_app.alerts.cards import Names
from feedback_app.alerts.effects import Verdict
from feedback_app.alerts.slices import Series, parse_series
from feedback_app.alerts.telling import COLUMNS, LEAST_ANSWERS
from feedback_app.foundation.dialect import fetch, marks
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import format_day, format_percent, language
from feedback_app.foundation.languages import gettext as _
from surveys.ports import Deed

PLACES = tuple(sorted(COLUMNS))
COMPLAINTS = f"""
    SELECT DISTINCT a."theme", c."day", {", ".join(f'c."{name}"' for name in PLACES)}
    FROM "comment" c JOIN "assignment" a ON a."comment" = c."id"
    WHERE c."submission" = ? AND c."superseded_at" IS NULL
"""  # noqa: S608 names are ours
ACTIONS = """
    SELECT a."id", a."measure", a."started_on", a."scope", l."series", l."since", e."relapsed_on",
        e."verdict", e."final", e."before_count", e."before_answers", e."after_count", e."after_answers"
    FROM "action" a JOIN "alert" l ON l."id" = a."alert" LEFT JOIN "effect" e ON e."action" = a."id"
    WHERE l."theme" IN ({}) AND a."started_on" <= ? ORDER BY a."started_on" DESC, a."id" DESC
"""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One theme of a current comment, and where and when it was complained about."""

    theme: str
    day: date
    places: Mapping[str, str]

    def belongs_to(self, series: Series, since: date, until: date) -> bool:
        """Tell whether the complaint is one of those that a rise between two days, both inclusive, consisted of."""
        part = series.slice
        here = part.everything or self.places.get(part.dimension) == part.value
        return here and series.theme == self.theme and since <= self.day <= until


@dataclass(frozen=True, slots=True)
class Done:
    """An action and what is known of its effect; ``verdict`` is too_early before the first measurement."""

    series: Series
    measure: str
    started_on: date
    since: date
    verdict: Verdict
    final: bool
    relapsed: bool
    before: tuple[int, int]
    after: tuple[int, int]

    @property
    def worth_telling(self) -> bool:
        """True when it has helped and holds, or when that is not decided yet."""
        return not self.relapsed and (self.verdict == "improved" or (not self.final and self.verdict != "worse"))


class Deeds:
    """Knows what was done; needs only the house's clock."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def deeds(self, submission_id: int) -> tuple[Deed, ...]:
        """Return one deed per action, the newest first, in the language of the request."""
        complaints = [_complaint(row) for row in await fetch(COMPLAINTS, submission_id)]
        if not complaints:
            return ()
        names = await reading.theme_names()
        done = await _done({complaint.theme for complaint in complaints}, self._house.today())
        return tuple(
            _deed(one, names) for one in done if one.worth_telling and any(_is_about(one, said) for said in complaints)
        )

    async def public_page(self) -> str:
        """Return the path of the page that the team edits, "" while it is off."""
        return "/changes" if (await settings_now()).changes_page else ""


def _complaint(row: Mapping[str, Any]) -> Complaint:
    places = {name: str(row[name]) for name in PLACES}
    return Complaint(row["theme"], row["day"], places)


async def _done(themes: set[str], today: date) -> Sequence[Done]:
    rows = await fetch(ACTIONS.format(marks(themes)), *sorted(themes), today)
    return [
        Done(
            parse_series(row["scope"] or row["series"]),
            row["measure"],
            row["started_on"],
            min(row["since"], row["started_on"]),
            row["verdict"] or "too_early",
            bool(row["final"]),
            row["relapsed_on"] is not None,
            (row["before_count"] or 0, row["before_answers"] or 0),
            (row["after_count"] or 0, row["after_answers"] or 0),
        )
        for row in rows
    ]


def _is_about(done: Done, said: Complaint) -> bool:
    return said.belongs_to(done.series, done.since, done.started_on)


def _deed(done: Done, names: Mapping[str, Names]) -> Deed:
    name = names.get(done.series.theme, Names(done.series.theme, done.series.theme))
    return Deed(name.in_language(language()), done.measure, format_day(done.started_on, "long"), _verdict(done))


def _verdict(done: Done) -> str:
    """Say what came of it, with shares where both are sound."""
    if done.verdict != "improved":
        return _("It is too early to say whether this helps.")
    (few, answers_after), (many, answers_before) = done.after, done.before
    if min(answers_after, answers_before) < LEAST_ANSWERS:
        return _("This has become rarer since then.")
    shares = {"after": format_percent(few / answers_after), "before": format_percent(many / answers_before)}
    return _("Rarer since then: %(after)s instead of %(before)s of all answers.") % shares
