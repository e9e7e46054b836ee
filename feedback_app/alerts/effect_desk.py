"""Builds what pages show of an alert's actions, and the form for one. Reads only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from feedback_app.alerts import effect_words, reading, sentences
from feedback_app.alerts.alert_settings import settings_now
from feedback_app.alerts.cards import AlertCard
from feedback_app.alerts.effect_views import ActionForm, ActionView, EffectView, Option, TellView
from feedback_app.alerts.effect_words import Found
from feedback_app.alerts.slices import DIMENSIONS, WATCHED_PARTS, Series, Slice, parse_series
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.languages import gettext as _

OFFERED: Final = 4
"""Values of each dimension that the form offers as a scope: those with most cases."""
COLUMNS: Final = """
    a.id, a.alert, a.cause, a.measure, a.started_on, a.scope, a.owner_id, a.owner_name, a.member_name, l.series, l.team,
    e.verdict, e.final, e.days_after, e.before_count, e.before_answers, e.after_count, e.after_answers, e.ratio,
    e.lower, e.upper, e.comparison, e.other_before_count, e.other_before_answers, e.other_after_count,
    e.other_after_answers, e.relapsed_on, e.told_at,
    (SELECT COUNT(*) FROM telling t WHERE t.action = a.id) AS told
"""


async def action_rows(clause: str, *arguments: object) -> list[dict[str, Any]]:
    """Return actions with their effects that a ``WHERE … ORDER BY …`` clause selects; a action, l alert, e effect."""
    return await fetch(
        f"SELECT {COLUMNS} FROM action a JOIN alert l ON l.id = a.alert LEFT JOIN effect e ON e.action = a.id {clause}",  # noqa: S608 clauses are ours
        *arguments,
    )


async def action_views(alert_id: int, may_act: bool) -> tuple[ActionView, ...]:
    """Return an alert's actions, the newest first. ``may_act``: the reader may change, tell and publish."""
    rows = await action_rows("WHERE a.alert = ? ORDER BY a.id DESC", alert_id)
    if not rows:
        return ()
    public = (await settings_now()).changes_page
    places = await place_words([parse_series(row["scope"] or row["series"]) for row in rows])
    return tuple(_view(row, place, may_act, public) for row, place in zip(rows, places, strict=True))


async def place_words(series: Sequence[Series]) -> list[str]:
    """Return where each works in words: "at GLS", or everywhere."""
    products = await reading.product_names({one.slice.value for one in series if one.slice.dimension == "sku"})
    return [_place(one.slice, products) for one in series]


def found_of(row: Mapping[str, Any]) -> Found:
    """Return a row's effect for ``effect_words``."""
    return Found(
        verdict=row["verdict"],
        final=bool(row["final"]),
        ratio=row["ratio"],
        lower=row["lower"],
        upper=row["upper"],
        comparison=row["comparison"],
        other_before=(row["other_before_count"], row["other_before_answers"]),
        other_after=(row["other_after_count"], row["other_after_answers"]),
        started_on=row["started_on"],
        relapsed_on=row["relapsed_on"],
    )


async def action_form(card: AlertCard, today: date, form: ActionForm | None = None, scope: str = "") -> ActionForm:
    """Return the form with the scopes it offers; ``form``: what was typed. ``scope``: the chosen one."""
    typed = form or ActionForm(started_on=today.isoformat())
    offered = await scopes_for(card, today)
    places = await place_words(offered)
    chosen = scope or card.series.key
    return ActionForm(
        typed.cause,
        typed.measure,
        typed.started_on,
        typed.errors,
        tuple(Option(one.key, words, one.key == chosen) for one, words in zip(offered, places, strict=True)),
        typed.owner,
        typed.action_id,
        typed.from_playbook,
    )


async def scopes_for(card: AlertCard, today: date) -> list[Series]:
    """Return where an action may work: the alert's own series, its theme, and the theme's largest slices."""
    theme, since = card.series.theme, min(card.since, today - timedelta(days=28))
    found = [card.series, Series(theme)]
    for dimension in DIMENSIONS:
        rows = await fetch(
            f"SELECT {dimension} AS value FROM daily_count WHERE theme = ? AND day >= ? AND {dimension} <> ''"  # noqa: S608 one of ours
            f" GROUP BY {dimension} ORDER BY SUM(comments) DESC, {dimension} LIMIT ?",
            theme, since, OFFERED,
        )  # fmt: skip
        found += [Series(theme, Slice(dimension, row["value"])) for row in rows]
    for dimension in WATCHED_PARTS:
        rows = await fetch(
            "SELECT value FROM daily_part WHERE theme = ? AND day >= ? AND dimension = ?"
            " GROUP BY value ORDER BY SUM(comments) DESC, value LIMIT ?",
            theme, since, dimension, OFFERED,
        )  # fmt: skip
        found += [Series(theme, Slice(dimension, row["value"])) for row in rows]
    return list(dict.fromkeys(found))


def _view(row: Mapping[str, Any], place: str, may_act: bool, public: bool) -> ActionView:
    judged = row["verdict"] not in (None, "too_early") or bool(row["final"])
    return ActionView(
        cause=row["cause"],
        measure=row["measure"],
        started_on=row["started_on"],
        member=row["member_name"],
        effect=_effect(row) if row["verdict"] else None,
        id=row["id"],
        scope=place,
        owner=row["owner_name"],
        edit_url=f"/actions/{row['id']}/edit" if may_act and not judged else "",
        tell=_tell(row, may_act),
        note_url=f"/change-notes/new?action={row['id']}" if may_act and public and row["verdict"] == "improved" else "",
    )


def _effect(row: Mapping[str, Any]) -> EffectView:
    found = found_of(row)
    return EffectView(
        verdict=row["verdict"],
        sentence=effect_words.sentence(found),
        facts=effect_words.facts(found),
        before_share=_share(row["before_count"], row["before_answers"]) or 0.0,
        before_answers=row["before_answers"],
        after_share=_share(row["after_count"], row["after_answers"]) or 0.0,
        after_answers=row["after_answers"],
        ratio=row["ratio"],
        lower=row["lower"],
        upper=row["upper"],
        days_after=row["days_after"],
        final=found.final,
        told=int(row["told"]),
        comparison=effect_words.comparison_words(row["comparison"]),
        other_before_share=_share(row["other_before_count"], row["other_before_answers"]),
        other_after_share=_share(row["other_after_count"], row["other_after_answers"]),
        relapsed_on=row["relapsed_on"],
    )


def _tell(row: Mapping[str, Any], may_act: bool) -> TellView:
    """Return the way to the preview; how many would hear is counted there."""
    told = int(row["told"])
    if row["verdict"] is None or (row["verdict"] == "too_early" and not row["final"]):
        return TellView("early")
    if row["relapsed_on"] is not None or row["verdict"] != "improved":
        return TellView("stopped", told=told)
    if row["told_at"] is not None:
        return TellView("told", told=told)
    return TellView("ready", url=f"/actions/{row['id']}/tell" if may_act else "")


def _share(count: int, n: int) -> float | None:
    return count / n if n else None


def _place(part: Slice, products: Mapping[str, str]) -> str:
    return sentences.place(part, products.get(part.value, part.value)) or _("everywhere")
