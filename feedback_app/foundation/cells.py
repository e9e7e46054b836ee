"""What a text must lose before it stands in a cell of a spreadsheet or leaves the house. Pure.

Invariants: no cell begins like a formula, also where a spreadsheet cuts cells at other signs than we do; no web address
keeps what stands behind its question mark or hash.
"""

from __future__ import annotations

import re
from typing import Final

# Without it, some spreadsheets read the file in the code page of their country.
BYTE_ORDER_MARK: Final = "\ufeff"
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
"""How a cell begins that some spreadsheet runs; the wide ones are read as the narrow ones in East Asia."""
# A German Excel cuts a file at semicolons, and then takes no notice of quotes inside a line: what stands behind one, or
# behind the end of a line, begins a cell. ";-)" is a face, and no formula begins with it.
BEHIND_CUT: Final = re.compile(r"([;\t\r\n][ \u00a0]*)(?=[=+\-@＝＋－＠])(?!-\))")
BEHIND_ADDRESS: Final = re.compile(r"(https?://[^\s?#]+)[?#]\S*", re.IGNORECASE)


def without_queries(text: str) -> str:
    """Return a text whose web addresses end before their question mark or hash: what follows may name a person."""
    # Most texts hold no address, and looking for a colon costs a tenth of the expression.
    return BEHIND_ADDRESS.sub(r"\1", text) if "://" in text else text


def runs(text: str) -> bool:
    """Tell whether a spreadsheet might run this cell, also behind blanks that it strips."""
    return text.startswith(FORMULA) or (text[:1] in {" ", "\u00a0"} and text.lstrip(" \u00a0").startswith(FORMULA))


def defused(text: str) -> str:
    """Return a text that no spreadsheet runs as a formula: an apostrophe stands before one that it might."""
    safe = BEHIND_CUT.sub(r"\1'", text)
    return f"'{safe}" if runs(text) else safe
