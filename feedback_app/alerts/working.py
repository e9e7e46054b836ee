"""Builds what a member can do about an alert in its state. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from feedback_app.alerts import muting, reading, sentences
from feedback_app.alerts.cards import AlertCard
from feedback_app.alerts.effect_desk import action_form
from feedback_app.alerts.lifecycle import FROM_STATES
from feedback_app.alerts.rights import may_act_for, roles_for
from feedback_app.alerts.said import said_end
from feedback_app.alerts.work import After, Choice, CommentLine, MutePanel, MuteView, Work
from feedback_app.foundation.access import SERVING, Colleagues, Viewer
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import language


async def work_of(
    house: House, viewer: Viewer, colleagues: Colleagues, card: AlertCard, after: After | None = None
) -> Work:
    """Return what a member can do about an alert; ``after``: what the last step left."""
    after = after or After()
    mine, now = may_act_for(viewer, card.team), house.now()

    def may(step: str) -> bool:
        return mine and card.state in FROM_STATES[step]

    return Work(
        alert_id=card.id,
        state=card.state,
        severity=card.severity,
        owner=card.owner_name,
        owner_id=card.owner_id or 0,
        team=card.team_name.in_language(language()),
        due_at=card.due_at if card.state in FROM_STATES["assign"] else None,
        overdue=card.due_at is not None and card.due_at < now and card.state in FROM_STATES["assign"],
        may_see=may("see"),
        may_take=may("assign"),
        may_act=may("action"),
        may_dismiss=may("noise"),
        may_hand_over=may("hand_over"),
        may_accept=may("accept") and card.kind != "single",
        may_close=may("close"),
        may_reopen=may("reopen"),
        may_comment=viewer.role in SERVING,
        people=await _people(colleagues, card, after) if may("hand_over") else (),
        teams=await _teams(card, after) if may("hand_over") else (),
        mute=await _mute_panel(house, viewer, card, after),
        comments=await _comments(card.id),
        submission_url=f"/submissions/{card.submission}" if card.submission else "",
        form=after.form or await action_form(card, house.today()),
        typed=after.typed,
        errors=after.errors,
        refused=after.refused,
        announce=after.announce,
    )


async def _people(colleagues: Colleagues, card: AlertCard, after: After) -> tuple[Choice, ...]:
    found = await colleagues.with_role(roles_for(card.team))
    choices = ((f"member:{one.id}", one.name) for one in found if one.id != card.owner_id)
    return tuple(Choice(value, label, value == after.typed.to) for value, label in choices)


async def _teams(card: AlertCard, after: After) -> tuple[Choice, ...]:
    names = await reading.team_names()
    choices = ((f"team:{code}", name.in_language(language())) for code, name in names.items() if code != card.team)
    return tuple(Choice(value, label, value == after.typed.to) for value, label in choices)


async def _mute_panel(house: House, viewer: Viewer, card: AlertCard, after: After) -> MutePanel:
    rows = await muting.mutes_of(card, viewer.id, house.now()) if card.state != "closed" else []
    teams = await reading.team_names()
    is_open, typed = card.state != "closed", after.typed
    whoms = [("me", _("me")), *([("team", card.team_name.in_language(language()))] * may_act_for(viewer, card.team))]
    return MutePanel(
        mutes=tuple([_mute(row, house, viewer, card, {code: n.in_language(language()) for code, n in teams.items()})
                     for row in rows]),
        may_mute=is_open and viewer.role in SERVING,
        abouts=tuple(Choice(value, label, value == typed.about) for value, label in _abouts(card)),
        whoms=tuple(Choice(value, label, value == typed.whom) for value, label in whoms),
        earliest=house.today().isoformat(),
        latest=(house.today() + muting.LONGEST - timedelta(days=1)).isoformat(),
    )  # fmt: skip


def _abouts(card: AlertCard) -> list[tuple[str, str]]:
    found = [("alert", _("this alert"))]
    if card.kind == "single":
        return found
    if not card.series.slice.everything:
        found.append(("series", sentences.subject(card)))
    theme = card.theme_name.in_language(language())
    return [*found, ("theme", _("all alerts about %(theme)s") % {"theme": theme})]


def _mute(row: Mapping[str, Any], house: House, viewer: Viewer, card: AlertCard, teams: Mapping[str, str]) -> MuteView:
    about = "alert" if row["alert"] else "series" if row["series"] else "theme"
    return MuteView(
        id=row["id"],
        whom=teams.get(row["team"], row["team"]) if row["team"] else _("you"),
        about=dict(_abouts(card)).get(about, ""),
        end=said_end(house, row["until"], row["share_above"]),
        by=row["by_member_name"],
        reason=row["reason"],
        may_end=may_act_for(viewer, row["team"]) if row["team"] else row["member_id"] == viewer.id,
    )


async def _comments(alert_id: int) -> tuple[CommentLine, ...]:
    rows = await fetch(
        "SELECT at, member_name, note FROM alert_event WHERE alert = ? AND kind = 'comment' ORDER BY id", alert_id
    )
    return tuple(CommentLine(row["at"], row["member_name"], row["note"]) for row in rows)
