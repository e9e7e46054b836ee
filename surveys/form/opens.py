"""How often mailed links are opened without an answer, by day and mail domain: what mail scanners do.

Invariants: a look at a link never touches the database, so the counts stand in small files beside it; a count that
cannot be written costs nobody a page; a line says a domain, never a link or an address.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from feedback_app.foundation.house import House

DAYS_KEPT: Final = 180
_DOMAIN: Final = re.compile(r"[a-z0-9.-]{1,253}")


def note_open(house: House, mail_domain: str) -> None:
    """Count that a link that went to this domain was opened; does nothing for links that were not mailed."""
    domain = mail_domain.lower()
    if not _DOMAIN.fullmatch(domain):
        return
    file = _folder(house) / f"{house.today().isoformat()}.log"
    with suppress(OSError):
        if not file.exists():
            _begin_day(house, file)
        # One short write in append mode: lines of several processes do not mix.
        opened = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(opened, f"{domain}\n".encode("ascii"))
        finally:
            os.close(opened)


def opens_by_domain(house: House, since: date) -> dict[str, int]:
    """Return how often mailed links were opened without an answer since a day, that day included."""
    found: Counter[str] = Counter()
    for file in _folder(house).glob("*.log"):
        day = _day_of(file)
        if day is not None and day >= since:
            with suppress(OSError):
                found.update(line for line in file.read_text("ascii", "replace").splitlines() if line)
    return dict(found)


def _begin_day(house: House, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    oldest = house.today() - timedelta(days=DAYS_KEPT)
    for old in file.parent.glob("*.log"):
        day = _day_of(old)
        if day is not None and day < oldest:
            old.unlink(missing_ok=True)


def _day_of(file: Path) -> date | None:
    try:
        return date.fromisoformat(file.stem)
    except ValueError:
        return None


def _folder(house: House) -> Path:
    return house.models_dir.parent / "opens"
