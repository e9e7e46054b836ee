"""Puts style sheets and what they load into the page itself, so that it opens without a network. Reads templates/."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import re
from functools import cache
from typing import Final

from feedback_app.foundation.assets import assets, templates_dir

SHEETS: Final = ("form.css", "app.css", "parts.css")
OWN: Final = "report/report.css"
_LOADED: Final = re.compile(r"""url\(["']?(?!data:|#)([^"')]+)["']?\)""")


@cache
def style() -> str:
    """Return all rules of the report in one text; files that rules load stand in it as data."""
    rules = [assets()[name].content.decode() for name in SHEETS]
    rules.append((templates_dir() / OWN).read_text(encoding="utf-8"))
    return _LOADED.sub(lambda found: f'url("{_data(found[1])}")', "\n".join(rules)).replace("</", "<\\/")


def style_hash() -> str:
    """Return the hash by which the page's security policy knows its own style block."""
    return base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()


def _data(name: str) -> str:
    content = assets()[name].content
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
