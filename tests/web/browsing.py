"""A browser for tests of pages, as ``client_as`` makes it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

import httpx


class Browser(httpx.AsyncClient):
    """A browser without JavaScript: keeps cookies, follows nothing by itself, and can fill in forms."""

    member_id: int | None = None

    async def submit(
        self, path: str, fields: Mapping[str, str | Sequence[str]] | None = None, htmx: bool = False
    ) -> httpx.Response:
        """Post a form with the CSRF token that a page would have carried; ``htmx`` posts as htmx does."""
        if "csrf" not in self.cookies:
            await self.get("/login")
        form = {"_csrf_token": self.cookies["csrf"], **(fields or {})}
        return await self.post(path, data=form, headers={"HX-Request": "true"} if htmx else {})


ClientAs = Callable[..., Awaitable[Browser]]
