"""Messages reach the public internet only."""

import ipaddress

import pytest

from feedback_app.alerts.channels.targets import ClosedTargetError, is_public, target_of

CLOSED = [
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.1.2.3",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "168.63.129.16",
    "100.100.100.200",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "fc00::1",
    "fd00::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::7f00:1",
    "2002:7f00:1::",
    "2001::1",
    "192.88.99.1",
    "224.0.0.251",
    "255.255.255.254",
    "::ffff:0:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::a00:1",
    "3fff::1",
    "5f00::1",
    "100::1",
]


@pytest.mark.parametrize("address", CLOSED)
def test_private_and_special_addresses_are_closed(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_public_addresses_are_open(address):
    assert is_public(ipaddress.ip_address(address))


async def resolve(*found: str):
    async def answer(host: str, port: int) -> tuple[str, ...]:
        return found

    return answer


@pytest.mark.parametrize(
    "url",
    [
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://[::ffff:127.0.0.1]/",
        "http://user@example.com/",
        "http://example.com:22/",
        "http://example.com:6379/",
        "http://example.com:99999/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "http:///nothing",
    ],
)
async def test_tricks_lead_nowhere(url):
    public = None if "127" in url or "21307" in url or "0x7f" in url else await resolve("93.184.216.34")
    with pytest.raises(ClosedTargetError):
        await target_of(url, False, public)


async def test_one_private_answer_among_many_closes_the_name():
    with pytest.raises(ClosedTargetError):
        await target_of("https://example.com/", False, await resolve("93.184.216.34", "10.0.0.1"))


async def test_the_connection_goes_to_the_checked_address():
    target = await target_of("https://example.com/in?a=1#b", False, await resolve("93.184.216.34"))
    assert (target.url, target.host, target.netloc) == (
        "https://93.184.216.34:443/in?a=1",
        "example.com",
        "example.com",
    )


async def test_a_name_without_an_address_is_tried_later():
    with pytest.raises(OSError, match="no address"):
        await target_of("https://example.com/", False, await resolve())
