"""Every page carries the strict policy; strangers, foreign forms and wrong roles stay out."""

import re
import sqlite3

import pytest

from feedback_app.security import POLICY

PAGES = ("/login", "/themes", "/alerts", "/submissions", "/mailbox", "/nothing-here", "/s/forged")


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_carries_the_policy(client_as, path):
    headers = (await (await client_as("admin")).get(path)).headers
    assert headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", PAGES)
async def test_no_page_has_inline_script_or_style_or_a_foreign_address(client_as, path):
    html = (await (await client_as("admin")).get(path)).text
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|hx-on", html)
    assert not re.search(r'(?:src|action)="https?:', html)
    assert not re.search(r'<link[^>]+href="https?:', html)


@pytest.mark.parametrize("path", PAGES)
async def test_scripts_and_styles_are_checked_by_their_hash(client_as, path):
    html = (await (await client_as("admin")).get(path)).text
    tags = re.findall(r"<script[^>]*>|<link[^>]*stylesheet[^>]*>", html)
    assert tags
    assert all("integrity=" in tag for tag in tags)


async def test_strangers_are_led_to_the_login_and_back(client_as):
    answer = await (await client_as(None)).get("/alerts")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=/alerts")


async def test_the_way_back_keeps_what_was_filtered(client_as):
    answer = await (await client_as(None)).get("/submissions?product=Teekanne%20F%C3%B6hr&page=2")
    assert answer.headers["location"] == "/login?next=/submissions%3Fproduct%3DTeekanne%2520F%25C3%25B6hr%26page%3D2"


async def test_htmx_loads_the_login_as_a_page_when_the_session_is_over(client_as):
    asked = {"HX-Request": "true", "HX-Current-URL": "http://shop.test/alerts/7?tab=1"}
    answer = await (await client_as(None)).get("/alerts", headers=asked)
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/login?next=/alerts/7%3Ftab%3D1")


async def test_cookies_of_other_applications_disturb_nothing(client_as):
    browser = await client_as("viewer")
    browser.cookies.set("app/state", "1", domain="shop.test")
    assert (await browser.get("/alerts")).status_code == 200


@pytest.mark.parametrize("path", ["/alerts/%s" % ("9" * 30), "/comments/%s" % ("9" * 30), "/submissions?product=%00"])
async def test_what_no_row_can_hold_is_no_fault_of_ours(client_as, path):
    assert (await (await client_as("admin")).get(path)).status_code in {200, 400, 404}


async def test_a_post_without_the_token_is_refused_and_the_old_cookie_taken_back(client_as):
    browser = await client_as("admin")
    browser.cookies.set("csrf", "from-an-older-secret")
    answer = await browser.post("/logout", data={})
    assert answer.status_code == 403
    taken_back = [cookie for cookie in answer.headers.get_list("set-cookie") if "Max-Age=0" in cookie]
    # A browser ignores a cookie named __Host- that is not Secure.
    assert ["Secure" in cookie for cookie in taken_back if cookie.startswith("__Host-csrf=")] == [True]
    assert any(cookie.startswith("csrf=") for cookie in taken_back)


async def test_a_role_that_may_not_keeps_its_forms(client_as):
    browser = await client_as("viewer")
    answer = await browser.submit("/comments/1/themes", {})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


async def test_a_fault_of_ours_is_not_called_busy(client_as, monkeypatch):
    browser = await client_as("admin")

    async def faulty() -> int:
        raise sqlite3.OperationalError("no such column: x")

    monkeypatch.setattr("feedback_app.schema.pending", faulty)
    answer = await browser.get("/readyz")
    assert (answer.status_code, "retry-after" in answer.headers) == (500, False)


async def test_cookies_are_out_of_reach_of_scripts(client_as):
    cookies = (await (await client_as(None)).get("/login")).headers.get_list("set-cookie")
    assert cookies
    assert all("HttpOnly" in cookie and "SameSite=lax" in cookie for cookie in cookies)


async def test_static_files_come_with_their_hash_in_the_name_and_without_cookies(client_as):
    browser = await client_as(None)
    path = re.search(r'href="(/static/\w+/form\.css)"', (await browser.get("/login")).text)[1]
    answer = await (await client_as(None)).get(path)
    assert "immutable" in answer.headers["cache-control"]
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/static/x/../app.py", "/static/x/..%2f..%2fapp.py", "/static/x//etc/passwd"])
async def test_nothing_but_static_files_is_served_below_static(client_as, path):
    assert (await (await client_as(None)).get(path)).status_code == 404


async def test_the_language_is_kept_for_members_and_never_for_customers(client_as):
    browser = await client_as("viewer", language="de")
    assert 'lang="en"' in (await browser.get("/alerts?lang=en")).text
    assert 'lang="en"' in (await browser.get("/alerts")).text
    assert "set-cookie" not in (await (await client_as(None)).get("/s/forged?lang=en")).headers


async def test_health_and_readiness_answer_without_a_login(client_as):
    browser = await client_as(None)
    assert (await browser.get("/healthz")).text == "ok"
    assert (await browser.get("/readyz")).text == "ok"
