"""What a request or a stage needs to know from outside: clock, keys, zone and addresses. Passed as an argument."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from feedback_app.foundation.keys import Keys


@dataclass(frozen=True, slots=True)
class House:
    """The surroundings of all rooms."""

    clock: Callable[[], datetime]
    zone: ZoneInfo
    keys: Keys
    base_url: str
    models_dir: Path
    invitation_days: int = 30
    false_alarms_per_month: float = 1.0
    version: str = ""
    throttle_days: int = 30
    frame_ancestors: tuple[str, ...] = ()
    wire_clock: Callable[[], datetime] | None = None

    def now(self) -> datetime:
        """Return the current instant, aware UTC."""
        return self.clock().astimezone(UTC)

    def wire_now(self) -> datetime:
        """Return the instant that goes onto the wire with a message, aware UTC.

        It is the real one even when the stages were given another clock: receivers refuse stale signatures.
        """
        return (self.wire_clock or self.clock)().astimezone(UTC)

    def today(self) -> date:
        """Return the shop's own day."""
        return self.day_of(self.now())

    def day_of(self, instant: datetime) -> date:
        """Return the shop's own day of an instant."""
        return instant.astimezone(self.zone).date()

    @property
    def https(self) -> bool:
        """True when pages are reached over TLS."""
        return self.base_url.startswith("https://")
