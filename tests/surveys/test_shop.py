"""The shop's own page: what is stored was checked, and what is refused says why."""

from __future__ import annotations

import io
import re

import pytest
from httpx import AsyncClient, Response
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from feedback_app.auth.sessions import start_session
from feedback_app.auth.tables import Member
from feedback_app.foundation.house import House
from surveys.shop import LookProblem, ShopLook, brand_version, check_look, save_look, shop_look
from surveys.shop_logo import HEIGHT, LARGEST_FILE, WIDTH, Logo, LogoProblem, read_logo
from tests.surveys.conftest import everything

GOOD = {"name": "Teeladen Föhr", "form_of_address": "du", "color": "#0b5d57", "privacy_url": "https://tee.example/p"}


def picture(size: tuple[int, int] = (800, 300), kind: str = "PNG", **more: object) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "#0b5d57").save(written, kind, **more)
    return written.getvalue()


@pytest.fixture
async def desk(web: AsyncClient, house: House) -> AsyncClient:
    """A browser of an administrator, with the token that its forms carry."""
    member = Member(email="a@shop.test", name="A", password_hash="!", role="admin", language="de")
    await member.save()
    cookie = await start_session(house, member.id)
    web.cookies.set(cookie.key, cookie.value or "")
    await web.get("/login")
    return web


async def post(desk: AsyncClient, files: dict[str, tuple[str, bytes]] | None = None, **fields: str) -> Response:
    data = {"_csrf_token": desk.cookies["csrf"], **GOOD, **fields}
    # A browser sends the file's field also when no file was chosen.
    return await desk.post("/shop", data=data, files=files or {"logo": ("", b"")})


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_logo_is_drawn_anew_and_fits(kind: str) -> None:
    logo = read_logo(picture(kind=kind))
    assert isinstance(logo, Logo)
    with Image.open(io.BytesIO(logo.png)) as drawn:
        assert drawn.format == "PNG"
        assert drawn.size == (320, 120) == (logo.width, logo.height)
    assert (WIDTH, HEIGHT) == (400, 120)


def test_nothing_but_the_pixels_is_kept() -> None:
    notes = PngInfo()
    notes.add_text("Author", "CANARY")
    exif = Image.Exif()
    exif[0x010E] = "CANARY"
    for file in (picture(pnginfo=notes), picture(kind="JPEG", exif=exif, comment=b"CANARY"), picture() + b"CANARY"):
        assert b"CANARY" in file
        logo = read_logo(file)
        assert isinstance(logo, Logo)
        assert b"CANARY" not in logo.png


def test_a_small_logo_is_not_blown_up() -> None:
    logo = read_logo(picture((40, 20)))
    assert isinstance(logo, Logo)
    assert (logo.width, logo.height) == (40, 20)


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "drawing"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x --><SVG/>", "drawing"),
        (b"GIF89a" + b"\0" * 40, "not_a_picture"),
        (b"<html>", "not_a_picture"),
        (picture()[:60], "not_a_picture"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "not_a_picture"),
        (picture((6_000, 5_000)), "too_many_pixels"),
        (b"\0" * (LARGEST_FILE + 1), "too_large"),
    ],
    ids=["svg", "svg-bom", "gif", "html", "cut", "png-start", "huge", "large"],
)
def test_what_is_no_logo_is_refused_with_the_reason(file: bytes, why: str) -> None:
    assert read_logo(file) == LogoProblem(why)


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example",
        "javascript:alert(1)",
        "https://",
        "https://a b",
        "//shop.example",
        "https://u:p@shop.example",
        "https://shop.example:99999",
        "https://shop.example/" + "x" * 500,
        'https://shop.example/"><b>',
        "https://[::1",
    ],
)
def test_only_https_addresses_are_taken(url: str) -> None:
    assert check_look(ShopLook("Shop", withdrawal_url=url))[1] == (LookProblem("withdrawal_url", "not_https"),)


def test_a_look_is_stored_in_one_spelling() -> None:
    look, problems = check_look(ShopLook("  Tee  Laden ", privacy_url=" https://tee.example/p ", color=" 0B5D57"))
    assert problems == ()
    assert (look.name, look.privacy_url, look.color) == ("Tee Laden", "https://tee.example/p", "#0b5d57")


def test_every_wrong_field_is_named_at_once() -> None:
    typed = ShopLook(" ", privacy_url="ftp://x", form_of_address="ihr", color="rot", logo_alt="x" * 201)
    fields = [problem.field for problem in check_look(typed)[1]]
    assert fields == ["name", "logo_alt", "privacy_url", "form_of_address", "color"]


async def test_what_was_saved_is_what_customers_see_at_once(desk: AsyncClient) -> None:
    await desk.get("/find")
    answer = await post(desk, {"logo": ("logo.png", picture())}, logo_alt="Teeladen")
    assert (answer.status_code, answer.headers["location"]) == (303, "/shop?saved=1")
    page = (await desk.get("/find")).text
    assert re.search(r'<img class="logo" src="/brand/\w{12}/logo.png" alt="Teeladen">', page)
    assert re.search(r'<link href="/brand/\w{12}/brand.css"', page)
    assert "https://tee.example/p" in page
    assert (await shop_look())[0].form_of_address == "du"


async def test_a_pale_colour_is_refused_with_ratio_and_a_colour_that_does(desk: AsyncClient) -> None:
    before = await everything()
    answer = await post(desk, color="#ffcc00")
    assert answer.status_code == 422
    assert "1,4 zu 1" in answer.text
    assert 'value="#ffcc00"' in answer.text
    nearest = re.search(r"(#[0-9a-f]{6}) übernehmen", answer.text)
    assert nearest
    assert await everything() == before
    taken = await post(desk, color="#ffcc00", go="take")
    assert f'value="{nearest[1]}"' in taken.text
    assert (await post(desk, color=nearest[1])).status_code == 303


async def test_a_preview_stores_nothing_and_keeps_what_was_typed(desk: AsyncClient) -> None:
    before = await everything()
    page = (await post(desk, name="Neuer Name", color="#e2001a", go="preview")).text
    assert 'value="Neuer Name"' in page
    assert "/shop/preview.css?color=%23e2001a" in page
    assert await everything() == before
    css = (await desk.get("/shop/preview.css?color=%23e2001a")).text
    assert ".sample.day" in css
    assert (await desk.get("/shop/preview.css?color=%7D*%7Bx")).text == ""


async def test_a_drawing_is_refused_and_says_why(desk: AsyncClient) -> None:
    answer = await post(desk, {"logo": ("logo.png", b"<svg></svg>")})
    assert answer.status_code == 422
    assert "SVG-Dateien können Skripte enthalten" in answer.text


async def test_a_logo_of_a_camera_gets_our_own_answer(desk: AsyncClient) -> None:
    answer = await post(desk, {"logo": ("logo.png", b"\0" * 3_000_000)})
    assert answer.status_code == 422
    assert "größer als 1 MB" in answer.text


async def test_saving_without_a_file_keeps_the_logo_and_a_tick_removes_it(desk: AsyncClient) -> None:
    await post(desk, {"logo": ("logo.png", picture())})
    await post(desk)
    assert (await shop_look())[1]
    await post(desk, remove_logo="yes")
    assert (await shop_look())[1] == b""


async def test_brand_files_may_be_kept_for_ever_under_their_own_address_only(desk: AsyncClient) -> None:
    await post(desk, {"logo": ("logo.png", picture())})
    look, logo = await shop_look()
    version = brand_version(look.color, logo)
    desk.cookies.clear()
    for name, kind in (("brand.css", "text/css; charset=utf-8"), ("logo.png", "image/png")):
        answer = await desk.get(f"/brand/{version}/{name}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
        assert "immutable" in answer.headers["cache-control"]
        assert "set-cookie" not in answer.headers
        assert (await desk.get(f"/brand/0/{name}")).headers["cache-control"] == "no-store"


async def test_a_shop_without_brand_has_no_brand_files(shop: House, web: AsyncClient) -> None:
    await save_look(ShopLook("Laden"))
    assert (await web.get("/brand/0/brand.css")).status_code == 404
    assert (await web.get("/brand/0/logo.png")).status_code == 404


@pytest.mark.parametrize("path", ["/shop", "/shop/preview.css"])
@pytest.mark.parametrize("role", ["product", "logistics", "viewer"])
async def test_only_administrators_see_the_shops_page(web: AsyncClient, house: House, path: str, role: str) -> None:
    member = Member(email="x@shop.test", name="X", password_hash="!", role=role, language="de")
    await member.save()
    cookie = await start_session(house, member.id)
    web.cookies.set(cookie.key, cookie.value or "")
    assert (await web.get(path)).status_code == 403


async def test_the_page_shows_the_lines_for_embedding(desk: AsyncClient) -> None:
    page = (await desk.get("/shop")).text
    assert "&lt;iframe src=" in page
    assert "data-feedback-form" in page
    assert "FEEDBACK_FRAME_ANCESTORS" in page
