"""Reading one cookie of a request.

Python's own parser refuses a whole header for one name that it does not like, and other applications on the same host
set such names; Litestar's parser caches what it returns. Pure.
"""

from __future__ import annotations


def cookie(header: str, name: str) -> str:
    """Return the value of a cookie in a ``Cookie`` header, or an empty string; of several, the first counts."""
    for part in header.split(";"):
        found, _, value = part.strip().partition("=")
        if found == name:
            return value.strip('"')
    return ""
