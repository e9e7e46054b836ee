"""A return rate that rises becomes one alert of the product team, with its own sentence, and ends like any other."""

from feedback_app.alerts import reading, sentences
from feedback_app.alerts.tables import Alert
from feedback_app.alerts.teams import install_teams
from feedback_app.foundation.languages import speaking
from tests.alerts.alert_world import watch
from tests.alerts.rate_world import SHOP, Sends, fill


async def test_a_risen_rate_is_one_alert_of_the_product_team_and_says_where(db, house, mailbox_only):
    await install_teams()
    await fill(house, (*SHOP[1:], Sends("H-1", 60, 0.15, later=0.45)), days=150, rise_days=35)
    await watch(house, mailbox_only)
    (alert,) = await Alert.select().where(Alert.parent.is_null())
    assert (alert["kind"], alert["team"], alert["theme"]) == ("rate", "product", "return_rate")
    assert alert["observed"] > 1.5 * alert["expected"]
    assert alert["series"] in {"return_rate|sku=H-1", "return_rate|carrier=DHL"}
    with speaking("de"):
        said = sentences.sentence(await reading.card(alert["id"]))
    assert "Retourenquote" in said
    assert "DHL" in said or "H-1" in said
    assert await watch(house, mailbox_only) == 0
