"""A stream that is emptied as it is filled, for libraries that write files. Pure.

Invariant: it cannot be wound back, so whoever writes to it cannot rely on a disk behind it.
"""

from __future__ import annotations


class Sink:
    """Takes bytes and gives them on; knows how many there were."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._length = 0
        self.closed = False

    def write(self, part: bytes) -> int:
        """Take in bytes, of which the writer may use the memory again."""
        self._parts.append(bytes(part))
        self._length += len(part)
        return len(part)

    def taken(self) -> bytes:
        """Return what was written since the last time, and forget it."""
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken

    def tell(self) -> int:
        """Return how many bytes were written in all."""
        return self._length

    def flush(self) -> None:
        """Do nothing: nothing is held back."""

    def close(self) -> None:
        """Note that the writer is done."""
        self.closed = True

    def readable(self) -> bool:
        """Nothing can be read back."""
        return False

    def writable(self) -> bool:
        """Say that bytes are taken."""
        return True

    def seekable(self) -> bool:
        """Say that nothing can be wound back."""
        return False
