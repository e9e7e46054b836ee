"""Stage ``ask``: mailings that are due become mails, each at most once; stage ``remind``: one reminder, and outcomes.

Work is a mailing that waits and is due. Invariants: whether a customer may be asked is decided when the mail goes to
the outbox, not when it was planned; invitation, mail and state are one transaction that holds the customer, so a stage
that is killed or runs twice asks once, and two mailings of one person never pass the throttle together.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from feedback_app.alerts import notifications
from feedback_app.alerts.channels import Channels
from feedback_app.alerts.letters import Text
from feedback_app.alerts.notifications import Draft
from feedback_app.asking import following
from feedback_app.asking.customers import hold
from feedback_app.asking.gate import Asked, State, Why, state_after, what_forbids
from feedback_app.asking.mails import HEADERS, Occasion, invitation_mail
from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute, fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import fingerprint
from surveys.definition import Definition
from surveys.errors import UnknownSurveyError
from surveys.invitations import invite, random_from
from surveys.surveys import current_survey, survey_version

MAILING = "id, customer, order_id, survey, language, occasion, seed, invitation, demo"


async def run(house: House, channels: Channels) -> int:
    """Put the mails that are due into the outbox; returns how many. Quick, for every beat of the worker."""
    await following.drop_settled()
    asked = 0
    for row in await _due(house):
        asked += await _ask(house, channels, row["id"], row["customer"])
    return asked


async def remind(house: House, channels: Channels) -> int:
    """Note what became of mails, and put the reminders that are due into the outbox; returns how many.

    Looks at every open mailing, so it belongs into the worker's slow rounds.
    """
    await following.run(house)
    reminded = 0
    for row in await following.to_remind(house):
        reminded += await _remind(house, channels, row["id"], row["customer"])
    return reminded


async def _due(house: House) -> list[dict[str, Any]]:
    return await fetch(
        "SELECT id, customer FROM mailing WHERE state = ? AND planned_for <= ? ORDER BY planned_for, id",
        State.WAITING.value,
        house.now(),
    )


async def _ask(house: House, channels: Channels, mailing_id: int, customer_id: int) -> bool:
    """Send one mailing, or write down why not; False when it was not sent."""
    async with transaction():
        customer = await hold(customer_id)
        rows = await execute(
            f"UPDATE mailing SET why = '' WHERE id = ? AND state = ? RETURNING {MAILING}",  # noqa: S608 names are ours
            mailing_id,
            State.WAITING.value,
        )
        if customer is None or not rows:
            return False
        mailing = rows[0]
        definition = await _definition(mailing["survey"])
        text = await _text(house, mailing, customer, definition) if definition else None
        why = await _obstacle(house, mailing, customer, definition) or (None if text else Why.NO_WORDS)
        if why or text is None:
            await execute(
                "UPDATE mailing SET state = ?, why = ? WHERE id = ?",
                state_after(why or Why.NO_WORDS).value,
                why,
                mailing_id,
            )
            return False
        invitation = await _invite(house, mailing, customer)
        await notifications.enqueue(house, [_draft(channels, "invitation", mailing, customer, text, invitation)])
        await execute(
            "UPDATE mailing SET state = ?, sent_at = ?, invitation = ? WHERE id = ?",
            State.SENT.value, house.now(), invitation, mailing_id,
        )  # fmt: skip
    return True


async def _obstacle(
    house: House, mailing: Mapping[str, Any], customer: Asked, definition: Definition | None
) -> Why | None:
    """Return why this customer is not asked this now, None when nothing stands against it."""
    if forbidden := what_forbids(customer):
        return forbidden
    if definition is None:
        return Why.UNKNOWN_SURVEY
    if mailing["occasion"] in definition.not_after:
        return Why.OCCASION
    if not await fetch("SELECT 1 AS one FROM shop_order WHERE external_id = ?", mailing["order_id"]):
        return Why.UNKNOWN_ORDER
    if await _has_answered(mailing):
        return Why.ALREADY_ANSWERED
    return Why.ASKED_RECENTLY if await _asked_recently(house, customer) else None


async def _has_answered(mailing: Mapping[str, Any]) -> bool:
    rows = await fetch(
        "SELECT 1 AS one FROM submission s JOIN survey v ON v.id = s.survey"
        " WHERE s.order_id = ? AND v.code = ? LIMIT 1",
        mailing["order_id"],
        mailing["survey"],
    )
    return bool(rows)


async def _asked_recently(house: House, customer: Asked) -> bool:
    rows = await fetch(
        "SELECT 1 AS one FROM mailing WHERE customer = ? AND state IN (?, ?) AND sent_at > ? LIMIT 1",
        customer.id, State.SENT.value, State.ANSWERED.value, house.now() - timedelta(days=house.throttle_days),
    )  # fmt: skip
    return bool(rows)


async def _invite(house: House, mailing: Mapping[str, Any], customer: Asked) -> int:
    """Make the invitation; its link comes from the mailing's seed, so a repeat makes the same one."""
    invited = await invite(
        house,
        mailing["order_id"],
        survey_code=mailing["survey"],
        language=mailing["language"],
        channel="mail",
        random=random_from(house, _seed(mailing)),
        person=customer.person,
        mail_domain=customer.email.rpartition("@")[2],
    )
    rows = await fetch("SELECT id FROM invitation WHERE token_hash = ?", fingerprint(invited.token))
    return int(rows[0]["id"])


async def _remind(house: House, channels: Channels, mailing_id: int, customer_id: int) -> bool:
    """Remind once; False when the customer answered, objected or was reminded in the meantime."""
    async with transaction():
        customer = await hold(customer_id)
        if customer is None or what_forbids(customer):
            return False
        rows = await execute(
            "UPDATE mailing SET reminded_at = ? WHERE id = ? AND state = ? AND reminded_at IS NULL AND NOT EXISTS"  # noqa: S608 names are ours
            f" (SELECT 1 FROM submission WHERE submission.invitation = mailing.invitation) RETURNING {MAILING}",
            house.now(), mailing_id, State.SENT.value,
        )  # fmt: skip
        if not rows:
            return False
        mailing = rows[0]
        asked = await fetch("SELECT survey FROM invitation WHERE id = ?", mailing["invitation"])
        definition = (await survey_version(asked[0]["survey"])).definition
        text = await _text(house, mailing, customer, definition, is_reminder=True)
        if text is None:
            return False
        draft = _draft(channels, "reminder", mailing, customer, text, mailing["invitation"])
        await notifications.enqueue(house, [draft])
    return True


async def _definition(code: str) -> Definition | None:
    try:
        return (await current_survey(code)).definition
    except UnknownSurveyError:
        return None


async def _text(
    house: House, mailing: Mapping[str, Any], customer: Asked, definition: Definition, is_reminder: bool = False
) -> Text | None:
    shops = await fetch("SELECT name, form_of_address FROM shop ORDER BY id LIMIT 1")
    return invitation_mail(
        definition,
        Occasion(
            shop=str(shops[0]["name"]) if shops else "",
            order=mailing["order_id"],
            language=mailing["language"],
            du=bool(shops) and shops[0]["form_of_address"] == "du",
            host=urlsplit(house.base_url).netloc,
            legal_basis=customer.legal_basis,
            is_reminder=is_reminder,
        ),
    )


def _draft(
    channels: Channels, kind: str, mailing: Mapping[str, Any], customer: Asked, text: Text, invitation: int
) -> Draft:
    return Draft(
        event=f"mailing:{mailing['id']}:{kind}",
        # The demo's customers are invented, but somebody may own their addresses.
        channel="mailbox" if mailing["demo"] else notifications.mail_or_mailbox(channels, customer.email),
        recipient=customer.email,
        text=text,
        alert_id=None,
        demo=bool(mailing["demo"]),
        links={"survey_url": f"answer:{_seed(mailing)}", "objection_url": f"objection:{customer.person}"},
        headers=HEADERS,
        invitation_id=invitation,
    )


def _seed(mailing: Mapping[str, Any]) -> str:
    return f"mailing:{mailing['seed']}"
