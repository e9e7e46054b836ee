"""Server-side sessions. The cookie is a random token; the database keeps only its hash.

Invariants: every login makes a new token (no fixation); unknown tokens are never adopted; logout deletes the row;
idle sessions end after 8 hours, all after 7 days, and a page that only renews itself is idle; reading pages writes at
most once in five minutes.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from litestar.datastructures import Cookie, Headers
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from feedback_app.auth.members import viewer
from feedback_app.auth.tables import Member, MemberSession
from feedback_app.foundation.access import Viewer
from feedback_app.foundation.cookies import cookie
from feedback_app.foundation.database import transaction
from feedback_app.foundation.errors import is_unavailable
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import fingerprint
from feedback_app.foundation.live import ASKED
from feedback_app.insights.start.wishes import wishes_of

IDLE: Final = timedelta(hours=8)
LONGEST: Final = timedelta(days=7)
TOUCH_EVERY: Final = timedelta(minutes=5)
BY_ITSELF: Final = f"{ASKED}=".encode()
WITHOUT_SESSION: Final = ("/static/", "/s/", "/api/", "/healthz")


def cookie_name(https: bool) -> str:
    """Return the cookie's name; over TLS the prefix binds it to this host."""
    return "__Host-session" if https else "session"


async def start_session(house: House, member_id: int) -> Cookie:
    """Start a session after a login and return its cookie. Ended sessions are cleared on the way."""
    token = secrets.token_urlsafe(32)
    now = house.now()
    async with transaction():
        await MemberSession.delete().where(
            (MemberSession.seen_at < now - IDLE) | (MemberSession.created_at < now - LONGEST)
        )
        await MemberSession(token_hash=fingerprint(token), member=member_id, created_at=now, seen_at=now).save()
    return _cookie(house, token)


async def end_session(house: House, token: str) -> Cookie:
    """End a session and return a cookie that removes the old one."""
    async with transaction():
        await MemberSession.delete().where(MemberSession.token_hash == fingerprint(token))
    gone = _cookie(house, "")
    gone.max_age = 0
    return gone


async def find_viewer(token: str, now: datetime, by_itself: bool = False) -> Viewer | None:
    """Return the member of a live session, or None. ``by_itself``: nobody did anything, a page asks for itself."""
    session = await MemberSession.objects().get(MemberSession.token_hash == fingerprint(token))
    if session is None or now - session.seen_at > IDLE or now - session.created_at > LONGEST:
        return None
    member = await Member.objects().get((Member.id == session.member) & Member.active.eq(True))
    if member is None:
        return None
    if now - session.seen_at > TOUCH_EVERY and not by_itself:
        await _touch(session.id, now)
    return replace(viewer(member), wishes=await wishes_of(member.id))


def token_of(scope: Scope, https: bool) -> str:
    """Return the session cookie of a request, or an empty string."""
    return cookie(Headers.from_scope(scope).get("cookie", ""), cookie_name(https))


class SessionMiddleware(ASGIMiddleware):
    """Puts the signed-in member into ``scope["user"]``. Static files, forms and the API never touch sessions."""

    scopes = (ScopeType.HTTP,)
    should_bypass_for_scope = staticmethod(lambda scope: scope["path"].startswith(WITHOUT_SESSION))

    def __init__(self, house: House) -> None:
        self.house = house

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Find the member and go on."""
        token = token_of(scope, self.house.https)
        by_itself = BY_ITSELF in scope["query_string"]
        scope["user"] = await find_viewer(token, self.house.now(), by_itself) if token else None
        await next_app(scope, receive, send)


async def _touch(session_id: int, now: datetime) -> None:
    try:
        async with transaction():
            await MemberSession.update({MemberSession.seen_at: now}).where(MemberSession.id == session_id)
    except Exception as error:
        # Reading must work while an import holds the write lock; the next page notes the visit.
        if not is_unavailable(error):
            raise


def _cookie(house: House, token: str) -> Cookie:
    return Cookie(
        key=cookie_name(house.https),
        value=token,
        path="/",
        httponly=True,
        secure=house.https,
        samesite="lax",
        max_age=int(LONGEST.total_seconds()),
    )
