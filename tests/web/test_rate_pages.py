"""The page of return rates: what product managers see on Monday, and what it says when figures are missing."""

from surveys.tables import Survey
from tests.alerts.rate_world import fill


async def shop_with_returns(app) -> None:
    await Survey.delete(force=True)
    await fill(app.state.house)


async def test_products_stand_with_what_is_back_and_what_is_to_be_expected(app, client_as):
    await shop_with_returns(app)
    member = await client_as("product")
    page = (await member.get("/alerts/rates")).text
    assert "Retourenquoten" in page
    assert "Ganzer Shop: bisher" in page
    assert page.index("Artikel H-1") < page.index("Artikel K-2")
    assert page.count("<svg") >= 2
    assert "/submissions?since=2026-10-24&amp;until=2026-11-20&amp;sku=H-1" in page


async def test_carriers_are_one_choice_away_and_an_unknown_choice_shows_products(app, client_as):
    await shop_with_returns(app)
    member = await client_as("logistics", "en")
    page = (await member.get("/alerts/rates?by=carrier")).text
    assert "GLS" in page
    assert "Artikel H-1" not in page
    assert "expected in the end" in page
    assert "Artikel H-1" in (await member.get("/alerts/rates?by=nothing")).text


async def test_without_shipments_it_says_what_is_missing(client_as):
    member = await client_as("viewer")
    page = (await member.get("/alerts/rates")).text
    assert "wurde nichts versandt" in page
    assert (await member.get("/alerts")).text.count("/alerts/rates") == 1


async def test_strangers_are_sent_to_the_login(client_as):
    stranger = await client_as(None)
    assert (await stranger.get("/alerts/rates")).status_code in {302, 303}
