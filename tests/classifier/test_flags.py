"""Flags on dangerous comments: raised while reading, kept whatever the customer changes, judged by a member."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from classifier import assignments, flags, themes
from classifier.model import ThemeModel
from classifier.tables import SafetyFlag
from feedback_app.foundation.database import transaction
from feedback_app.foundation.house import House
from feedback_app.foundation.keys import Keys
from feedback_app.insights.store import packing
from surveys.form.deletion import deletion_hash, erase_by_code
from surveys.tables import Comment, Submission
from tests.shop_cast import TODAY, add_comment
from tests.web.browsing import Browser, ClientAs
from tests.web.conftest import app, client_as  # noqa: F401 the web tests' own fixtures

BURNT = "Netzteil hat gequalmt und ich hab mir die Finger verbrannt"


@pytest.fixture
def house(now: datetime) -> House:
    return House(lambda: now, ZoneInfo("Europe/Berlin"), Keys("s" * 40), "http://shop.test", Path("models"))


@pytest.fixture
async def shop(db: str) -> None:
    await themes.install_themes()


async def read(house: House, starter: tuple[ThemeModel, str]) -> None:
    await assignments.run(house, *starter)


async def change(comment: int, text: str, at: datetime) -> int:
    """Replace a comment as a changed answer does."""
    async with transaction():
        old = await Comment.objects().get(Comment.id == comment)
        new = Comment(submission=old.submission, day=old.day, text=text, reason="too_small", product=old.product)
        await Comment.update({Comment.superseded_at: at, Comment.revision: 2}).where(Comment.id == comment)
        await new.save()
    return int(new.id)


async def raised() -> list[tuple[int, str]]:
    rows = await SafetyFlag.select(SafetyFlag.comment, SafetyFlag.kinds).order_by(SafetyFlag.id)
    return [(row["comment"], row["kinds"]) for row in rows]


async def test_reading_a_dangerous_comment_raises_one_flag(shop, house, starter):
    burnt = await add_comment(BURNT)
    await add_comment("Farbe gefällt nicht")
    await read(house, starter)
    await assignments.classify_again(house, starter[0], "other", 0)
    assert await raised() == [(burnt, "fire burn")]
    flag = await SafetyFlag.objects().first()
    assert (flag.flagged_at, flag.seen_at, flag.verdict, flag.day) == (house.now(), None, "", TODAY)
    assert [BURNT[start:end] for start, end in flags.read_places(flag.places)] == ["gequalmt", "Finger verbrannt"]


@pytest.mark.parametrize(
    "text", ["Il a pris feu, exploded!", "Kurzschluss!!", "Stromschlag", "Le chargeur: electric shock, c'est grave"]
)
async def test_comments_without_a_theme_and_in_other_languages_are_flagged_too(shop, house, starter, text):
    comment = await add_comment(text, language="fr")
    await read(house, starter)
    assert [flagged for flagged, _ in await raised()] == [comment]


async def test_a_member_who_is_quicker_than_the_stage_hides_no_danger(shop, house, starter):
    comment = await add_comment(BURNT)
    await assignments.correct(comment, ["defective"], 7, house.now())
    await read(house, starter)
    assert [flagged for flagged, _ in await raised()] == [comment]


async def test_reading_all_again_finds_what_was_read_before_there_were_flags(shop, house, starter):
    comment = await add_comment(BURNT)
    await read(house, starter)
    await SafetyFlag.delete(force=True)
    await assignments.classify_again(house, starter[0], "other", 0)
    assert [flagged for flagged, _ in await raised()] == [comment]


async def test_a_flag_stays_when_the_customer_changes_the_text(shop, house, starter):
    old = await add_comment(BURNT)
    await read(house, starter)
    await change(old, "Alles halb so wild, passt nur nicht", house.now())
    await read(house, starter)
    assert await raised() == [(old, "fire burn")]


async def test_a_flag_goes_with_its_words_when_only_the_reason_changes(shop, house, starter):
    old = await add_comment(BURNT)
    await read(house, starter)
    await flags.judge((await SafetyFlag.select().first())["id"], "danger", "", 7, "Anna", house.now())
    new = await change(old, BURNT, house.now())
    await read(house, starter)
    assert await raised() == [(new, "fire burn")]
    assert await flags.states_of([old, new]) == {new: "danger"}


async def test_more_danger_in_a_changed_text_is_a_flag_of_its_own(shop, house, starter):
    old = await add_comment(BURNT)
    await read(house, starter)
    new = await change(old, BURNT + ", und einen Stromschlag", house.now())
    await read(house, starter)
    assert [flagged for flagged, _ in await raised()] == [old, new]


async def test_deleting_a_text_leaves_none_of_its_words_in_the_flag(shop, house, starter):
    await add_comment(BURNT)
    await read(house, starter)
    flag = (await SafetyFlag.select().first())["id"]
    await flags.judge(flag, "danger", "schreibt von gequalmt und verbrannt", 7, "Anna", house.now())
    code = "ABCD-EFGH-IJKL-MNOP"
    async with transaction():
        await Submission.update({Submission.deletion_hash: deletion_hash(code)}, force=True)
    assert await erase_by_code(code)
    stored = str({k: v for k, v in (await SafetyFlag.select().first()).items() if k != "note"})
    assert not [word for word in re.findall(r"\w{4,}", BURNT) if word in stored]
    assert [await flags.forget_notes(), await flags.forget_notes()] == [1, 0]
    kept = await SafetyFlag.objects().first()
    assert (kept.note, kept.places, kept.verdict, kept.kinds) == ("", "", "danger", "fire burn")


async def test_open_flags_are_late_after_a_day(shop, house, starter):
    await add_comment(BURNT)
    await read(house, starter)
    soon, later = house.now() + timedelta(hours=23), house.now() + timedelta(hours=25)
    assert await flags.open_flags(soon) == flags.OpenFlags(1, 0)
    assert await flags.open_flags(later) == flags.OpenFlags(1, 1)


async def test_each_flag_is_claimed_for_messages_once_and_old_comments_never(shop, house, starter):
    new = await add_comment(BURNT, product="Lader", sku="L-1")
    await add_comment(BURNT, day=date(2026, 6, 1))
    await read(house, starter)
    async with transaction():
        claimed = await flags.claim_unannounced(house.now())
    assert [(one.product, one.sku, one.kinds) for one in claimed] == [("Lader", "L-1", ("fire", "burn"))]
    assert claimed[0].id == (await SafetyFlag.select().where(SafetyFlag.comment == new).first())["id"]
    async with transaction():
        assert await flags.claim_unannounced(house.now()) == []
    assert not await flags.some_unannounced()


def test_places_are_kept_as_far_as_there_is_room():
    from classifier.safety import Danger

    many = [Danger("fire", number, number + 5, "feuer") for number in range(0, 5000, 10)]
    kept = flags.written(many)
    assert len(kept) <= flags.LONGEST_PLACES
    assert flags.read_places(kept)[:2] == ((0, 5), (10, 15))
    assert flags.read_places("") == ()


@pytest.fixture
async def burnt(shop: None, house: House, starter: tuple[ThemeModel, str]) -> int:
    """A flagged comment; returns the flag's id."""
    await add_comment(BURNT, product="Ladegerät <X>", sku="L-1", order="A-17", color="rot")
    await read(house, starter)
    return int((await SafetyFlag.select().first())["id"])


@pytest.fixture
async def anna(burnt: int, client_as: ClientAs) -> Browser:  # noqa: F811
    return await client_as("product")


@pytest.mark.parametrize(("language", "kind"), [("de", "Feuer oder Überhitzung"), ("en", "Fire or overheating")])
async def test_the_page_marks_the_words_and_leads_to_the_order(burnt, client_as, language, kind):  # noqa: F811
    page = (await (await client_as("viewer", language)).get("/flags")).text
    assert "<mark>gequalmt</mark>" in page
    assert (kind in page, "Ladegerät &lt;X&gt;" in page, "A-17" in page, 'href="/submissions/' in page) == (True,) * 4
    assert 'name="verdict"' not in page


async def test_a_member_decides_and_the_flag_leaves_the_open_ones(anna, burnt):
    answer = await anna.submit(f"/flags/{burnt}", {"verdict": "danger", "note": "Charge gesperrt"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/flags?done=danger")
    assert "gequalmt" not in (await anna.get("/flags")).text
    judged = (await anna.get("/flags?view=danger")).text
    assert ("Charge gesperrt" in judged, "Gefahr – wird verfolgt" in judged) == (True, True)
    flag = await SafetyFlag.objects().first()
    assert (flag.verdict, flag.seen_by, flag.seen_name != "") == ("danger", anna.member_id, True)


async def test_a_verdict_may_be_changed(anna, burnt):
    await anna.submit(f"/flags/{burnt}", {"verdict": "danger"})
    await anna.submit(f"/flags/{burnt}", {"verdict": "harmless", "note": "war der Nachbar"})
    assert "war der Nachbar" in (await anna.get("/flags?view=harmless")).text


@pytest.mark.parametrize("form", [{"note": "nur so"}, {"verdict": "unklar"}, {"verdict": "danger", "note": "x" * 501}])
async def test_a_form_that_lacks_something_comes_back_filled(anna, burnt, form):
    answer = await anna.submit(f"/flags/{burnt}", form)
    assert answer.status_code == 422
    assert f'value="{form.get("note", "")[:500]}"' in answer.text
    assert await flags.open_flags(datetime.now().astimezone()) == flags.OpenFlags(1, 1)


async def test_with_htmx_the_flag_alone_comes_back(anna, burnt):
    answer = await anna.submit(f"/flags/{burnt}", {"verdict": "harmless"}, htmx=True)
    assert answer.text.strip().startswith("<li") or "<html" not in answer.text
    assert 'data-announce="Gespeichert: harmlos."' in answer.text


async def test_who_may_not_correct_may_not_judge_and_strangers_see_nothing(burnt, client_as):  # noqa: F811
    for role in ("viewer", "logistics"):
        assert (await (await client_as(role)).submit(f"/flags/{burnt}", {"verdict": "harmless"})).status_code == 403
    assert (await (await client_as(None)).get("/flags")).status_code in {303, 401}
    assert (await (await client_as("admin")).get("/flags/999999999999")).status_code == 404
    assert (await (await client_as("admin")).submit("/flags/4711", {"verdict": "harmless"})).status_code == 404


async def test_the_rail_shows_safety_while_something_is_open_and_hides_it_behind_more_after(anna, burnt):
    rail = re.compile(r'<p class="safety"><a href="/flags"[^>]*>Sicherheit\s*<span class="unread">1')
    assert rail.search((await anna.get("/alerts")).text)
    await anna.submit(f"/flags/{burnt}", {"verdict": "harmless"})
    after = (await anna.get("/alerts")).text
    assert not rail.search(after)
    assert re.search(r'<nav class="more".*?href="/flags"', after, re.S)


@pytest.mark.parametrize("path", ["/alerts", "/themes", "/flags"])
async def test_pages_say_when_a_flag_has_waited_for_more_than_a_day(burnt, client_as, house, path):  # noqa: F811
    said = "wartet seit über einem Tag"
    browser = await client_as("viewer")
    assert said not in (await browser.get(path)).text
    async with transaction():
        await SafetyFlag.update({SafetyFlag.flagged_at: house.now() - timedelta(days=2)}, force=True)
    browser._transport.app.state.shop_read_at = None
    assert said in (await browser.get(path)).text


async def test_lists_and_submissions_carry_a_sign_with_a_word(anna, burnt, house):
    comment = (await Comment.select().first())["submission"]
    await packing.run(house)
    for path in ("/submissions", f"/submissions/{comment}"):
        assert "Sicherheit prüfen" in (await anna.get(path)).text
    await anna.submit(f"/flags/{burnt}", {"verdict": "harmless"})
    assert "Sicherheit prüfen" not in (await anna.get(f"/submissions/{comment}")).text


async def test_the_csv_holds_no_words_of_customers_and_no_formula(anna, burnt):
    await anna.submit(f"/flags/{burnt}", {"verdict": "danger", "note": "=1+1"})
    answer = await anna.get("/flags.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert ("gequalmt" in answer.text, "'=1+1" in answer.text, "fire burn" in answer.text) == (False, True, True)


async def test_a_deleted_text_is_said_to_be_deleted(anna, burnt):
    async with transaction():
        await Comment.update({Comment.text: ""}, force=True)
    page = (await anna.get("/flags")).text
    assert ("vom Kunden gelöscht" in page, "<mark>" in page) == (True, False)


async def test_long_lists_have_pages(shop, house, starter, client_as):  # noqa: F811
    for number in range(27):
        await add_comment(f"{BURNT} {number}")
    await read(house, starter)
    browser = await client_as("viewer")
    first, second = (await browser.get("/flags")).text, (await browser.get("/flags?page=2")).text
    assert (first.count('id="flag-'), second.count('id="flag-')) == (25, 2)
    assert ('rel="next"' in first, 'rel="prev"' in second) == (True, True)


async def test_what_was_old_when_it_was_read_stands_apart_and_can_be_judged(shop, house, starter, client_as):  # noqa: F811
    await add_comment(BURNT, day=date(2026, 6, 1))
    await read(house, starter)
    anna = await client_as("product")
    assert "gequalmt" not in (await anna.get("/flags")).text
    past = (await anna.get("/flags?view=past")).text
    assert ("gequalmt" in past, "wartet seit" in past, "Von früher (1)" in past) == (True, False, True)
    flag = (await SafetyFlag.select().first())["id"]
    await anna.submit(f"/flags/{flag}", {"verdict": "harmless"})
    assert "gequalmt" in (await anna.get("/flags?view=harmless")).text
