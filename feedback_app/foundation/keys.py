"""Keys derived from the one secret, and tokens for links. Pure but for randomness, which is the caller's.

Invariant: a token made for one purpose is worth nothing for another (a salt per purpose).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass

KEY_ID = "1"
TOKEN_BYTES = 16


@dataclass(frozen=True, slots=True)
class Keys:
    """The installation's secret. ``derive`` gives a key per purpose.

    old_secret: the one before, for what is still locked with it; "" when there is none.
    """

    secret: str
    old_secret: str = ""

    def derive(self, purpose: str) -> bytes:
        """Return 32 bytes for this purpose (HMAC-SHA256 of its name)."""
        return hmac.digest(self.secret.encode(), purpose.encode(), hashlib.sha256)

    def derive_all(self, purpose: str) -> tuple[bytes, ...]:
        """Return the key for this purpose, and the old one behind it: for what is stored, never for links."""
        old = Keys(self.old_secret).derive(purpose) if self.old_secret else b""
        return (self.derive(purpose), old) if old else (self.derive(purpose),)


def sign_token(keys: Keys, purpose: str, random: bytes) -> str:
    """Return ``<key id>.<22 characters>.<22 characters>``: 16 random bytes and a tag of 16 bytes, URL-safe."""
    if len(random) != TOKEN_BYTES:
        raise ValueError(f"{TOKEN_BYTES} random bytes are needed")
    body = f"{KEY_ID}.{_text(random)}"
    return f"{body}.{_text(_tag(keys, purpose, body))}"


def token_is_genuine(keys: Keys, purpose: str, token: str) -> bool:
    """Tell whether we made this token for this purpose; constant time, no database."""
    body, _, tag = token.rpartition(".")
    if not body or len(token) > 64:
        return False
    return hmac.compare_digest(_text(_tag(keys, purpose, body)).encode(), tag.encode("utf-8", "replace"))


def fingerprint(token: str) -> str:
    """Return the SHA-256 of a token in hex: what the database keeps."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _tag(keys: Keys, purpose: str, body: str) -> bytes:
    return hmac.digest(keys.derive(f"token:{purpose}"), body.encode("utf-8", "replace"), hashlib.sha256)[:TOKEN_BYTES]


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
