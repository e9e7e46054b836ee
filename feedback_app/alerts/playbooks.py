"""Playbooks: what was done about a theme before and what it brought; without a history, what to check first.

Reads only. What helped stands first, then what is nearest to the alert's slice, then the newest. Nothing is hidden
that did not help: it saves the next team the same try.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from urllib.parse import quote

from feedback_app.alerts import effect_words, reading
from feedback_app.alerts.cards import AlertCard, Names
from feedback_app.alerts.effect_desk import action_rows, found_of, place_words
from feedback_app.alerts.effect_views import ActionForm, Hint, Option, PastAction, Playbook, PlaybookPage
from feedback_app.alerts.playbook_causes import starter_causes
from feedback_app.alerts.slices import RETURN_RATE, Series, Slice, parse_series
from feedback_app.foundation.languages import format_number, language
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.typed_numbers import whole_number

MOST_ON_AN_ALERT: Final = 3
MOST_ON_THE_PAGE: Final = 20
ORDER: Final = {"improved": 0, "no_change": 1, "worse": 2}
OWN_ACTION: Final = "a"
JUDGED: Final = "e.verdict IS NOT NULL AND (e.verdict <> 'too_early' OR e.final = ?)"


async def book_for(card: AlertCard, may_act: bool) -> Playbook:
    """Return what is offered beside an alert; past actions first, hints only where there are none."""
    theme = card.series.theme
    rows = await action_rows(
        f"WHERE l.theme = ? AND a.alert <> ? AND {JUDGED}",
        theme, card.id, True,
    )  # fmt: skip
    use = f"/alerts/{card.id}/act?use=" if may_act else ""
    past = await _past(_nearest(rows, card.series.slice)[:MOST_ON_AN_ALERT], use)
    hints = _hints(theme, card.series.slice, use) if not past else ()
    return Playbook(card.theme_name.in_language(language()), past, hints, f"/playbooks?theme={quote(theme)}")


async def page(theme: str) -> PlaybookPage:
    """Return one theme's playbook, or those of all themes; an unknown theme shows all."""
    names = await reading.theme_names() | {RETURN_RATE: Names("Retourenquote", "Return rate")}
    rows = await action_rows(f"WHERE {JUDGED}", True)
    known = sorted({*starter_causes(), *(parse_series(row["series"]).theme for row in rows)} & names.keys())
    shown = [theme] if theme in known else known
    themes = [Option(code, names[code].in_language(language()), code == theme) for code in known]
    books = [await _book(code, names[code], rows) for code in shown]
    return PlaybookPage(tuple(sorted(themes, key=lambda one: one.label.casefold())), tuple(books))


async def form_from(use: str, today: date) -> ActionForm:
    """Return a form filled from an earlier action or a row of the matrix; empty for what does not exist."""
    filled = await _filled(use)
    if filled is None:
        return ActionForm(started_on=today.isoformat())
    cause, measure = filled
    return ActionForm(cause, measure, today.isoformat(), from_playbook=use)


async def _filled(use: str) -> tuple[str, str] | None:
    kind, _cut, typed = use.rpartition(".")
    number = whole_number(typed)
    if number is None:
        return None
    if kind == OWN_ACTION:
        rows = await action_rows("WHERE a.id = ?", number)
        return (rows[0]["cause"], rows[0]["measure"]) if rows else None
    causes = starter_causes().get(kind, ())
    if number >= len(causes):
        return None
    cause, _check, measure = causes[number].said(language())
    return cause, measure


async def _book(theme: str, name: Names, rows: Sequence[Mapping[str, Any]]) -> Playbook:
    own = [row for row in rows if parse_series(row["series"]).theme == theme]
    past = await _past(_nearest(own, Slice())[:MOST_ON_THE_PAGE], "")
    return Playbook(name.in_language(language()), past, _hints(theme, Slice(), ""), "")


def _nearest(rows: Sequence[Mapping[str, Any]], part: Slice) -> list[Mapping[str, Any]]:
    """Return rows with what helped first, then what worked in the same slice or kind of slice, then the newest."""

    def far(row: Mapping[str, Any]) -> tuple[int, int, int]:
        other = _series(row).slice
        apart = 0 if other == part else 1 if other.dimension == part.dimension else 2
        rank = ORDER["no_change"] if row["relapsed_on"] else ORDER.get(row["verdict"], 3)
        return rank, apart, -row["started_on"].toordinal()

    return sorted(rows, key=far)


async def _past(rows: Sequence[Mapping[str, Any]], use: str) -> tuple[PastAction, ...]:
    places = await place_words([_series(row) for row in rows])
    return tuple(
        PastAction(
            measure=row["measure"],
            cause=row["cause"],
            where=place,
            started_on=row["started_on"],
            verdict="relapsed" if row["relapsed_on"] else row["verdict"],
            result=f"{effect_words.sentence(found_of(row))} {_counted(row)}",
            url=f"/alerts/{row['alert']}",
            use_url=f"{use}{OWN_ACTION}.{row['id']}" if use else "",
        )
        for row, place in zip(rows, places, strict=True)
    )


def _hints(theme: str, part: Slice, use: str) -> tuple[Hint, ...]:
    """Return the matrix's rows; those for the alert's kind of slice first."""
    numbered = sorted(
        enumerate(starter_causes().get(theme, ())),
        key=lambda one: one[1].dimension != part.dimension or not part.dimension,
    )
    return tuple(
        Hint(*one.said(language()), use_url=f"{use}{quote(theme)}.{number}" if use else "") for number, one in numbered
    )


def _counted(row: Mapping[str, Any]) -> str:
    n = row["before_answers"] + row["after_answers"]
    return _("(n = %(count)s answers)") % {"count": format_number(n)}


def _series(row: Mapping[str, Any]) -> Series:
    return parse_series(row["scope"] or row["series"])
