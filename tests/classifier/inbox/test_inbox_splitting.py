"""The product proposes into which parts a theme could fall, in one language, and says when there are none."""

from __future__ import annotations

from classifier.inbox.splitting import FEWEST_TO_SPLIT, proposed_split
from classifier.themes import install_themes
from feedback_app.demo.comments import demo_comments
from tests.classifier.inbox.conftest import say


def said(pool: str, language: str = "de") -> list[str]:
    """Comments of the demo that are written about one matter for any article."""
    return [c.text for c in demo_comments() if (c.pool, c.language) == (pool, language) and "{" not in c.text]


SMALL, PARCELS = said("too_small"), said("crushed_parcels")
ENGLISH = said("too_small", "en") + said("defective", "en")


async def test_a_theme_of_two_matters_falls_into_parts_that_do_not_mix_them(db, house):
    await install_themes()
    small, parcels = await say(SMALL * 2, ["defective"]), await say(PARCELS * 2, ["defective"])
    parts = await proposed_split("defective", house)
    assert len(parts) >= 2
    for part in parts:
        mixed = min(len(set(part.comments) & set(small)), len(set(part.comments) & set(parcels)))
        assert mixed <= 0.2 * len(part.comments)
        assert set(part.typical) <= set(part.comments)
        assert part.name


async def test_a_language_is_no_part(db, house):
    await install_themes()
    german = {*(await say(SMALL, ["defective"])), *(await say(PARCELS, ["defective"]))}
    await say(ENGLISH, ["defective"], language="en")
    for part in await proposed_split("defective", house):
        assert (part.language, set(part.comments) <= german) == ("de", True)


async def test_few_comments_are_not_split(db, house):
    await install_themes()
    await say(SMALL[: FEWEST_TO_SPLIT - 1], ["defective"])
    assert await proposed_split("defective", house) == ()


async def test_a_theme_that_does_not_exist_has_no_parts(db, house):
    assert await proposed_split("no_such_theme", house) == ()
