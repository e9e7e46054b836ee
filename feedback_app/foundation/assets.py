"""Style sheets, scripts and fonts: read once, served under a name that holds their hash, so browsers keep them."""

from __future__ import annotations

import base64
import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: its bytes, also packed (b"" where that saves nothing), type, short version and integrity value."""

    content: bytes
    packed: bytes
    media_type: str
    version: str
    integrity: str


def templates_dir() -> Path:
    """Return the folder of the templates, beside the packages."""
    return Path(__file__).resolve().parents[2] / "templates"


@cache
def assets() -> dict[str, Asset]:
    """Return all static files by their path below ``templates/static``."""
    root = templates_dir() / "static"
    return {str(path.relative_to(root)): _asset(path) for path in sorted(root.rglob("*")) if path.is_file()}


def static_url(name: str) -> str:
    """Return the URL of a static file; KeyError when it does not exist."""
    return f"/static/{assets()[name].version}/{name}"


def digest(content: bytes) -> str:
    """Return the ``integrity`` attribute of a file with this content."""
    return f"sha384-{base64.b64encode(hashlib.sha384(content).digest()).decode()}"


def integrity(name: str) -> str:
    """Return the ``integrity`` attribute of a static file."""
    return assets()[name].integrity


@get("/static/{version:str}/{name:path}", sync_to_thread=False, include_in_schema=False, opt={"public": True})
def static_file(request: Request[Any, Any, Any], version: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """Serve one static file. The version only keeps old copies out of caches."""
    asset = assets().get(name.lstrip("/"))
    if asset is None:
        raise NotFoundException
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    content = asset.content
    if asset.packed and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        content = asset.packed
    return Response(content, media_type=asset.media_type, headers=headers)


def _asset(path: Path) -> Asset:
    content = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if kind == "application/javascript":
        # Types that begin with "text/" are given theirs on the way out.
        kind += "; charset=utf-8"
    packed = gzip.compress(content, 9, mtime=0)
    packed = packed if len(packed) < 0.9 * len(content) else b""
    return Asset(content, packed, kind, hashlib.sha256(content).hexdigest()[:12], digest(content))
