"""The bare framework beside which the form is measured: ``python -m tests.benchmarks.bare PORT PAGE``.

The same framework and server as the product: a page from memory for a GET, a redirect for a POST whose body was read.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import uvicorn
from litestar import Litestar, Request, Response, get, post
from litestar.response import Redirect

PAGE = Path(sys.argv[2]).read_text(encoding="utf-8")


@get("/s/{token:str}")
async def form(token: str) -> Response[str]:
    """Return the page."""
    return Response(PAGE, media_type="text/html")


@post("/s/{token:str}")
async def answer(request: Request[Any, Any, Any], token: str) -> Redirect:
    """Read the body and lead on."""
    await request.body()
    return Redirect(f"/s/{token}", status_code=303)


if __name__ == "__main__":
    app = Litestar([form, answer], logging_config=None, openapi_config=None)
    uvicorn.run(app, port=int(sys.argv[1]), access_log=False, log_level="warning", proxy_headers=True)
