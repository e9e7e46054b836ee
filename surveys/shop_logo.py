"""A shop's logo: what was uploaded is read as a picture, drawn anew and kept as PNG. Pure.

Invariants: nothing of the uploaded file but its pixels is kept, so neither a camera's notes nor a script travels on; a
picture is measured before it is unpacked, so a small file cannot fill the memory.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final, Literal

from PIL import Image, ImageOps

LARGEST_FILE: Final = 1_000_000
LARGEST_PICTURE: Final = 20_000_000
WIDTH: Final = 400
HEIGHT: Final = 120
FORMATS: Final = ("PNG", "JPEG", "WEBP")


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo as it is kept: PNG of at most 400 × 120 pixels."""

    png: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class LogoProblem:
    """Why a file cannot be the logo: too_large (bytes), too_many_pixels, drawing (SVG), not_a_picture."""

    why: Literal["too_large", "too_many_pixels", "drawing", "not_a_picture"]


def read_logo(file: bytes) -> Logo | LogoProblem:
    """Read PNG, JPEG or WebP of at most 1 MB; its own type counts, never its name."""
    if len(file) > LARGEST_FILE:
        return LogoProblem("too_large")
    if _is_drawing(file):
        return LogoProblem("drawing")
    try:
        with Image.open(io.BytesIO(file), formats=FORMATS) as picture:
            if picture.width * picture.height > LARGEST_PICTURE:
                return LogoProblem("too_many_pixels")
            return _drawn_anew(picture)
    except Image.DecompressionBombError:
        return LogoProblem("too_many_pixels")
    except Exception:  # Pillow fails in every way there is when the bytes are not what their beginning promises
        return LogoProblem("not_a_picture")


def _is_drawing(file: bytes) -> bool:
    start = file[:4_096].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return start.startswith(b"<") and b"<svg" in start


def _drawn_anew(picture: Image.Image) -> Logo:
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    upright.thumbnail((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    clean = Image.new("RGBA", upright.size)
    clean.paste(upright)
    written = io.BytesIO()
    clean.save(written, "PNG", optimize=True)
    return Logo(written.getvalue(), clean.width, clean.height)
