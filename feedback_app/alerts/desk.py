"""Builds the page of one alert from the tables: reads only."""

from __future__ import annotations

from classifier.comments import CommentView, comment_views
from classifier.why import words_of_theme
from feedback_app.alerts import grounds, rates, reading
from feedback_app.alerts.alert_rows import alert_line, alert_row
from feedback_app.alerts.alert_settings import settings_now
from feedback_app.alerts.cards import AlertCard
from feedback_app.alerts.causes import cause_sentence, causes_of, chance_sentences, rest_words
from feedback_app.alerts.course import course_of
from feedback_app.alerts.effect_desk import action_views
from feedback_app.alerts.grounds import AlertEvidence
from feedback_app.alerts.history import history_of
from feedback_app.alerts.inbox import pages_of
from feedback_app.alerts.playbooks import book_for
from feedback_app.alerts.rights import may_act_for
from feedback_app.alerts.severity import weekly
from feedback_app.alerts.views import AlertLine, AlertPage, Numbers
from feedback_app.alerts.ways import answers_url, cases_url
from feedback_app.alerts.work import Work
from feedback_app.foundation.access import Role, Viewer
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import language
from surveys.ports import Reader

__all__ = ["alert_page", "may_act_for", "pages_of"]

COST_PAGE = "/alerts/settings"


async def alert_page(
    house: House,
    viewer: Viewer,
    reader: Reader,
    card: AlertCard,
    work: Work,
) -> AlertPage:
    """Return everything about one alert; ``work`` is what this member can do about it."""
    shown = grounds.from_json(await reading.evidence_text(card.id))
    course = await course_of(card, house.today())
    causes = await causes_of(card, shown)
    return AlertPage(
        alert=alert_row(card, house.now(), house.zone),
        numbers=await _numbers(viewer, card),
        theme_name=card.theme_name.in_language(language()),
        theme_url=f"/themes/{card.series.theme}" if card.kind == "trend" else "",
        card_url=f"/themes/{card.series.theme}/card" if card.kind == "trend" else "",
        chart=course.chart if card.kind != "single" else None,
        volume=course.volume if card.kind != "single" else None,
        volume_sentence=course.volume_sentence,
        cause_sentence=await cause_sentence(card, shown) if card.kind != "single" else "",
        chance_sentences=chance_sentences(card, shown) if card.kind != "single" else (),
        causes=causes,
        rest_words=rest_words(causes, shown),
        words=shown.words,
        comments=await _comments(card, shown, viewer, reader),
        parent=await _parent(card),
        children=tuple(alert_line(child) for child in await _children(card)),
        work=work,
        playbook=await book_for(card, work.may_act),
        actions=await action_views(card.id, may_act_for(viewer, card.team)),
        history=await history_of(house, card.id),
        zone=house.zone,
    )


async def _numbers(viewer: Viewer, card: AlertCard) -> Numbers:
    cents = (await settings_now()).cents_per_return
    extra = weekly(card.observed - card.expected, card.days)
    return Numbers(
        cases_url=cases_url(card),
        answers_url=answers_url(card),
        extra_per_week=extra,
        cost_per_week=card.cost_per_week if cents is not None else None,
        cost_url=COST_PAGE if viewer.role == Role.ADMIN else "",
        so_far=rates.sentence(await rates.so_far(card.series.slice, card.last_day)) if card.kind == "rate" else "",
    )


async def _comments(card: AlertCard, shown: AlertEvidence, viewer: Viewer, reader: Reader) -> tuple[CommentView, ...]:
    """Return the typical comments with the words marked that carry the theme; without a model the contrast words."""
    comments = shown.comments or await _said_in(card)
    carrying = await words_of_theme(reader, comments, card.series.theme)
    return await comment_views(comments, viewer, shown.words, carrying)


async def _said_in(card: AlertCard) -> tuple[int, ...]:
    """Return the comments of the one submission that a single alert is about."""
    if card.submission is None:
        return ()
    rows = await fetch(
        "SELECT id FROM comment WHERE submission = ? AND superseded_at IS NULL ORDER BY id", card.submission
    )
    return tuple(int(row["id"]) for row in rows)


async def _parent(card: AlertCard) -> AlertLine | None:
    parent = await reading.card(card.parent) if card.parent is not None else None
    return alert_line(parent) if parent else None


async def _children(card: AlertCard) -> list[AlertCard]:
    return await reading.cards("WHERE parent = ? ORDER BY observed - expected DESC, id", card.id)
