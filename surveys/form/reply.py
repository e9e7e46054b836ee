"""One step of the form as an answer to a request. Invariant: showing a form writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from litestar import Response

from feedback_app.foundation.languages import language
from feedback_app.foundation.pages import show
from surveys.answers import Fields, Problem
from surveys.form.filling import Begun, Filled
from surveys.form.pages import FormView, PhotoShown, form_page, reason_names
from surveys.form.robots import Served, nonce_of
from surveys.form.visits import Visit
from surveys.ports import Guess, Reader

MOST_CONSIDERED: Final = 2_000
# Whoever comes back later begins anew: a scanner that finds what was begun must not look slow because of it.
GOES_ON: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Extra:
    """What a page shows beside the form itself."""

    problems: tuple[Problem, ...] = ()
    served: Served | None = None
    guesses: Mapping[str, tuple[Guess, ...]] = field(default_factory=dict)
    confirm_again: bool = False


async def form_reply(
    here: Visit, stored: Begun, filled: Filled, reader: Reader, extra: Extra | None = None
) -> Response[str]:
    """Answer with one step of the form: 200, or 422 with what is wrong."""
    extra = extra or Extra()
    page = form_page(
        FormView(
            definition=filled.definition,
            items=here.items,
            step=filled.step,
            steps=filled.steps,
            fields=filled.fields,
            reason_names=await reason_names(language(), filled.fields),
            seed=here.seed,
            action=here.url(edit="1" if stored.answer else "", score=here.score()),
            nonce=nonce_of(here.house.keys, here.token, extra.served or _first_served(here, stored)),
            open_until=here.house.day_of(here.found.expires_at),
            order_number=here.found.order.external_id,
            problems=extra.problems,
            guesses=extra.guesses,
            theme_names=await theme_names(reader, filled.fields),
            photos=tuple(PhotoShown(one.id, one.place, here.url(f"/photo/{one.id}")) for one in stored.photos),
            known_email=stored.answer is not None and stored.answer.told,
            changes=stored.answer is not None,
            saved=stored.draft is not None,
            confirm_again=extra.confirm_again,
            kiosk=here.kiosk,
            suggest_url=here.url("/suggest"),
            not_mine=stored.answer is None,
            score=here.score(),
        )
    )
    return show(here.request, "surveys/form.html", page, status=422 if extra.problems else 200)


def _first_served(here: Visit, stored: Begun) -> Served:
    now, draft = here.house.now(), stored.draft
    goes_on = draft is not None and draft.changed_at is not None and now - draft.changed_at < GOES_ON
    return Served(draft.served_at if draft is not None and goes_on else now)


async def guesses_about(reader: Reader, text: str) -> tuple[Guess, ...]:
    """Return the themes that a text seems to be about; only its first 2,000 characters are considered."""
    considered = text.strip()[:MOST_CONSIDERED]
    return await reader.guesses(considered, language()) if considered else ()


async def theme_names(reader: Reader, fields: Fields) -> dict[str, str]:
    """Return the names of all themes when some were tapped, else nothing."""
    if not any(name.startswith("theme-") for name in fields):
        return {}
    return {theme.theme: theme.name for theme in await reader.all_themes()}
