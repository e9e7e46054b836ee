"""Members, their sessions, API keys and the answers kept for repeated API calls."""

from __future__ import annotations

from piccolo.columns import Boolean, ForeignKey, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table


class Member(Table, tablename="member"):
    """A person who works with themes and alerts."""

    id: Serial
    email = Varchar(length=254, unique=True, help_text="Lower case")
    name = Varchar(length=200)
    password_hash = Varchar(length=300, help_text="argon2id")
    role = Varchar(length=20, help_text="admin, product, logistics, service or viewer")
    language = Varchar(length=5, default="de")
    active = Boolean(default=True)
    demo = Boolean(default=False)


class MemberSession(Table, tablename="member_session"):
    """A login. Only a hash of the cookie is kept; a new login gets a new row."""

    id: Serial
    token_hash = Varchar(length=64, unique=True, help_text="SHA-256 of the cookie, hex")
    member = ForeignKey(Member, on_delete=OnDelete.cascade, null=False)
    created_at = Timestamptz()
    seen_at = Timestamptz(help_text="The last visit; written at most every five minutes")


class ApiKey(Table, tablename="api_key"):
    """A key for the JSON API. Shown once; only a hash is kept."""

    id: Serial
    name = Varchar(length=200)
    prefix = Varchar(length=12, help_text="First characters, to recognise it in lists")
    key_hash = Varchar(length=64, unique=True, help_text="SHA-256, hex")
    created_at = Timestamptz()
    revoked_at = Timestamptz(null=True, default=None)


class IdempotentAnswer(Table, tablename="idempotent_answer"):
    """The first answer to a request with an Idempotency-Key, given again when the request is repeated."""

    id: Serial
    api_key = ForeignKey(ApiKey, on_delete=OnDelete.cascade, null=False)
    key = Varchar(length=255)
    request_hash = Varchar(length=64, help_text="SHA-256 of method, path and body")
    status = Integer()
    body = Text()
    created_at = Timestamptz()


class LoginAttempt(Table, tablename="login_attempt"):
    """A try to log in that did not succeed, or not yet. Kept for an hour to slow guessing down, for all processes."""

    id: Serial
    email_hash = Varchar(length=64)
    client = Varchar(length=64, help_text="Address prefix")
    at = Timestamptz()
