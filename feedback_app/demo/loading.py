"""Puts the fictional shop into the house through the product's own imports, and says how to get in.

Invariants: everything is marked as demo; loading twice adds nothing; a load that was cut short is started over, because
only a whole one has its members.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from feedback_app.auth.members import add_member
from feedback_app.auth.tables import Member
from feedback_app.demo import catalogue, shop
from feedback_app.demo.answering import answer_surveys
from feedback_app.demo.comments import demo_comments
from feedback_app.demo.costs import say_costs
from feedback_app.demo.generator import DAYS, DemoOrder, DemoYear, generate
from feedback_app.demo.inspecting import inspect_returns
from feedback_app.demo.issues import PLANTED, UNNAMED
from feedback_app.demo.mailings import plan_mailings
from feedback_app.demo.mended import mend_an_issue
from feedback_app.demo.removal import remove_demo
from feedback_app.demo.service import serve_customers
from feedback_app.foundation.access import Role
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import TOKEN_BYTES, sign_token
from surveys import imports, invitations, orders
from surveys.tables import Submission

__all__ = ["is_empty", "load_demo", "remove_demo", "sign_in_lines"]

PASSWORD_PURPOSE: Final = "demo-password"  # noqa: S105 a purpose, not a password
PASSWORD_GROUPS: Final = 4
LETTERS_PER_GROUP: Final = 5
# Survey and language of the links that are ready to try.
LINKS: Final = (("returns", "de"), ("returns", "en"), ("csat", "de"))


@dataclass(frozen=True, slots=True)
class DemoMember:
    """Somebody who works at the fictional shop."""

    role: Role
    name: str
    email: str


MEMBERS: Final = (
    DemoMember(Role.ADMIN, "Annika Feldmann", "annika.feldmann@birkental.example"),
    DemoMember(Role.PRODUCT, "Matthias Großkopf", "matthias.grosskopf@birkental.example"),
    DemoMember(Role.LOGISTICS, "Jörg Petersen", "joerg.petersen@birkental.example"),
    DemoMember(Role.SERVICE, "Lena Brandt", "lena.brandt@birkental.example"),
    DemoMember(Role.VIEWER, "Selin Aydemir", "selin.aydemir@birkental.example"),
)


async def is_empty() -> bool:
    """Tell whether no customer has answered yet."""
    return not await Submission.exists()


async def load_demo(house: House, seed: int, days: int = DAYS) -> list[str]:
    """Make the demo up to yesterday; returns the lines to print. ``days`` is the length of its year."""
    if await _is_complete():
        return ["The demo is there already.", *await sign_in_lines(house)]
    await remove_demo()
    await shop.mark_as_demo()
    # Up to yesterday, because today is not over: nobody can have answered this evening.
    last_day = house.today() - timedelta(days=1)
    year = generate(seed, last_day, demo_comments(), days)
    lines = await _store(house, year)
    await _invite(house, year)
    asked = [_order(order, house.zone) for order in year.orders_asked]
    answered = await answer_surveys(house, seed, asked, list(year.orders_asked))
    lines.append(f"{len(asked)} customers were asked by the built-in surveys, {answered} of them answered.")
    lines.append(f"{await serve_customers(house, seed)} of them asked for a call: see {house.base_url}/cases.")
    inspected = await inspect_returns(house, seed, last_day)
    lines.append(f"{inspected:,} returned items were inspected: see {house.base_url}/inspection/reasons.")
    await say_costs(house)
    await mend_an_issue(house, last_day)
    await plan_mailings(house, [order.number for order in year.orders_sample[len(LINKS) :]])
    for member in MEMBERS:
        await add_member(member.email, member.name, password(house), member.role, demo=True)
    return [*lines, *_planted(last_day), *await sign_in_lines(house)]


async def sign_in_lines(house: House) -> list[str]:
    """Say where to sign in, as whom, and where a customer's form is; nothing when there is no demo."""
    if not await _is_complete():
        return []
    lines = [f"Sign in at {house.base_url}/login with the password {password(house)}"]
    lines += [f"  {member.role.value:<10}{member.email}" for member in MEMBERS]
    for number, (survey, language) in enumerate(LINKS):
        token = _token(house, number)
        if isinstance(await invitations.find_invitation(house, token), invitations.Found):
            lines.append(f"A customer's form ({survey}, {language}): {house.base_url}/s/{token}")
    return lines


def password(house: House) -> str:
    """Return the demo members' password: the same at each print, and unknown to whoever lacks the house's secret."""
    text = base64.b32encode(house.keys.derive(PASSWORD_PURPOSE)).decode("ascii").lower()
    starts = range(0, PASSWORD_GROUPS * LETTERS_PER_GROUP, LETTERS_PER_GROUP)
    return "-".join(text[start : start + LETTERS_PER_GROUP] for start in starts)


async def _is_complete() -> bool:
    return await Member.exists().where(Member.demo.eq(True) & (Member.email == MEMBERS[-1].email))


async def _store(house: House, year: DemoYear) -> list[str]:
    answers = await imports.store_submission_rows(house, list(year.submissions), demo=True)
    sent = await imports.store_shipment_rows(house, list(year.shipments), demo=True)
    await orders.upsert_orders([_order(order, house.zone) for order in year.orders_sample])
    return [
        f"{catalogue.SHOP_NAME}: {answers.stored:,} submissions, {sent.stored:,} rows of shipments and "
        f"{len(year.orders_sample)} open orders. This shop does not exist; everything is marked as demo.",
        "Themes and alerts appear as soon as the worker has run.",
    ]


async def _invite(house: House, year: DemoYear) -> None:
    for number, (survey, language) in enumerate(LINKS):
        order = year.orders_sample[number].number
        await invitations.invite(house, order, survey, language, random=_random(house, number))


def _planted(last_day: date) -> list[str]:
    return (
        ["Planted, to be found:"]
        + [
            f"  {issue.reason}, {issue.carrier or catalogue.product(issue.sku).name}, since {issue.since(last_day)}"
            for issue in PLANTED
        ]
        + [f"  no theme covers it, {UNNAMED.category}, since {UNNAMED.since(last_day)}"]
    )


def _order(order: DemoOrder, zone: ZoneInfo) -> orders.OrderLines:
    return orders.OrderLines(
        external_id=order.number,
        items=tuple(
            orders.ItemLine(
                item.article.sku, item.article.name, item.article.category, item.size, item.color, lot=item.lot
            )
            for item in order.items
        ),
        ordered_at=order.ordered_at.replace(tzinfo=zone),
        language=order.language,
        channel="web",
        carrier=order.carrier,
        warehouse=order.warehouse,
        region=order.region,
        hub=order.hub,
        packaging=order.packaging,
        shift=order.shift,
        postal_code=order.postal_code,
        demo=True,
    )


def _token(house: House, number: int) -> str:
    return sign_token(house.keys, invitations.PURPOSE, _random(house, number))


def _random(house: House, number: int) -> bytes:
    # Derived, not drawn, so that the links can be printed again; as secret as the house's key.
    return house.keys.derive(f"demo-link-{number}")[:TOKEN_BYTES]
