"""Pages about models: anybody who is signed in may look; who corrects themes may train, exchange and go back.

A step answers 303 to the page that shows what came of it; one that cannot be done says why, with 409.
"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from classifier.care import rereading, versions
from classifier.care.pages import model_page, models_page, reading_again
from classifier.errors import ClassifierError
from feedback_app.foundation.access import CORRECTING, Viewer, needs, signed_in
from feedback_app.foundation.house import House
from feedback_app.foundation.pages import Notice, by_htmx, see_other, show

AnyRequest = Request[Any, Any, Any]
MODELS = "/themes/models"


@get(MODELS, guards=[signed_in], include_in_schema=False)
async def models(request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer]) -> Response[str]:
    """Show which model reads, what waits and what is under way."""
    return show(request, "care/models.html", await models_page(house, viewer), section="themes")


@get(f"{MODELS}/rereading", guards=[signed_in], include_in_schema=False)
async def progress(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> Response[Any]:
    """Show how far reading again is; without htmx it stands on the page of models."""
    reading = await reading_again(house, viewer)
    if reading is None or not by_htmx(request):
        return see_other(MODELS)
    return show(request, "care/swap_reading.html", reading)


@get(f"{MODELS}/{{version:str}}", guards=[signed_in], include_in_schema=False)
async def model(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], version: FromPath[str]
) -> Response[str]:
    """Show one model: how it does, what it would change, where it comes from."""
    page = await model_page(version, house, viewer)
    if page is None:
        raise NotFoundException
    return show(request, "care/model.html", page, section="themes")


@post(f"{MODELS}/train", guards=[needs(*CORRECTING)], include_in_schema=False)
async def train(house: NamedDependency[House]) -> Response[Any]:
    """Ask the worker for a candidate."""
    await versions.ask_for_training(house.now())
    return see_other(MODELS)


@post(f"{MODELS}/roll-back", guards=[needs(*CORRECTING)], include_in_schema=False)
async def roll_back(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> Response[Any]:
    """Let the model before read again."""
    try:
        await versions.roll_back(viewer.id, house.now())
    except ClassifierError as trouble:
        return await _refused(request, house, viewer, trouble)
    return see_other(MODELS)


@post(f"{MODELS}/rereading/stop", guards=[needs(*CORRECTING)], include_in_schema=False)
async def stop_reading() -> Response[Any]:
    """Let reading again rest."""
    await rereading.stop()
    return see_other(MODELS)


@post(f"{MODELS}/rereading/continue", guards=[needs(*CORRECTING)], include_in_schema=False)
async def go_on_reading() -> Response[Any]:
    """Go on with reading again."""
    await rereading.go_on()
    return see_other(MODELS)


@post(f"{MODELS}/{{version:str}}/activate", guards=[needs(*CORRECTING)], include_in_schema=False)
async def activate(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], version: FromPath[str]
) -> Response[Any]:
    """Let this model read from now on."""
    try:
        await versions.activate(version, viewer.id, house.now())
    except ClassifierError as trouble:
        return await _refused(request, house, viewer, trouble)
    return see_other(MODELS)


@post(f"{MODELS}/{{version:str}}/refuse", guards=[needs(*CORRECTING)], include_in_schema=False)
async def refuse(
    request: AnyRequest, house: NamedDependency[House], viewer: NamedDependency[Viewer], version: FromPath[str]
) -> Response[Any]:
    """Put a candidate aside."""
    try:
        await versions.refuse(version)
    except ClassifierError as trouble:
        return await _refused(request, house, viewer, trouble)
    return see_other(MODELS)


async def _refused(request: AnyRequest, house: House, viewer: Viewer, trouble: ClassifierError) -> Response[str]:
    page, said = await models_page(house, viewer), Notice("error", str(trouble))
    return show(request, "care/models.html", page, section="themes", status=409, notice=said)


ROUTES = (models, progress, model, train, roll_back, stop_reading, go_on_reading, activate, refuse)
