"""Which addresses a message may reach: public ones only, unless private targets are allowed.

A name is resolved once, all its addresses are checked, and the connection goes to the checked address, so that a
name cannot point elsewhere between check and connect.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Awaitable[Sequence[str]]]

PORTS = {"http": 80, "https": 443}
# Well-known services other than web servers that listen above 1023.
CLOSED_PORTS = {2049, 3306, 5432, 5672, 6379, 9200, 11211, 27017}
CLOSED_NETWORKS = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "::/96", "::1/128", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/32",
        "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16",
        "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip


class ClosedTargetError(Exception):
    """This address is not reached, now or later."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect: ``url`` with the checked address, ``host`` for the Host header and the certificate."""

    url: str
    host: str
    netloc: str


async def target_of(url: str, private_allowed: bool, resolve: Resolver | None = None) -> Target:
    """Return where to connect for a URL; ClosedTargetError when it must not, OSError when the name is unknown now."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise ClosedTargetError("this is no address of the web") from error
    host = parts.hostname or ""
    if parts.scheme not in PORTS or not host or parts.username is not None:
        raise ClosedTargetError("only http(s)://host/path is reached")
    addresses = [ipaddress.ip_address(text) for text in await (resolve or _resolve)(host, port)]
    if not addresses:
        raise OSError("the name has no address")
    if not private_allowed:
        if not port_is_open(port):
            raise ClosedTargetError(f"port {port} is not reached")
        if not all(is_public(address) for address in addresses):
            raise ClosedTargetError("the address is private; allow private targets to reach it")
    address = addresses[0]
    literal = f"[{address}]" if address.version == 6 else str(address)
    path = parts._replace(netloc=f"{literal}:{port}", fragment="").geturl()
    return Target(path, host, parts.netloc)


def is_public(address: Address) -> bool:
    """Tell whether an address lies in the public internet; IPv4 inside IPv6 is unwrapped first."""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address.is_global and not any(
        address in network for network in CLOSED_NETWORKS if network.version == address.version
    )


def port_is_open(port: int) -> bool:
    """Tell whether web servers listen on a port: 80, 443 and the free ones, but for those of well-known services."""
    return port in PORTS.values() or (1024 <= port <= 65535 and port not in CLOSED_PORTS)


async def _resolve(host: str, port: int) -> Sequence[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]).partition("%")[0] for entry in found]
