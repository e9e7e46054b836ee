"""Alerts for programs: plain values that become JSON."""

from __future__ import annotations

from feedback_app.alerts import reading, sentences
from feedback_app.alerts.cards import AlertCard


async def list_alerts(with_closed: bool = False) -> list[dict[str, object]]:
    """Return the open alerts, newest first; with ``with_closed`` the closed ones too."""
    chosen = "" if with_closed else "WHERE closed_at IS NULL"
    return [as_dict(card) for card in await reading.cards(f"{chosen} ORDER BY opened_at DESC, id DESC")]


def as_dict(card: AlertCard) -> dict[str, object]:
    """Return one alert as plain values; days are ISO dates, shares 0..1."""
    return {
        "id": card.id,
        "state": card.state,
        "team": card.team,
        "theme": card.series.theme,
        "slice": card.series.slice.as_dict(),
        "since": card.since.isoformat(),
        "last_day": card.last_day.isoformat(),
        "observed": card.observed,
        "expected": round(card.expected, 2),
        "lower": card.lower,
        "upper": card.upper,
        "exposure": card.exposure,
        "share": round(card.share, 6),
        "usual_share": round(card.usual_share, 6),
        "score": round(card.score, 3),
        "owner": card.owner_name,
        "opened_at": card.opened_at.isoformat(),
        "closed_at": card.closed_at.isoformat() if card.closed_at else None,
        "sentence": sentences.sentence(card),
        **card.more(),
    }
