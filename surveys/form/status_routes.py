"""What stands behind a link once it is answered: the status, confirming what was understood, news, deleting.

Invariant: showing writes nothing; what is confirmed here is kept apart from members' corrections.
"""

from __future__ import annotations

from typing import Final

from litestar import HttpMethod, Response, post, route
from litestar.di import NamedDependency
from litestar.params import FromPath

from feedback_app.foundation.house import House
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.pages import FieldError, see_other, show
from surveys.form.body import LARGEST_TEXT, read_form, single
from surveys.form.confirmations import confirm_afterwards
from surveys.form.deletion import deletion_code, erase_by_link
from surveys.form.drafts import draft_of
from surveys.form.parsing_fields import Reading
from surveys.form.parsing_pages import read_contact
from surveys.form.photos import photos_of
from surveys.form.status_pages import DeletePage, StatusPage
from surveys.form.visits import PUBLIC, AnyRequest, Page, Visit, WiredNews, WiredReader, closed, visit
from surveys.ports import News, Reader
from surveys.submissions import StoredAnswer, answer_of, tell

NEXT_PERSON: Final = "/find?kiosk=1"


async def status_page(here: Visit, answer: StoredAnswer, reader: Reader, news: News) -> Response[str]:
    """Show what became of an answer."""
    return show(here.request, "surveys/status.html", await _status(here, answer, reader, news))


def spent_page(here: Visit) -> Response[str]:
    """Show that an anonymous answer was given: nobody knows which one it is, so nothing can be changed."""
    found, house = here.found, here.house
    page = StatusPage(
        fresh="sent" in here.request.query_params,
        sent_at=found.spent_on or house.today(),
        change_url="",
        change_until=house.day_of(found.expires_at),
        delete_url="",
        kiosk=here.kiosk,
        next_url=NEXT_PERSON if here.kiosk else "",
    )
    return show(here.request, "surveys/status.html", page)


@post("/s/{token:str}/understood", include_in_schema=False, opt=PUBLIC, request_max_body_size=LARGEST_TEXT)
async def understood(
    request: AnyRequest, house: NamedDependency[House], reader: WiredReader, token: FromPath[str]
) -> Page:
    """Keep what the customer says about a theme that we understood."""
    here = await visit(request, house, token)
    if not isinstance(here, Visit):
        return here
    fields = read_form(await request.body()).fields
    known = {theme.theme for theme in await reader.all_themes()}
    says, theme, instead = single(fields, "says"), single(fields, "theme"), single(fields, "instead")
    said = {theme: says == "yes"} if says in {"yes", "no"} else {}
    said |= {instead: True} if instead else {}
    comment = single(fields, "comment")
    # A longer number is no number of ours, and more than PostgreSQL's integers hold.
    if comment.isascii() and comment.isdigit() and len(comment) < 10:
        about = {code: value for code, value in said.items() if code in known}
        await confirm_afterwards(house, here.found.id, int(comment), about)
    return see_other(here.url())


@post("/s/{token:str}/news", include_in_schema=False, opt=PUBLIC, request_max_body_size=LARGEST_TEXT)
async def ask_for_news(
    request: AnyRequest,
    house: NamedDependency[House],
    reader: WiredReader,
    news: WiredNews,
    token: FromPath[str],
) -> Page:
    """Keep the address of a customer who wants to be told; only with the tick."""
    here = await visit(request, house, token)
    if not isinstance(here, Visit):
        return here
    answer = await answer_of(here.found)
    if answer is None or not here.found.definition.contact:
        return see_other(here.url())
    fields = read_form(await request.body()).fields
    contact = read_contact(Reading(fields, ""), here.found.definition)
    if contact.wants_news and contact.email:
        await tell(house, answer.submission_id, contact.email)
        return see_other(here.url())
    words = _("This e-mail address does not look complete. Please check it, or leave it empty.")
    errors = (FieldError("email", words),)
    page = await _status(here, answer, reader, news, single(fields, "email"), errors)
    return show(request, "surveys/status.html", page, status=422)


@route("/s/{token:str}/delete", http_method=[HttpMethod.GET, HttpMethod.HEAD], include_in_schema=False, opt=PUBLIC)
async def deletion(request: AnyRequest, house: NamedDependency[House], token: FromPath[str]) -> Response[str]:
    """Ask once more before deleting; says so when there is nothing left to delete."""
    here = await visit(request, house, token)
    if not isinstance(here, Visit):
        return here
    if not await _deletable(here, await answer_of(here.found)):
        return closed(request, "deleted")
    return show(request, "surveys/delete.html", DeletePage(here.url("/delete"), here.url()))


@post("/s/{token:str}/delete", include_in_schema=False, opt=PUBLIC, request_max_body_size=LARGEST_TEXT)
async def delete(request: AnyRequest, house: NamedDependency[House], token: FromPath[str]) -> Page:
    """Delete the customer's words, pictures and address for good."""
    here = await visit(request, house, token)
    if not isinstance(here, Visit):
        return here
    await erase_by_link(here.found.id)
    return see_other(here.url("/delete"))


async def _status(
    here: Visit,
    answer: StoredAnswer,
    reader: Reader,
    news: News,
    email: str = "",
    errors: tuple[FieldError, ...] = (),
) -> StatusPage:
    deletable = await _deletable(here, answer)
    about = await reader.understood(answer.submission_id)
    return StatusPage(
        fresh="sent" in here.request.query_params,
        sent_at=here.house.day_of(answer.changed_at),
        change_url=here.url(edit="1", score=here.score()),
        change_until=here.house.day_of(here.found.expires_at),
        delete_url=here.url("/delete") if deletable else "",
        understood=about,
        all_themes=await reader.all_themes() if about else (),
        deeds=await news.deeds(answer.submission_id),
        changes_url=await news.public_page(),
        deletion_code=deletion_code(here.house.keys, here.found.id) if deletable else "",
        told=answer.told,
        offer_news=here.found.definition.contact and not answer.told and not here.kiosk,
        action_confirm=here.url("/understood"),
        action_news=here.url("/news"),
        kiosk=here.kiosk,
        next_url=NEXT_PERSON if here.kiosk else "",
        email=email,
        errors=errors,
    )


async def _deletable(here: Visit, answer: StoredAnswer | None) -> bool:
    if answer is not None and answer.has_words():
        return True
    return bool(await photos_of(here.found.id)) or await draft_of(here.found.id) is not None
