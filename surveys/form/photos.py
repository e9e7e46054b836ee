"""Customers' pictures: read with suspicion, made anew without anything but the picture, kept beside the answer.

Invariants: what is stored was encoded by us, so it carries no place, no camera and no second content; a picture that
is refused costs the customer nothing that was typed; pictures are bound to a link and shown to nobody else but members.
"""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from PIL import Image, ImageOps

from feedback_app.foundation.typed_numbers import LARGEST_ID
from surveys.answers import ProblemKind
from surveys.tables import Photo, Submission

LARGEST_FILE: Final = 10 * 1024 * 1024
MOST_PIXELS: Final = 40_000_000
LONG_EDGE: Final = 1_600
QUALITY: Final = 82
MOST_PER_PLACE: Final = 3
FORMATS: Final = ("JPEG", "PNG", "WEBP")
# A picture of 40 megapixels takes 160 MB while it is read: only two at a time in one process.
_TURNS: Final = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it may be stored: JPEG, at most 1,600 pixels on the long edge."""

    content: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """A picture and the place it was put: an item's key or the code of a photo question."""

    place: str
    picture: Picture


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """A picture that is there already."""

    id: int
    place: str


async def read_picture(content: bytes) -> Picture | ProblemKind:
    """Encode a file anew, in a thread of its own; PHOTO_TOO_LARGE or PHOTO_UNREADABLE when that cannot be."""
    if len(content) > LARGEST_FILE:
        return ProblemKind.PHOTO_TOO_LARGE
    return await asyncio.to_thread(_encoded, content)


def _encoded(content: bytes) -> Picture | ProblemKind:
    with _TURNS:
        try:
            with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    return ProblemKind.PHOTO_TOO_LARGE
                # JPEG can be read smaller at once; other formats ignore this.
                opened.draft("RGB", (LONG_EDGE, LONG_EDGE))
                return _jpeg(_eight_bits(ImageOps.exif_transpose(opened)))
        except Image.DecompressionBombError:
            return ProblemKind.PHOTO_TOO_LARGE
        except Exception:  # damaged files make the readers fail in every way there is (struct.error, TypeError …)
            return ProblemKind.PHOTO_UNREADABLE


def _eight_bits(image: Image.Image) -> Image.Image:
    """Grey pictures of scanners and cameras may have sixteen bits, which plain conversion turns white."""
    if not image.mode.startswith("I"):
        return image
    return image.convert("I").point(lambda value: value / 256).convert("L")


def _jpeg(image: Image.Image) -> Picture:
    mode = "RGBA" if image.has_transparency_data else "RGB"
    layer = image if image.mode == mode else image.convert(mode)
    layer.thumbnail((LONG_EDGE, LONG_EDGE), Image.Resampling.LANCZOS)
    # On a fresh canvas: a converted image would still carry the comments and profiles of its file.
    canvas = Image.new("RGB", layer.size, "white")
    canvas.paste(layer, mask=layer.getchannel("A") if mode == "RGBA" else None)
    written = io.BytesIO()
    canvas.save(written, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Picture(written.getvalue(), canvas.width, canvas.height)


async def photos_of(invitation_id: int) -> tuple[StoredPhoto, ...]:
    """Return the pictures of a link, oldest first, without their content."""
    rows = await Photo.select(Photo.id, Photo.place).where(Photo.invitation == invitation_id).order_by(Photo.id)
    return tuple(StoredPhoto(row["id"], row["place"]) for row in rows)


def counted(photos: Sequence[StoredPhoto], new: Sequence[PlacedPicture] = ()) -> Mapping[str, int]:
    """Return how many pictures each place has."""
    places = [*(photo.place for photo in photos), *(one.place for one in new)]
    return {place: places.count(place) for place in places}


def with_room(
    photos: Sequence[StoredPhoto], new: Sequence[PlacedPicture]
) -> tuple[tuple[PlacedPicture, ...], tuple[str, ...]]:
    """Return the new pictures that their places have room for, and the places that were full."""
    kept: list[PlacedPicture] = []
    full: list[str] = []
    for one in new:
        if counted(photos, kept).get(one.place, 0) < MOST_PER_PLACE:
            kept.append(one)
        else:
            full.append(one.place)
    return tuple(kept), tuple(dict.fromkeys(full))


async def keep_photos(invitation_id: int, pictures: Sequence[PlacedPicture], now: datetime) -> None:
    """Store pictures, at most three per place. Must be called inside ``transaction()``."""
    if not pictures:
        return
    kept, _ = with_room(await photos_of(invitation_id), pictures)
    rows = [
        Photo(
            invitation=invitation_id,
            place=one.place,
            content=one.picture.content,
            width=one.picture.width,
            height=one.picture.height,
            created_at=now,
        )
        for one in kept
    ]
    if rows:
        await Photo.insert(*rows)


async def drop_photo(invitation_id: int, photo_id: int) -> None:
    """Delete one picture of this link. Must be called inside ``transaction()``."""
    if photo_id <= LARGEST_ID:
        await Photo.delete().where((Photo.id == photo_id) & (Photo.invitation == invitation_id))


async def photo_of_link(invitation_id: int, photo_id: int) -> bytes | None:
    """Return a picture's JPEG when it belongs to this link."""
    if photo_id > LARGEST_ID:
        return None
    row = await Photo.select(Photo.content).where((Photo.id == photo_id) & (Photo.invitation == invitation_id)).first()
    return bytes(row["content"]) if row else None


async def photo_of_answer(photo_id: int) -> bytes | None:
    """Return a picture's JPEG when its customer has sent the answer it belongs to."""
    if photo_id > LARGEST_ID:
        return None
    row = await Photo.select(Photo.content, Photo.invitation).where(Photo.id == photo_id).first()
    if row is None or not await Submission.exists().where(Submission.invitation == row["invitation"]):
        return None
    return bytes(row["content"])
