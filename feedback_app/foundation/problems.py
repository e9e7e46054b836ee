"""How the JSON API describes its refusals: RFC 9457 problems, the same for the handlers of all floors."""

from __future__ import annotations

from typing import Final

import msgspec
from litestar.openapi.datastructures import ResponseSpec


class Problem(msgspec.Struct):
    """An RFC 9457 problem."""

    type: str
    title: str
    status: int
    detail: str


ERRORS: Final = {
    status: ResponseSpec(Problem, generate_examples=False, description=words, media_type="application/problem+json")
    for status, words in {
        400: "The request cannot be read; the detail names the field",
        401: "No valid API key",
        404: "The order or survey is not known",
        422: "The Idempotency-Key was used for another request",
        503: "The database is busy; nothing was stored, try again",
    }.items()
}
READING_ERRORS: Final = {status: ERRORS[status] for status in (400, 401, 503)}
STORING_ERRORS: Final = {status: ERRORS[status] for status in (400, 401, 422, 503)}
REPEATABLE_ERRORS: Final = {status: ERRORS[status] for status in (400, 401, 404, 503)}
