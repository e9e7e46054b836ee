"""Customers' pictures: nothing but the picture is kept, and nothing that is no picture."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from httpx import AsyncClient
from PIL import Image

from feedback_app.auth import members
from feedback_app.foundation.access import Role
from feedback_app.foundation.house import House
from surveys.answers import ProblemKind
from surveys.form.photos import LARGEST_FILE, Picture, read_picture
from surveys.invitations import Found, Invited, invite
from surveys.tables import Photo, Submission
from tests.surveys.filling import answer_form, nonce_in, post_step, wait

ORIENTATION, GPS = 0x0112, 0x8825


def picture(size: tuple[int, int] = (40, 20), kind: str = "JPEG", color: str = "red", **more: object) -> bytes:
    written = io.BytesIO()
    Image.new("RGBA" if kind != "JPEG" else "RGB", size, color).save(written, kind, **more)
    return written.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is huge."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\x00" * 1000)) + chunk(b"IEND", b"")


async def test_place_and_camera_are_gone_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[0x0110] = "Kamera von Anna"
    exif.get_ifd(GPS)[2] = (50.0, 58.0, 44.0)
    content = picture(exif=exif, comment=b"Erfurt, Anger 1")
    assert b"Kamera von Anna" in content
    made = await read_picture(content)
    assert isinstance(made, Picture)
    assert (made.width, made.height) == (20, 40)
    assert (dict(opened(made.content).getexif()), b"Kamera" in made.content, b"Erfurt" in made.content) == (
        {},
        False,
        False,
    )


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
async def test_what_is_transparent_becomes_white(kind: str):
    made = await read_picture(picture(kind=kind, color="#00000000"))
    assert isinstance(made, Picture)
    assert opened(made.content).format == "JPEG"
    assert opened(made.content).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("mode", "kind", "color"),
    [
        ("I;16", "PNG", 32_768),
        ("L", "PNG", 128),
        ("LA", "PNG", (128, 255)),
        ("P", "PNG", 1),
        ("CMYK", "JPEG", (0, 0, 0, 127)),
        ("1", "PNG", 1),
    ],
)
async def test_pictures_of_every_mode_are_read(mode: str, kind: str, color: object):
    written = io.BytesIO()
    Image.new(mode, (20, 10), color).save(written, kind)  # type: ignore[arg-type]
    made = await read_picture(written.getvalue())
    assert isinstance(made, Picture)
    assert (made.width, made.height, opened(made.content).mode) == (20, 10, "RGB")
    if mode not in {"P", "1"}:
        assert all(abs(part - 128) < 4 for part in opened(made.content).getpixel((5, 5)))


async def test_a_large_picture_is_made_smaller_and_a_small_one_is_not_enlarged():
    large, small = await read_picture(picture((4000, 3000))), await read_picture(picture((30, 40)))
    assert isinstance(large, Picture)
    assert isinstance(small, Picture)
    assert ((large.width, large.height), (small.width, small.height)) == ((1600, 1200), (30, 40))


@pytest.mark.parametrize("size", [(8_000, 8_000), (60_000, 60_000)])
async def test_a_picture_that_would_fill_the_memory_is_refused_unread(size: tuple[int, int]):
    assert await read_picture(bomb(*size)) is ProblemKind.PHOTO_TOO_LARGE


async def test_a_file_beyond_ten_megabytes_is_refused():
    assert await read_picture(b"\xff" * (LARGEST_FILE + 1)) is ProblemKind.PHOTO_TOO_LARGE


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a",
        picture((800, 800))[:700],
        bomb(100, 100),
        picture(kind="PNG")[:40],
        b"%PDF-1.7",
    ],
)
async def test_what_cannot_be_read_as_a_picture_is_refused(content: bytes):
    assert await read_picture(content) is ProblemKind.PHOTO_UNREADABLE


def file(item: int, content: bytes, name: str = "a.jpg") -> dict[str, tuple[str, bytes]]:
    return {f"photo-{item}": (name, content)}


def jacket(link: Found) -> int:
    return link.order.items[0].id


async def test_a_picture_is_saved_with_its_step_and_shown_to_the_link_alone(
    web: AsyncClient, shop: House, invited: Invited, link: Found
):
    path, step = f"/s/{invited.token}", f"item-{jacket(link)}"
    await post_step(web, path, "items", {"item": str(jacket(link))})
    assert (await post_step(web, path, step, {}, files=file(jacket(link), picture()))).status_code == 303
    row = await Photo.select().first()
    assert (row["place"], row["width"]) == (str(jacket(link)), 40)
    shown = await web.get(f"{path}/photo/{row['id']}")
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert (shown.headers["x-content-type-options"], shown.headers["cache-control"]) == ("nosniff", "no-store")
    assert "sandbox" in shown.headers["content-security-policy"]
    assert shown.headers["content-disposition"].startswith("attachment")
    assert f"{path}/photo/{row['id']}" in (await web.get(f"{path}?step={step}")).text
    other = (await invite(shop, "A-1")).token
    assert (await web.get(f"/s/{other}/photo/{row['id']}")).status_code == 404
    assert (await web.get(f"{path}/photo/99999999999")).status_code == 404


async def test_a_bad_picture_costs_nothing_that_was_typed(web: AsyncClient, invited: Invited, link: Found):
    path, step, key = f"/s/{invited.token}", f"item-{jacket(link)}", jacket(link)
    await post_step(web, path, "items", {"item": str(key)})
    back = await post_step(web, path, step, {f"comment-{key}": "Naht offen"}, files=file(key, b"no picture"))
    assert (back.status_code, "Naht offen" in back.text, f'href="#photo-{key}"' in back.text) == (422, True, True)
    assert await Photo.count() == 0


async def test_a_good_picture_is_kept_when_something_else_is_wrong(web: AsyncClient, invited: Invited, link: Found):
    path, step, key = f"/s/{invited.token}", f"item-{jacket(link)}", jacket(link)
    await post_step(web, path, "items", {"item": str(key)})
    back = await post_step(web, path, step, {f"comment-{key}": "x" * 1_001}, files=file(key, picture()))
    assert (back.status_code, await Photo.count()) == (422, 1)
    assert f"{path}/photo/" in back.text


async def test_a_place_takes_three_pictures_and_gives_them_back(web: AsyncClient, invited: Invited, link: Found):
    path, step, key = f"/s/{invited.token}", f"item-{jacket(link)}", jacket(link)
    await post_step(web, path, "items", {"item": str(key)})
    replies = [await post_step(web, path, step, {}, files=file(key, picture())) for _ in range(4)]
    assert (await Photo.count(), [reply.status_code for reply in replies]) == (3, [303, 303, 303, 422])
    assert "Platz für drei Fotos" in replies[-1].text
    first = (await Photo.select().order_by(Photo.id).first())["id"]
    back = await post_step(web, path, step, {f"comment-{key}": "Naht"}, go=f"drop_photo:{first}")
    assert (back.headers["location"], await Photo.count()) == (f"{path}?step={step}", 2)
    assert "Naht" in (await web.get(back.headers["location"])).text


async def test_members_see_pictures_of_answers_that_were_sent_and_strangers_none(
    web: AsyncClient, shop: House, invited: Invited, link: Found
):
    path, key = f"/s/{invited.token}", jacket(link)
    await post_step(web, path, "items", {"item": str(key)})
    await post_step(web, path, f"item-{key}", {}, files=file(key, picture()))
    url = f"/photos/{(await Photo.select().first())['id']}"
    assert (await web.get(url)).status_code == 303
    await members.add_member("lea@shop.test", "Lea", "a password for a story", Role.VIEWER)
    await web.get("/login")
    login = {"email": "lea@shop.test", "password": "a password for a story", "_csrf_token": web.cookies["csrf"]}
    await web.post("/login", data=login)
    assert (await web.get(url)).status_code == 404
    await answer_form(web, path, {"q-csat": "2"})
    seen = await web.get(url)
    assert (seen.status_code, seen.headers["content-type"]) == (200, "image/jpeg")


async def test_a_form_with_pictures_may_be_thirty_two_megabytes_and_one_without_may_not(
    web: AsyncClient, invited: Invited, link: Found
):
    nonce = nonce_in(await web.get(f"/s/{invited.token}"))
    await wait(web)
    form = {"nonce": nonce, "go": "send", "q-csat": "3"}
    large = await web.post(f"/s/{invited.token}", data=form, files=file(jacket(link), b"\x00" * 34_000_000))
    assert (large.status_code, await Submission.count()) == (413, 0)
    noise = await web.post(f"/s/{invited.token}", data=form, files=file(jacket(link), b"\x00" * 11_000_000))
    assert (noise.status_code, "zu groß" in noise.text) == (422, True)


async def test_a_picture_that_a_suspect_sent_is_asked_for_once_more(
    web: AsyncClient, shop: House, invited: Invited, link: Found
):
    path, key = f"/s/{invited.token}", jacket(link)
    await post_step(web, path, "items", {"item": str(key)})
    typed = {"step": f"item-{key}", "go": "send", f"comment-{key}": "Naht offen"}
    asked = await web.post(path, data=typed, files=file(key, picture()))
    assert ("Naht offen" in asked.text, f'href="#photo-{key}"' in asked.text, await Photo.count()) == (True, True, 0)
    assert "wählen Sie es noch einmal aus" in asked.text


@pytest.mark.filterwarnings("ignore::UserWarning")
async def test_a_picture_with_damaged_notes_of_its_camera_is_no_fault_of_ours():
    notes = Image.Exif()
    notes[0x0112], notes[0x010E] = 6, "x"
    written = io.BytesIO()
    Image.new("RGB", (8, 8)).save(written, "JPEG", exif=notes)
    content = written.getvalue()
    for at in range(30, 60):
        for value in (0, 5, 9, 11, 255):
            await read_picture(content[:at] + bytes([value]) + content[at + 1 :])
