"""Translations, the language of the current request, numbers and dates in words.

Each room keeps its own ``locales/<language>/<room>.po``; they are merged when first needed. English texts are the
message ids. A folder in ``locales`` is a language: one more needs files and no code. ``locales/de_du`` holds the German
of shops that say Du, laid over ``locales/de``. The language travels in a context variable, so that templates compile
once for all languages.
"""

from __future__ import annotations

import gettext as gettext_module
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, dates, lists, numbers
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

DEFAULT_LANGUAGE = "de"
DU = "de_du"


def locales_dir() -> Path:
    """Return the folder of the translations, beside the packages."""
    return Path(__file__).resolve().parents[2] / "locales"


def _found() -> tuple[str, ...]:
    others = sorted(path.name for path in locales_dir().iterdir() if path.is_dir() and "_" not in path.name)
    return (DEFAULT_LANGUAGE, *(code for code in others if code != DEFAULT_LANGUAGE))


LANGUAGES = _found()
OWN_NAMES = {code: str(Locale(code).get_display_name(code)).capitalize() for code in LANGUAGES}
# A German shop's English: days before months, 24 hours.
LOCALES = {code: {"de": "de_DE", "en": "en_GB"}.get(code, code) for code in LANGUAGES}

_language: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)
_informal: ContextVar[bool] = ContextVar("informal", default=False)


def language() -> str:
    """Return the language of the current request or message."""
    return _language.get()


def set_language(code: str) -> None:
    """Set the language for the rest of this request."""
    _language.set(code if code in LANGUAGES else DEFAULT_LANGUAGE)


def informal() -> bool:
    """Tell whether German addresses the reader with Du."""
    return _informal.get()


def set_informal(du: bool) -> None:
    """Say Du, in German, for the rest of this request."""
    _informal.set(du)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Use a language inside the block, e.g. a team's language for its mail."""
    token = _language.set(code if code in LANGUAGES else DEFAULT_LANGUAGE)
    try:
        yield
    finally:
        _language.reset(token)


def gettext(message: str) -> str:
    """Translate into the current language."""
    return translations(_catalog()).gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """Translate with the plural form for ``count``."""
    return translations(_catalog()).ngettext(singular, plural, count)


@cache
def translations(code: str) -> gettext_module.NullTranslations:
    """Return the merged translations of one language; untranslated messages stay English."""
    spoken = code.partition("_")[0]
    merged = Catalog(locale=spoken)
    folders = (spoken, code) if code != spoken else (code,)
    for path in (path for folder in folders for path in sorted((locales_dir() / folder).glob("*.po"))):
        with path.open("rb") as file:
            for message in read_po(file, locale=spoken):
                if message.id and message.string:
                    # A catalogue keeps the first text of a message, and an overlay must win.
                    merged.delete(message.id, message.context)
                    merged.add(message.id, message.string, context=message.context)
    binary = io.BytesIO()
    write_mo(binary, merged)
    binary.seek(0)
    return gettext_module.GNUTranslations(binary)


def _catalog() -> str:
    return DU if _informal.get() and language() == "de" else language()


def choose_language(accept_language: str) -> str:
    """Return the best of our languages for an Accept-Language header; German when nothing fits."""
    wanted: list[tuple[float, str]] = []
    for part in accept_language.split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            wanted.append((float(quality or 1), tag[:2].lower()))
        except ValueError:
            continue
    known = [(quality, code) for quality, code in wanted if code in LANGUAGES and quality > 0]
    return max(known, key=lambda pair: pair[0])[1] if known else DEFAULT_LANGUAGE


def format_number(value: float, digits: int = 0) -> str:
    """Write a number with grouping and decimals as the language does."""
    return numbers.format_decimal(round(value, digits), format=f"#,##0.{'0' * digits}", locale=LOCALES[language()])


def format_percent(share: float, digits: int = 1) -> str:
    """Write a share (0..1) as a percentage: ``9,8 %`` or ``9.8%``."""
    space = "" if language() == "en" else "\u00a0"
    return numbers.format_percent(share, format=f"#,##0.{'0' * digits}{space}%", locale=LOCALES[language()])


def format_list(words: Sequence[str]) -> str:
    """Write an enumeration: ``A, B und C``."""
    return lists.format_list(list(words), locale=LOCALES[language()])


def format_day(day: date, style: str = "medium") -> str:
    """Write a day; ``style`` is short, medium, long or a Babel pattern such as ``EEEE, d. MMMM``."""
    return dates.format_date(day, format=style, locale=LOCALES[language()])


def format_moment(moment: datetime, zone: ZoneInfo) -> str:
    """Write an instant in the shop's time zone, to the minute."""
    day = dates.format_date(moment.astimezone(zone), format="medium", locale=LOCALES[language()])
    return f"{day}, {dates.format_time(moment, format='short', tzinfo=zone, locale=LOCALES[language()])}"
