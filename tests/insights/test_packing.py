"""The column store counts what the tables hold, after every kind of change, on both engines."""

from __future__ import annotations

import random
from datetime import timedelta

import numpy as np
import pytest

from feedback_app.foundation.database import transaction
from feedback_app.foundation.dialect import execute
from feedback_app.insights.store import facts as store_facts
from feedback_app.insights.store import packing
from feedback_app.insights.store.columns import PAIR, SAID, ColumnsError, pack, unpack
from feedback_app.insights.store.facts import facts_now
from feedback_app.insights.views import Span
from tests.insights.desk_world import LAST, THEMES, VALUES, count, fits, inspect, write_shop

EVER = Span(LAST - timedelta(days=400), LAST)


def random_filters(chance: random.Random) -> dict[str, str]:
    choices = {**VALUES, "channel": ("link", "mail"), "rating": ("1", "5"), "theme": THEMES, "text": ("1",)}
    names = chance.sample(sorted(choices), chance.randrange(4))
    return {name: value for name in names if (value := chance.choice([v for v in choices[name] if v]))}


async def test_every_count_equals_the_brute_force_over_random_filters(db, house) -> None:
    said = await write_shop(house, 300, seed=7)
    facts, chance = await facts_now(), random.Random(1)
    for _ in range(60):
        since = LAST - timedelta(days=chance.randrange(45))
        span, filters = Span(since, since + timedelta(days=chance.randrange(45))), random_filters(chance)
        found, brute = facts.said(span, filters), [one for one in said if fits(one, span, filters)]
        cut = found.where(found.column("comment") > 0)
        assert sorted(cut.column("comment")) == sorted(one.id for one in brute), filters
        assert cut.pieces() == sum(one.quantity for one in brute if not one.question)
        assert len(cut.by_submission()) == len({one.submission for one in brute})
        themes = dict(zip(facts.values("theme"), cut.theme_counts(len(facts.values("theme"))), strict=True))
        for theme in THEMES:
            assert themes.get(theme, 0) == sum(one.text != "" and theme in one.themes for one in brute)


async def test_a_part_of_a_cut_counts_like_the_filter_for_it(db, house) -> None:
    await write_shop(house, 120, seed=3)
    facts = await facts_now()
    cut = facts.said(EVER, {})
    part = cut.where(cut.column("carrier") == facts.code("carrier", "GLS"))
    again = facts.said(EVER, {"carrier": "GLS"})
    assert part.column("comment").tolist() == again.column("comment").tolist()
    assert part.themes().row.tolist() == again.themes().row.tolist()


async def test_a_second_pass_finds_nothing_to_do(db, house) -> None:
    await write_shop(house, 20, seed=1)
    assert await packing.run(house) == 0


async def test_what_changes_is_packed_anew_and_nothing_else(db, house) -> None:
    said = await write_shop(house, 60, seed=2)
    before = await facts_now()
    async with transaction():
        await execute("DELETE FROM submission WHERE id = ?", said[0].submission)
    assert await packing.run(house) == 1
    after = await facts_now()
    gone = sum(one.submission == said[0].submission for one in said)
    assert after.said(EVER, {}).size == before.said(EVER, {}).size - gone
    assert np.count_nonzero(before.said(EVER, {}).column("comment")) == len(said), (
        "a snapshot that was given out never changes"
    )


async def test_an_empty_shop_has_nothing_and_says_so(db, house) -> None:
    assert await packing.run(house) == 0
    facts = await facts_now()
    assert facts.said(EVER, {}).size == 0
    assert facts.said(EVER, {"carrier": "nobody"}).theme_counts(1).tolist() == [0]
    assert facts.first_day is None


async def test_the_day_that_lost_all_its_answers_is_empty(db, house) -> None:
    await write_shop(house, 6, seed=4, days=1)
    await facts_now()
    async with transaction():
        await execute("DELETE FROM submission")
    await packing.run(house)
    assert (await facts_now()).said(EVER, {}).size == 0


async def test_a_rating_without_comment_counts_as_one_row(db, house) -> None:
    said = await write_shop(house, 2, seed=5)
    async with transaction():
        await execute("DELETE FROM comment")
    await packing.run(house)
    cut = (await facts_now()).said(EVER, {})
    assert (cut.size, cut.items()) == (len({one.submission for one in said}), 0)
    assert cut.column("rating")[0] == (said[0].rating or 0)


async def test_an_inspection_stands_beside_the_comment(db, house) -> None:
    said = await write_shop(house, 10, seed=6)
    await inspect(said[0].id, said[0].day, "D", "defective")
    assert await packing.run(house) == 1
    cut = (await facts_now()).said(EVER, {})
    row = cut.column("comment").tolist().index(said[0].id)
    assert cut.column("condition")[row] == packing.CONDITIONS.index("D") + 1
    assert cut.column("finding")[row] == packing.FINDINGS.index("defective") + 1


async def test_shipments_are_counted_and_do_not_know_sizes(db, house) -> None:
    await write_shop(house, 2, seed=8)
    facts = await facts_now()
    sent = facts.sent(EVER, {"carrier": "GLS"})
    assert sent is not None
    assert int(sent.column("quantity").sum(dtype=int)) == await count(
        "SELECT SUM(quantity) AS n FROM shipment WHERE carrier = ?", "GLS"
    )
    assert facts.sent(EVER, {"size": "M"}) is None


async def test_a_result_that_goes_over_to_another_comment_of_the_day_is_packed_anew(db, house) -> None:
    said = await write_shop(house, 20, seed=11, days=1)
    await inspect(said[0].id, said[0].day, "D", "defective")
    await packing.run(house)
    async with transaction():
        await execute('UPDATE "inspection" SET "comment" = ?', said[1].id)
    assert await packing.run(house) == 1
    cut = (await facts_now()).said(EVER, {})
    assert cut.column("comment")[cut.column("finding") > 0].tolist() == [said[1].id]


async def test_what_is_packed_while_a_snapshot_is_read_has_names_for_all_its_values(db, house, monkeypatch) -> None:
    await write_shop(house, 12, seed=12)
    read = store_facts._chunk

    async def meanwhile(kind, month):
        async with transaction():
            await execute("UPDATE comment SET carrier = 'Neu', revision = revision + 1")
        await packing.run(house)
        return await read(kind, month)

    monkeypatch.setattr(store_facts, "_chunk", meanwhile)
    facts = await facts_now()
    assert int(facts.said(EVER, {}).column("carrier").max()) < len(facts.values("carrier"))


def test_a_damaged_day_is_refused() -> None:
    content = pack(unpack(pack(_rows(3), _pairs(2)), SAID)[0])
    with pytest.raises(ColumnsError):
        unpack(content, PAIR)


def _rows(size: int):
    return np.zeros(size, SAID)


def _pairs(size: int):
    return np.zeros(size, PAIR)


async def test_the_newest_answers_are_packed_without_looking_at_older_days(db, house) -> None:
    said = await write_shop(house, 80, seed=9)
    old = next(one for one in said if one.day < LAST - timedelta(days=1))
    new = next(one for one in said if one.day >= LAST - timedelta(days=1))
    async with transaction():
        await execute("UPDATE submission SET revision = 2 WHERE id IN (?, ?)", old.submission, new.submission)
    assert await packing.run_recent(house) == 1
    assert await packing.run(house) == 1
