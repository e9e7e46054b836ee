"""Whatever a name server, a receiver or an address tries: the guard reaches the checked address or nothing."""

import asyncio

import httpx
import pytest

from feedback_app.alerts import outgoing
from feedback_app.alerts.channels.targets import ClosedTargetError
from tests.alerts.receivers import http_server

PUBLIC = "93.184.216.34"


class Names:
    """A name server that answers differently each time."""

    def __init__(self, *answers: tuple[str, ...]) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, int]] = []

    async def __call__(self, host: str, port: int) -> tuple[str, ...]:
        self.asked.append((host, port))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class Network(httpx.AsyncBaseTransport):
    """Sees where a request would go."""

    def __init__(self) -> None:
        self.seen: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        return httpx.Response(200, stream=httpx.ByteStream(b"ok"))


async def post(url: str, names: Names | None = None, network: Network | None = None) -> outgoing.Answer:
    return await outgoing.post(url, b"{}", {}, False, names, network)


async def test_a_name_that_changes_between_check_and_connect_leads_to_the_checked_address():
    async with http_server() as canary:
        names, network = Names((PUBLIC,), ("127.0.0.1",)), Network()
        await post("https://rebind.example/in?a=1", names, network)
        assert names.asked == [("rebind.example", 443)]
        assert canary.requests == []
    (request,) = network.seen
    assert (request.url.host, request.headers["host"]) == (PUBLIC, "rebind.example")
    assert request.extensions["sni_hostname"] == "rebind.example"


TRICKS = [
    "http://127.0.0.1:{port}/", "http://127.1:{port}/", "http://2130706433:{port}/", "http://0x7f000001:{port}/",
    "http://0177.0.0.1:{port}/", "http://localhost:{port}/", "http://localhost.:{port}/", "http://[::1]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/", "http://[::ffff:7f00:1]:{port}/", "http://0.0.0.0:{port}/",
    "http://user@127.0.0.1:{port}/", "http://example.com@127.0.0.1:{port}/", "http://127.0.0.1:{port}#@example.com/",
    "http://１２７.0.0.1:{port}/", "http://127。0。0。1:{port}/", "http://ⓛocalhost:{port}/", "gopher://127.0.0.1:{port}/",
    "file:///etc/passwd", "http:127.0.0.1:{port}/", "//127.0.0.1:{port}/", "http://127.0.0.1:{port}\\@example.com/",
]  # fmt: skip


@pytest.mark.parametrize("trick", TRICKS)
async def test_a_canary_in_the_house_is_never_reached(trick):
    async with http_server() as canary:
        port = canary.url.split(":")[2].removesuffix("/hook")
        with pytest.raises((ClosedTargetError, OSError, UnicodeError)):
            await post(trick.format(port=port))
        assert canary.requests == []


@pytest.mark.parametrize(
    "answers", [("10.0.0.1",), (PUBLIC, "127.0.0.1"), ("::1",), (PUBLIC, "fd00::1"), ("fe80::1",), ("2002:7f00:1::",)]
)
async def test_one_inner_answer_closes_the_name(answers):
    network = Network()
    with pytest.raises(ClosedTargetError):
        await post("https://mixed.example/", Names(answers), network)
    assert network.seen == []


@pytest.mark.parametrize("port", [22, 25, 110, 143, 445, 587, 2049, 3306, 5432, 6379, 9200, 11211, 27017])
async def test_ports_of_other_services_are_closed(port):
    with pytest.raises(ClosedTargetError, match=str(port)):
        await post(f"http://shop.example:{port}/", Names((PUBLIC,)))


async def test_a_redirect_is_an_answer_and_is_not_followed():
    async with http_server() as canary, http_server() as outer:
        outer.answer = f"HTTP/1.1 302 Found\r\nLocation: {canary.url}\r\nContent-Length: 0\r\n\r\n".encode()
        answer = await outgoing.post(outer.url, b"{}", {}, True)
        assert (answer.status, canary.requests, len(outer.requests)) == (302, [], 1)


async def test_at_most_64_kb_of_an_answer_are_read():
    async with http_server() as hook:
        hook.answer = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 3_000_000
        assert len((await outgoing.post(hook.url, b"{}", {}, True)).body) == 64 * 1024


async def test_an_answer_drop_by_drop_ends_after_the_time_in_all(monkeypatch):
    monkeypatch.setattr(outgoing, "TOTAL_SECONDS", 0.3)
    async with http_server() as hook:
        hook.answer, hook.lingers = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", 5.0
        with pytest.raises((TimeoutError, httpx.TimeoutException)):
            await asyncio.wait_for(outgoing.post(hook.url, b"{}", {}, True), 3)


async def test_no_proxy_of_the_environment_is_used(monkeypatch):
    async with http_server() as proxy, http_server() as hook:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        await outgoing.post(hook.url, b"{}", {}, True)
        assert (len(hook.requests), proxy.requests) == (1, [])


def test_what_is_too_large_and_what_is_gone_is_given_up():
    assert outgoing.judge(410, "", 0) == outgoing.Outcome("refused", "HTTP 410", gone=True)
    assert outgoing.judge(413, "", 0).kind == "refused"
    assert outgoing.judge(429, "7", 0) == outgoing.Outcome("later", "HTTP 429", 7.0)
