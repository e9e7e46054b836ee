"""One posted step of a form put together with what was saved, and what follows from it.

Invariants: whatever was typed is in ``fields``, whether it is right or wrong; nothing here writes. Read first what is
stored (``begun``), then what was posted (``posted``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from feedback_app.foundation.dialect import fetch
from surveys.answers import Answers, Fields, Problem, ProblemKind, Problems
from surveys.catalogue import retired_reasons
from surveys.definition import Definition, Hidden, PhotoQuestion
from surveys.form.body import FormBody, PostedFile, for_present_items, single
from surveys.form.drafts import SavedDraft, draft_of
from surveys.form.parsing import parse_answers, parse_step
from surveys.form.photos import PlacedPicture, StoredPhoto, counted, photos_of, read_picture, with_room
from surveys.form.reason_choices import without_retired
from surveys.form.refill import fields_of
from surveys.form.steps import CHOSEN, Step, field_names, merged, step_named, steps_of
from surveys.form.visits import Visit
from surveys.submissions import StoredAnswer, answer_of
from surveys.tables import Callback

CONTROLS: Final = frozenset({"step", "go", "nonce", "website"})
MOST_FILES: Final = 12


@dataclass(frozen=True, slots=True)
class Begun:
    """What is stored behind a link: an answer, what was begun, pictures. ``fields`` fill the form."""

    answer: StoredAnswer | None
    draft: SavedDraft | None
    photos: tuple[StoredPhoto, ...]
    fields: Fields
    retired: frozenset[str]

    @property
    def last(self) -> datetime | None:
        """When something was stored last; None when nothing is."""
        saved = self.draft.changed_at if self.draft else None
        return saved or (self.answer.changed_at if self.answer else None)


@dataclass(frozen=True, slots=True)
class Filled:
    """A posted form. ``names``: the fields that this post was about; ``whole``: of all steps at once.

    ``definition`` offers no retired reasons. ``moved``: items that took over what was said about items that are gone.
    """

    definition: Definition
    fields: Fields
    steps: tuple[Step, ...]
    step: Step
    names: frozenset[str]
    whole: bool
    moved: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    pictures: tuple[PlacedPicture, ...] = ()


async def begun(visit: Visit) -> Begun:
    """Return what is stored behind a link: what was begun goes before what was sent."""
    found = visit.found
    there = (await fetch(_WHAT_IS_THERE, found.id, found.id, found.id))[0]
    answer = await answer_of(found) if there["answers"] else None
    draft = await draft_of(found.id) if there["drafts"] else None
    photos = await photos_of(found.id) if there["photos"] else ()
    fields: Fields = draft.fields if draft is not None else {}
    if draft is None and answer is not None:
        fields = fields_of(found.definition, visit.items, answer.answers, counted(photos))
    return Begun(answer, draft, photos, fields, await retired_reasons())


# Most links are opened with nothing behind them: one question instead of three.
_WHAT_IS_THERE: Final = """
    SELECT (SELECT COUNT(*) FROM "submission" WHERE "invitation" = ?) AS answers,
        (SELECT COUNT(*) FROM "draft" WHERE "invitation" = ?) AS drafts,
        (SELECT COUNT(*) FROM "photo" WHERE "invitation" = ?) AS photos
"""


def shown(visit: Visit, begun: Begun, key: str) -> Filled:
    """Return the step with this key, or where the customer left off, as it is shown when a link is opened."""
    present, _ = for_present_items(begun.fields, [item.key for item in visit.items])
    fields = {**brought_along(visit), **present}
    definition = without_retired(visit.found.definition, begun.retired, fields)
    steps = steps_of(definition, visit.items, fields)
    step = step_named(steps, key or (begun.draft.step if begun.draft else ""))
    return Filled(definition, fields, steps, step, frozenset(), whole=False)


def brought_along(visit: Visit) -> Fields:
    """Return the hidden answers that the link's address carries."""
    asked = visit.request.query_params
    codes = [question.code for question in visit.found.definition.questions() if isinstance(question, Hidden)]
    return {f"q-{code}": (asked[code],) for code in codes if asked.get(code)}


def posted(visit: Visit, begun: Begun, body: FormBody) -> Filled:
    """Put a posted form over what was saved. Without ``step`` it speaks of the whole form at once."""
    keys = [item.key for item in visit.items]
    # A moved item is looked for among everything, saved or posted, so that its words land where nothing stands.
    together = {**begun.fields, **{name: body.fields[name] for name in body.fields if name not in CONTROLS}}
    present, moved = for_present_items(together, keys)
    definition = without_retired(visit.found.definition, begun.retired, present)
    whole = not single(body.fields, "step")
    before = steps_of(definition, visit.items, present)
    asked = step_named(before, single(body.fields, "step"))
    names = _names(visit, definition, before, None if whole else asked, body)
    fields = present if moved else merged(begun.fields, body.fields, names)
    steps = steps_of(definition, visit.items, fields)
    step = step_named(steps, f"item-{moved[0]}" if moved else asked.key)
    filled = Filled(definition, fields, steps, step, names, whole, moved)
    problems = _arrived(visit, filled, body)
    return replace(filled, problems=problems, step=step_named(steps, problems[0].step) if problems else step)


async def with_pictures(visit: Visit, begun: Begun, filled: Filled, body: FormBody) -> Filled:
    """Add the pictures that were posted, encoded anew, and what is wrong with the others."""
    pictures: list[PlacedPicture] = []
    problems: list[Problem] = []
    for file in body.files[:MOST_FILES]:
        place = place_of(visit, filled.definition, file)
        if not place:
            continue
        picture = await read_picture(file.content)
        if isinstance(picture, ProblemKind):
            problems.append(Problem(file.field, picture, step=filled.step.key))
        else:
            pictures.append(PlacedPicture(place, picture))
    kept, full = with_room(begun.photos, pictures)
    problems += [Problem(_control(place), ProblemKind.PHOTO_TOO_MANY, step=filled.step.key) for place in full]
    return replace(filled, pictures=kept, problems=(*filled.problems, *problems))


def not_kept(visit: Visit, filled: Filled, body: FormBody) -> tuple[Problem, ...]:
    """Say which pictures came with a form that is only shown again: a page cannot give a file back."""
    places = dict.fromkeys(place_of(visit, filled.definition, file) for file in body.files)
    return tuple(Problem(_control(place), ProblemKind.PHOTO_AGAIN, step=filled.step.key) for place in places if place)


def _control(place: str) -> str:
    """Return the name of the control for pictures of a place."""
    return place if place.startswith("q-") else f"photo-{place}"


def place_of(visit: Visit, definition: Definition, file: PostedFile) -> str:
    """Return where a posted file belongs: an item's key or ``q-<code>``; "" when nobody asked for it."""
    family, _, key = file.field.partition("-")
    if family == "photo" and definition.items is not None and definition.items.photos:
        return key if key in {item.key for item in visit.items} else ""
    asked = {f"q-{question.code}" for question in definition.questions() if isinstance(question, PhotoQuestion)}
    return file.field if file.field in asked else ""


def checked(visit: Visit, begun: Begun, filled: Filled) -> tuple[Problem, ...]:
    """Return what is wrong with the posted step, beside what arrived badly."""
    if filled.problems:
        return filled.problems
    return parse_step(
        filled.definition,
        visit.items,
        filled.fields,
        filled.step,
        filled.step.number == filled.step.of,
        visit.seed,
        _photo_counts(begun, filled),
    )


async def read(visit: Visit, begun: Begun, filled: Filled) -> Answers | Problems:
    """Read the whole form, or say what is wrong with it."""
    if filled.problems:
        return Problems(filled.problems)
    fields = await _with_known_phone(begun, filled.fields)
    answers = parse_answers(filled.definition, visit.items, fields, visit.seed, _photo_counts(begun, filled))
    if isinstance(answers, Problems) or not answers.wants_news or answers.email:
        return answers
    if begun.answer is not None and begun.answer.told:
        return answers
    # A draft keeps no address: without this, who went back before sending would wait for news in vain.
    return Problems((Problem("email", ProblemKind.ADDRESS_MISSING, step=filled.steps[-1].key),))


def next_step(filled: Filled, forward: bool) -> Step:
    """Return the step after or before the posted one; at the ends the same."""
    at = filled.step.number - 1 + (1 if forward else -1)
    return filled.steps[min(max(at, 0), len(filled.steps) - 1)]


def draft_at(begun: Begun, step: Step, fields: Fields, served_at: datetime) -> SavedDraft:
    """Return what is saved of a form that goes on at ``step``."""
    return SavedDraft(step.key, fields, begun.draft.served_at if begun.draft else served_at)


def _names(
    visit: Visit, definition: Definition, steps: tuple[Step, ...], step: Step | None, body: FormBody
) -> frozenset[str]:
    """Return the fields that a post speaks of: those of one step, or of all."""
    if step is not None:
        return field_names(definition, visit.items, step, step.number == step.of)
    every = frozenset[str]().union(*(field_names(definition, visit.items, one, True) for one in steps))
    # Who posts the whole form without ticking items means those about which something is said.
    return every if CHOSEN in body.fields else every - {CHOSEN}


def _arrived(visit: Visit, filled: Filled, body: FormBody) -> tuple[Problem, ...]:
    if filled.moved:
        return tuple(Problem(f"comment-{key}", ProblemKind.MOVED, step=f"item-{key}") for key in filled.moved)
    damaged = sorted(filled.names & body.damaged)
    if body.fields and not (filled.names | CONTROLS) & body.fields.keys():
        # Another encoding, or not our form: storing it as an empty answer would lose what was typed.
        damaged = ["main"]
    return tuple(Problem(field, ProblemKind.UNREADABLE, step=_step_of(visit, filled, field)) for field in damaged)


def _step_of(visit: Visit, filled: Filled, field: str) -> str:
    """Return the step where a field stands; a whole form may be wrong in another than its first."""
    if not filled.whole:
        return filled.step.key
    places = (step for step in filled.steps if field in field_names(filled.definition, visit.items, step, False))
    return next((step.key for step in places), filled.step.key)


def _photo_counts(begun: Begun, filled: Filled) -> Mapping[str, int]:
    return counted(begun.photos, filled.pictures)


async def _with_known_phone(begun: Begun, fields: Fields) -> Fields:
    """A stored number is not shown again, so a form that still wants a call comes without it."""
    if begun.answer is None or not begun.answer.called or single(fields, "phone") or single(fields, "call_me") != "yes":
        return fields
    kept = await Callback.select(Callback.phone).where(Callback.submission == begun.answer.submission_id).first()
    return {**fields, "phone": (kept["phone"],)} if kept else fields
