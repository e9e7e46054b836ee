"""What the rooms around the themes have to show besides comments: a deed, a rule, a word, a group, a danger, a model.

Invariants: each is made once per house, however many languages look at it; a group that the product found itself stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time

from classifier.care import versions
from classifier.tables import GlossaryWord, Proposal, ProposalComment, SafetyFlag, ThemeRule
from classifier.workbench import deeds
from classifier.workbench.drafts import Draft
from feedback_app import worker
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from surveys import imports

NOBODY = 0
HURT = "Der Schirm ist zerbrochen, ich habe mich an den Scherben geschnitten und es hat stark geblutet."
FRENCH = "Le colis est arrivé trop tard et la boîte était complètement abîmée, je suis très déçue de cette commande."
NEWEST = "SELECT id FROM comment WHERE text <> '' ORDER BY id DESC LIMIT 12"
TOLD = (("browser-hurt", "de", HURT, "Leuchte Amrum"), ("browser-french", "fr", FRENCH, "Regal Sylt"))


@dataclass(frozen=True, slots=True)
class Rooms:
    """Paths of one thing in each room."""

    proposal: str
    flag: str
    model: str


async def furnish_rooms(house: House, tools: worker.Tools) -> Rooms:
    """Put one thing into each room that is empty, and say where each is."""
    if not await ThemeRule.exists():
        await _tell(house, tools)
        await _decide(house.now())
    proposal = await Proposal.objects().where(Proposal.state == "open").order_by(Proposal.id).first()
    flag = await SafetyFlag.objects().order_by(SafetyFlag.id, ascending=False).first()
    assert flag is not None, "the story has somebody who was hurt"
    model = await versions.active(house)
    proposal_id = proposal.id if proposal else await _group_of_newest(house.now())
    return Rooms(f"/themes/inbox/{proposal_id}", f"/flags/{flag.id}", f"/themes/models/{model.version}")


async def _tell(house: House, tools: worker.Tools) -> None:
    """Let somebody tell of a wound, and somebody write in French; a day ago, so that both are old news."""
    then = datetime.combine(house.today(), time(1), UTC)
    rows = [
        {
            "external_id": name,
            "submitted_at": then.isoformat(),
            "language": language,
            "product": product,
            "comment": text,
        }
        for name, language, text, product in TOLD
    ]
    await imports.store_submission_rows(house, rows)
    await worker.run_once(house, tools, ("assign",))


async def _decide(now: datetime) -> None:
    """Let a member create a theme, write a rule and enter a word."""
    draft = Draft("Teelicht", "Tea light", "product", words_de="Teelicht", words_en="tea light")
    await deeds.create(draft, (), NOBODY, now, signed="Petra Lindner")
    await ThemeRule(
        theme="packaging", effect="always", pattern="(Karton OR Paket) nass", member_id=NOBODY, created_at=now
    ).save()
    await GlossaryWord(word="malmö", meaning="", member_id=NOBODY, created_at=now).save()
    await GlossaryWord(word="pinökel", meaning="kleines Teil", member_id=NOBODY, created_at=now).save()


async def _group_of_newest(now: datetime) -> int:
    """Propose a group where the product found none: what it says matters less than that it is there."""
    group = Proposal(state="open", name="Karton, zerdrückt", language="de", size=12, found_at=now, seen_at=now)
    await group.save()
    comments = [row["id"] for row in await fetch(NEWEST)]
    for rank, comment in enumerate(comments):
        await ProposalComment(proposal=group.id, comment=comment, rank=rank).save()
    return int(group.id)
