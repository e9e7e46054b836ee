"""The pages about models in a running app: what reads, what waits, and every step a member can take."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from classifier.care import rereading, versions
from classifier.care.measures import Difference, Figure, Gate, Hits, Labels, Measures, Move, OnTexts, Verdict
from classifier.care.packing import pack
from classifier.care.versions import Candidate
from classifier.model import ThemeModel
from classifier.tables import LabelStep
from classifier.themes import install_themes
from feedback_app.foundation.database import transaction
from tests.shop_cast import add_classified
from tests.web.browsing import ClientAs

PAGE = "/themes/models"


@pytest.fixture(scope="session")
def two_themes() -> ThemeModel:
    texts = [f"{word} Nr. {n}" for n in range(6) for word in ("zu klein", "zu groß")]
    return ThemeModel().fit(texts, [("too_small",), ("too_big",)] * 6, ["de"] * len(texts))


def examined(*, passed: bool) -> tuple[Measures, Gate]:
    hits = {"too_small": Hits(80, 10, 10)}
    part = OnTexts("own", "de", 120, Figure(0.82, 0.75, 0.88), 0.7, hits)
    verdict = Verdict("own", "de", 120, 0.8, 0.82, -0.01, 0.05, "same" if passed else "worse")
    return Measures((part,)), Gate(passed, "" if passed else "worse", (verdict,))


@pytest.fixture
async def shop(db: str, two_themes: ThemeModel, now: datetime) -> None:
    """The model "shop-1" reads, "shop-2" waits and would move a comment, "shop-3" was turned away."""
    await install_themes()
    comment = await add_classified("Der Karton war eingedrückt und leer", ["packaging"])
    moves = (Move("moved", "packaging", "damaged_transport", 211, (comment,)), Move("found", "", "quality", 90))
    for version, passed, difference in (
        ("shop-1", True, Difference()),
        ("shop-3", False, Difference()),
        ("shop-2", True, Difference(9310, 9310, 412, moves)),
    ):
        measures, gate = examined(passed=passed)
        about = (version, "retrained", pack(two_themes), "f" * 64, "starter-x", Labels(4000, 38, 2, 5), 0)
        await versions.store_candidate(Candidate(*about, measures, difference, gate), now)
        if version == "shop-1":
            await versions.activate(version, None, now)


async def test_the_page_says_what_reads_and_what_waits(shop: None, client_as: ClientAs) -> None:
    page = (await (await client_as("viewer")).get(PAGE)).text
    assert "hat aus 40 Zuordnungen Ihres Teams, 4.000 mitgelieferten Beispielen" in page
    assert "Ein neues Modell wartet auf Sie" in page
    assert "412 von 9.310 Kommentaren (4,4\u00a0%) würden andere Themen bekommen." in page
    assert "(75–88)" in page
    assert "Jetzt trainieren" not in page


async def test_a_shop_without_a_model_gets_a_calm_page(db: str, client_as: ClientAs) -> None:
    await install_themes()
    page = await (await client_as("product")).get(PAGE)
    assert page.status_code == 200
    assert "Noch liest kein Modell." in page.text


async def test_a_candidate_shows_what_would_move_with_examples(shop: None, client_as: ClientAs) -> None:
    page = (await (await client_as("product")).get(f"{PAGE}/shop-2")).text
    assert re.search(r"Verpackung.*→.*Transportschaden", page)
    assert "Der Karton war eingedrückt und leer" in page
    assert "kein Unterschied zu sehen" in page
    assert "f" * 64 in page
    assert "scikit-learn" in page


async def test_activating_is_one_click_and_leads_back(shop: None, client_as: ClientAs) -> None:
    browser = await client_as("product")
    answer = await browser.submit(f"{PAGE}/shop-2/activate")
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    assert (await versions.current_row())["version"] == "shop-2"
    assert "Zurück zu: Modell vom" in (await browser.get(f"{PAGE}/shop-2")).text
    assert (await browser.submit(f"{PAGE}/roll-back")).status_code == 303
    assert (await versions.current_row())["version"] == "shop-1"


async def test_a_model_that_did_not_pass_cannot_be_let_in(shop: None, client_as: ClientAs) -> None:
    browser = await client_as("admin")
    assert "Ab jetzt lesen lassen" not in (await browser.get(f"{PAGE}/shop-3")).text
    answer = await browser.submit(f"{PAGE}/shop-3/activate")
    assert answer.status_code == 409
    assert "schlechter als das, das gerade liest" in answer.text
    assert (await versions.current_row())["version"] == "shop-1"


async def test_a_candidate_can_be_put_aside_once(shop: None, client_as: ClientAs) -> None:
    browser = await client_as("product")
    assert (await browser.submit(f"{PAGE}/shop-2/refuse")).status_code == 303
    again = await browser.submit(f"{PAGE}/shop-2/refuse")
    assert (again.status_code, "wartet nicht mehr auf eine Entscheidung" in again.text) == (409, True)


async def test_going_back_without_anything_before_says_so(shop: None, client_as: ClientAs) -> None:
    answer = await (await client_as("product")).submit(f"{PAGE}/roll-back")
    assert answer.status_code == 409
    assert "zu dem Sie zurückkönnten" in answer.text


async def test_asking_for_a_training_shows_that_it_is_under_way(shop: None, client_as: ClientAs) -> None:
    browser = await client_as("product")
    assert (await browser.submit(f"{PAGE}/train")).status_code == 303
    page = (await browser.get(PAGE)).text
    assert "Ein Modell wird trainiert." in page
    assert "Jetzt trainieren" not in page


async def test_reading_again_is_shown_stopped_and_gone_on_with(shop: None, client_as: ClientAs) -> None:
    browser = await client_as("product")
    assert "Alle Kommentare werden neu gelesen" in (await browser.get(PAGE)).text
    await browser.submit(f"{PAGE}/rereading/stop")
    assert "Das Neulesen ist angehalten" in (await browser.get(PAGE)).text
    await browser.submit(f"{PAGE}/rereading/continue")
    assert not (await rereading.latest()).stopped


async def test_progress_swaps_itself_and_is_a_page_without_htmx(shop: None, client_as: ClientAs) -> None:
    browser = await client_as("viewer")
    part = await browser.get(f"{PAGE}/rereading", headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith("<section")
    assert "Vorerst anhalten" not in part.text
    assert (await browser.get(f"{PAGE}/rereading")).status_code == 303


async def test_label_steps_are_listed(shop: None, client_as: ClientAs, now: datetime) -> None:
    async with transaction():
        await LabelStep(
            labels=20, measured_at=now, held_out=24,
            micro_before=0.61, micro_after=0.68, macro_before=0.5, macro_after=0.6,
        ).save()  # fmt: skip
    page = (await (await client_as("viewer", "en")).get(PAGE)).text
    assert "What your labels improved" in page
    assert "61.0%" in page
    assert "68.0%" in page


@pytest.mark.parametrize("step", ["train", "roll-back", "rereading/stop", "shop-2/activate", "shop-2/refuse"])
async def test_only_who_corrects_themes_may_care_for_models(shop: None, client_as: ClientAs, step: str) -> None:
    assert (await (await client_as("viewer")).submit(f"{PAGE}/{step}")).status_code == 403
    assert (await (await client_as("logistics")).submit(f"{PAGE}/{step}")).status_code == 403


async def test_there_is_no_page_of_a_model_that_does_not_exist(shop: None, client_as: ClientAs) -> None:
    assert (await (await client_as("product")).get(f"{PAGE}/shop-9")).status_code == 404
    assert (await (await client_as("product")).get(f"{PAGE}/wanted")).status_code == 404
