"""Who is looking: the member behind a request, and guards for routes. Sessions themselves live in auth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers.base import BaseRouteHandler
from litestar.types import Guard


class Role(StrEnum):
    """What a member may do: admin everything; product, logistics and service act for their team; viewer only reads."""

    ADMIN = "admin"
    PRODUCT = "product"
    LOGISTICS = "logistics"
    SERVICE = "service"
    VIEWER = "viewer"


ACTING = (Role.ADMIN, Role.PRODUCT, Role.LOGISTICS)
CORRECTING = (Role.ADMIN, Role.PRODUCT)
# Who answers customers: their wishes to be called, their cases, and the alerts of the service team.
SERVING = (*ACTING, Role.SERVICE)
# Names of a member's wishes: single keys lead nowhere; the first steps are put away.
KEYS_OFF = "keys_off"
START_DONE = "start_done"


@dataclass(frozen=True, slots=True)
class Viewer:
    """The signed-in member, as every floor may know it. ``wishes``: names of what they switched off or put away."""

    id: int
    name: str
    email: str
    role: Role
    language: str
    wishes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member to whom work can be given."""

    id: int
    name: str
    role: Role


@runtime_checkable
class Colleagues(Protocol):
    """Who else works here: the lower floors ask, the floor of the members answers."""

    async def with_role(self, roles: Sequence[Role]) -> tuple[Colleague, ...]:
        """Return the active members with one of these roles, by name."""
        ...


def viewer_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Viewer | None:
    """Return the signed-in member of this request, or None."""
    found = connection.scope.get("user")
    return found if isinstance(found, Viewer) else None


def provide_viewer(request: ASGIConnection[Any, Any, Any, Any]) -> Viewer:
    """Give handlers their ``viewer``; 401 when nobody is signed in."""
    found = viewer_of(request)
    if found is None:
        raise NotAuthorizedException
    return found


def needs(*roles: Role) -> Guard:
    """Return a guard: 401 for strangers (pages send them to the login), 403 for members without one of the roles."""

    def guard(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        found = viewer_of(connection)
        if found is None:
            raise NotAuthorizedException
        if roles and found.role not in roles:
            raise PermissionDeniedException

    return guard


signed_in = needs()
