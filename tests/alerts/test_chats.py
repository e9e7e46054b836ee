"""Chats get what their services document, and no word of a theme or a product does anything there."""

import json
import re
import socket

import pytest

from feedback_app.alerts.channels import Channels, Letter, apprise, mattermost, slack, teams
from feedback_app.alerts.channels.apprise_child import Fence, FencedError
from feedback_app.alerts.channels.notes import Note
from tests.alerts.receivers import http_server

HOSTILE = (
    "<!channel> <@U024BE7LH> <https://evil.example|click> <script>alert(1)</script> @channel @all @here "
    "[click](https://evil.example) ![x](http://evil.example/x.png) **bold** *it* _u_ `code` ~s~ # head | a | b "
    "{{DATE(2026-01-01)}} ${env} www.evil.example $x^2$ &lt;b&gt; :boom: \u202e zero\x00end"
)
PLAIN = Note(
    "Transportschaden bei GLS steigt seit Dienstag",
    ("41 statt erwartet 12 (6–19), 9,8\u00a0% statt 3,1\u00a0% der Rückmeldungen.",),
    "https://shop.example/alerts/7",
    "Belege ansehen",
    "Sie bekommen das, weil Ihr Team etwas tun kann.",
)
BAD = Note(
    HOSTILE, (HOSTILE,), "https://shop.example/alerts/7", "Look", HOSTILE, ((HOSTILE, "https://shop.example/a"),)
)
LONG = Note(
    "t" * 9_000,
    ("ä" * 30_000,) * 60,
    "https://shop.example/alerts/7",
    "Look",
    "f" * 5_000,
    (("p" * 900, "https://shop.example/a"),) * 90,
)
OPEN = Channels(None, "feedback@shop.example", {}, "", "", True)


def texts_of(found: object) -> list[str]:
    """All strings of a payload but for addresses."""
    if isinstance(found, dict):
        return [text for key, value in found.items() if key not in {"url", "$schema"} for text in texts_of(value)]
    if isinstance(found, list):
        return [text for value in found for text in texts_of(value)]
    return [found] if isinstance(found, str) else []


def test_slack_gets_a_text_and_blocks():
    said = json.loads(slack.render(PLAIN))
    assert said["text"] == PLAIN.title
    assert [block["type"] for block in said["blocks"]] == ["header", "section", "rich_text", "context"]
    assert said["blocks"][0]["text"] == {"type": "plain_text", "text": PLAIN.title, "emoji": False}
    assert said["blocks"][1]["text"]["text"] == PLAIN.paragraphs[0]
    assert said["blocks"][2]["elements"][0]["elements"] == [{"type": "link", "url": PLAIN.url, "text": PLAIN.link}]
    assert (said["unfurl_links"], said["unfurl_media"]) == (False, False)


def test_slack_reads_no_mark_up_in_words():
    said = json.loads(slack.render(BAD))
    for text in texts_of(said):
        assert not re.search(r"<[!@#]|<http|@channel|@here|https?://", text)
    assert "mrkdwn" not in json.dumps(said)
    assert "&lt;" in said["text"]


def test_a_message_to_slack_keeps_to_its_limits():
    said = json.loads(slack.render(LONG))
    assert len(said["blocks"]) <= 50
    assert len(said["blocks"][0]["text"]["text"]) <= 150
    assert all(len(block["text"]["text"]) <= 3_000 for block in said["blocks"] if block["type"] == "section")
    assert len(slack.render(LONG)) <= 13_200
    assert len(json.loads(slack.render(Note("&" * 400)))["blocks"][0]["text"]["text"]) <= 150


def test_teams_gets_an_adaptive_card_and_a_button():
    said = json.loads(teams.render(PLAIN))
    (attachment,) = said["attachments"]
    card = attachment["content"]
    assert (said["type"], attachment["contentType"]) == ("message", "application/vnd.microsoft.card.adaptive")
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    assert card["body"][0]["inlines"][0]["text"] == PLAIN.title
    assert card["actions"] == [{"type": "Action.OpenUrl", "title": PLAIN.link, "url": PLAIN.url}]


def test_teams_reads_no_markdown_in_words():
    card = json.loads(teams.render(BAD))["attachments"][0]["content"]
    assert {part["type"] for part in card["body"]} == {"RichTextBlock"}
    assert {run["type"] for part in card["body"] for run in part["inlines"]} == {"TextRun"}
    for text in texts_of(card["body"]):
        assert not re.search(r"<at>|\{\{|\$\{|https?://", text)


def test_a_card_for_teams_never_exceeds_28_kb():
    assert len(teams.render(LONG).encode()) <= 28 * 1024
    assert json.loads(teams.render(LONG))["attachments"][0]["content"]["actions"]


def test_mattermost_gets_text_that_mentions_nobody():
    said = json.loads(mattermost.render(PLAIN))
    assert set(said) == {"text", "username", "props"}
    assert said["text"].startswith(f"**{PLAIN.title}**\n\n")
    assert f"[{PLAIN.link}]({PLAIN.url})" in said["text"]
    bad = json.loads(mattermost.render(BAD))["text"]
    assert not re.search(r"@(channel|all|here)|(?<!\\)[<`|]|(?<!\\)!\[|:boom:|www\.", bad)
    assert set(re.findall(r"(?<!\\)\]\((.*?)\)", bad)) == {"https://shop.example/alerts/7", "https://shop.example/a"}


def test_a_message_to_mattermost_has_at_most_4000_characters():
    for note in (LONG, Note("*" * 9_000, ("_" * 3_000,) * 3, LONG.url, "_" * 900, "#" * 900)):
        assert len(json.loads(mattermost.render(note))["text"]) <= 4_000


def test_apprise_gets_plain_text_with_our_link_only():
    title, body = apprise.render(BAD)
    assert not re.search(r"@everyone|@here|<@|<!", title + body)
    assert set(re.findall(r"https?://\S+", body)) == {"https://shop.example/alerts/7", "https://shop.example/a"}
    assert len(apprise.render(LONG)[0]) <= 250
    assert len(apprise.render(LONG)[1]) <= 2_000 + 5_000 + 200


def letter(url: str, body: str, private: bool | None = None) -> Letter:
    return Letter("msg_1", url, "Subject", body, "", 1_700_000_000, private=private)


@pytest.mark.parametrize("channel", [slack, teams, mattermost])
async def test_a_chat_gets_its_payload_with_the_message_id(channel):
    async with http_server() as hook:
        sent = await channel.deliver(letter(hook.url, channel.render(PLAIN)), OPEN)
        closed = await channel.deliver(letter(hook.url, channel.render(PLAIN), private=False), OPEN)
    ((headers, body),) = hook.requests
    assert (sent.kind, closed.kind) == ("sent", "refused")
    assert headers["webhook-id"] == "msg_1"
    assert headers["content-type"].startswith("application/json")
    assert body.decode() == channel.render(PLAIN)


async def test_apprise_sends_through_the_same_fence():
    async with http_server() as hook:
        url = hook.url.replace("http://", "json://")
        closed = await apprise.deliver(letter(url, "text", private=False), OPEN)
        assert (closed.kind, hook.requests) == ("refused", [])
        assert (await apprise.deliver(letter(url, "text", private=True), OPEN)).kind == "sent"
        hook.answer = b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"
        assert (await apprise.deliver(letter(url, "text"), OPEN)).kind == "later"
    said = json.loads(hook.requests[0][1])
    assert (said["title"], said["message"]) == ("Subject", "text")
    assert said["attachments"] == []


async def test_an_address_that_apprise_does_not_know_is_given_up():
    assert (await apprise.deliver(letter("unknown://host", "text"), OPEN)).kind == "refused"


def test_the_fence_stops_inner_addresses_files_and_programs(tmp_path):
    fence = Fence(False, (str(tmp_path),))
    with socket.socket() as inner, pytest.raises(FencedError):
        fence("socket.connect", (inner, ("127.0.0.1", 80)))
    with socket.socket() as named, pytest.raises(FencedError):
        fence("socket.connect", (named, ("localhost", 80)))
    with socket.socket(socket.AF_UNIX) as local, pytest.raises(FencedError):
        fence("socket.connect", (local, "/run/docker.sock"))
    for event, arguments in (
        ("subprocess.Popen", ("sh", [], None, None)),
        ("open", ("/etc/passwd", "r", 0)),
        ("open", (str(tmp_path / "x"), "w", 0)),
    ):
        with pytest.raises(FencedError):
            fence(event, arguments)
    with socket.socket() as outer:
        fence("socket.connect", (outer, ("93.184.216.34", 443)))
    fence("open", (str(tmp_path / "x"), "r", 0))
    assert fence.hit
