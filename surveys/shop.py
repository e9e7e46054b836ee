"""The shop as customers see it: name, addresses, form of address, colour and logo. One row.

Invariant: what is stored was checked: addresses are https, the colour can be read, the logo is a picture of ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urlsplit

from feedback_app.foundation.database import transaction
from feedback_app.foundation.keys import fingerprint
from surveys.branding import Accepted, Refused, check_color
from surveys.tables import Shop
from surveys.text_input import CleanText, clean_text

LONGEST_NAME: Final = 200
LONGEST_URL: Final = 500
FORMS_OF_ADDRESS: Final = ("sie", "du")


@dataclass(frozen=True, slots=True)
class ShopLook:
    """What members may change. ``color`` is #rrggbb or ""; ``logo_alt`` "" means the shop's name."""

    name: str
    withdrawal_url: str = ""
    privacy_url: str = ""
    form_of_address: str = "sie"
    color: str = ""
    logo_alt: str = ""


@dataclass(frozen=True, slots=True)
class LookProblem:
    """One field that cannot stay so. ``color`` tells more about a refused colour."""

    field: str
    why: Literal["missing", "too_long", "not_https", "unknown_choice", "color"]
    color: Refused | None = None


def check_look(typed: ShopLook) -> tuple[ShopLook, tuple[LookProblem, ...]]:
    """Return the look as it may be stored, and what is wrong with it in the order of the form."""
    accepted = check_color(typed.color) if typed.color.strip() else None
    look = ShopLook(
        name=_line(typed.name),
        withdrawal_url=typed.withdrawal_url.strip(),
        privacy_url=typed.privacy_url.strip(),
        form_of_address=typed.form_of_address,
        color=accepted.color if isinstance(accepted, Accepted) else typed.color.strip(),
        logo_alt=_line(typed.logo_alt),
    )
    problems = [*_text_problems(look, typed), *_url_problems(look)]
    if look.form_of_address not in FORMS_OF_ADDRESS:
        problems.append(LookProblem("form_of_address", "unknown_choice"))
    if isinstance(accepted, Refused):
        problems.append(LookProblem("color", "color", accepted))
    return look, tuple(problems)


async def shop_look() -> tuple[ShopLook, bytes]:
    """Return the look and the logo (PNG, empty: none) that are stored now."""
    shop = await Shop.objects().first()
    if shop is None:
        return ShopLook(""), b""
    look = ShopLook(shop.name, shop.withdrawal_url, shop.privacy_url, shop.form_of_address, shop.color, shop.logo_alt)
    return look, bytes(shop.logo)


async def save_look(look: ShopLook, logo: bytes | None = None) -> None:
    """Store a look that was checked; ``logo`` None keeps the picture, empty bytes remove it."""
    async with transaction():
        shop = await Shop.objects().first() or Shop(name=look.name)
        shop.name, shop.withdrawal_url, shop.privacy_url = look.name, look.withdrawal_url, look.privacy_url
        shop.form_of_address, shop.color, shop.logo_alt = look.form_of_address, look.color, look.logo_alt
        if logo is not None:
            shop.logo = logo
        await shop.save()


def brand_version(color: str, logo: bytes) -> str:
    """Return what the addresses of the brand's files carry: another colour or logo is another address."""
    return fingerprint(f"{color} {logo!r}")[:12]


def _text_problems(look: ShopLook, typed: ShopLook) -> list[LookProblem]:
    found = [] if look.name else [LookProblem("name", "missing" if not typed.name.strip() else "too_long")]
    if typed.logo_alt.strip() and not look.logo_alt:
        found.append(LookProblem("logo_alt", "too_long"))
    return found


def _url_problems(look: ShopLook) -> list[LookProblem]:
    fields = (("withdrawal_url", look.withdrawal_url), ("privacy_url", look.privacy_url))
    return [LookProblem(field, "not_https") for field, url in fields if url and not _is_https(url)]


def _is_https(url: str) -> bool:
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and parts.username is None and parts.port != 0
    except ValueError:
        return False
    return parts.scheme == "https" and named and len(url) <= LONGEST_URL and not any(map(_is_odd, url))


def _is_odd(sign: str) -> bool:
    return sign.isspace() or not sign.isprintable() or sign in "<>\"'\\"


def _line(text: str) -> str:
    """Return a text of one line, or "" when it is none or too long."""
    clean = clean_text(text, LONGEST_NAME)
    return " ".join(clean.text.split()) if isinstance(clean, CleanText) else ""
