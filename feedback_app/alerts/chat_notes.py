"""What chats are told about alerts, in the team's language; channels/ puts it into the shape of each service.

Invariant: no customer's words and no address of a customer stand in it.
"""

from __future__ import annotations

from feedback_app.alerts import sentences
from feedback_app.alerts.cards import AlertCard
from feedback_app.alerts.channels.notes import Note
from feedback_app.alerts.letters import Event, first_words
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.languages import language, speaking


def alert_note(card: AlertCard, event: Event, url: str, code: str) -> Note:
    """Return what a chat is told about one alert."""
    with speaking(code):
        first = first_words(event)
        return Note(
            title=sentences.headline(card),
            paragraphs=tuple(part for part in (first, sentences.sentence(card)) if part),
            url=url,
            link=_("Look at the evidence and take it on"),
            footer=_("You receive this because the team %(team)s can act on this theme.")
            % {"team": card.team_name.in_language(language())},
        )
