"""A small photograph that no camera took."""

from __future__ import annotations

from io import BytesIO

from PIL import Image


def a_photo() -> bytes:
    """Return a JPEG of 320 × 240 pixels."""
    file = BytesIO()
    Image.linear_gradient("L").resize((320, 240)).convert("RGB").save(file, "JPEG")
    return file.getvalue()
