"""The page of one case: what the customer said, what can be done, what happened. Reads only.

Invariant: a telephone number is shown to those who answer customers, and to nobody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from classifier.comments import comment_views
from feedback_app.cases.following import NOT_MAILED, link_of
from feedback_app.cases.history import history_of
from feedback_app.cases.listing import row_of
from feedback_app.cases.states import Step, allows
from feedback_app.cases.views import AnswerView, CaseForm, CasePage, CaseWork, FollowUpView, ScoreView
from feedback_app.foundation.access import SERVING, Colleagues, Viewer
from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.house import House
from feedback_app.foundation.languages import OWN_NAMES
from feedback_app.foundation.languages import gettext as _
from feedback_app.foundation.typed_numbers import LARGEST_ID
from surveys.callbacks import callback_of
from surveys.definition import Definition, Nps, Scale
from surveys.surveys import survey_version
from surveys.wording import said

LARGEST_NPS: Final = 10
STEPS: Final = 5
CASE: Final = """
    SELECT c.id, c.kind, c.state, c.submission, c.cause, c.done, c.handover_asked_at, c.handed_over_at,
        c.helpdesk_reference, c.asked_at, c.seed, c.recovered, c.owner_id, m.state AS mailed FROM service_case c
    LEFT JOIN mailing m ON m.id = c.mailing WHERE c.id = ?
"""
HEAD: Final = "SELECT survey, order_id, submitted_at, language, rating FROM submission WHERE id = ?"
NUMBERS: Final = """
    SELECT question, number FROM answer WHERE submission = ? AND superseded_at IS NULL AND number IS NOT NULL
    ORDER BY id
"""
COMMENTS: Final = "SELECT id FROM comment WHERE submission = ? AND superseded_at IS NULL ORDER BY id"


async def case_page(
    house: House, viewer: Viewer, colleagues: Colleagues, case_id: int, form: CaseForm | None = None
) -> CasePage | None:
    """Return everything about one case; None when there is none. ``form``: one that did not validate."""
    row = await row_of(house, case_id) if case_id <= LARGEST_ID else None
    if row is None:
        return None
    case = (await fetch(CASE, case_id))[0]
    return CasePage(
        case=row,
        kind=case["kind"],
        answer=await _answer(case["submission"], viewer),
        cause=case["cause"],
        done=case["done"],
        work=await _work(case, viewer, colleagues, form),
        follow_up=_follow_up(house, case, viewer),
        history=await history_of(case_id),
        zone=house.zone,
    )


async def _answer(submission_id: int, viewer: Viewer) -> AnswerView:
    head = (await fetch(HEAD, submission_id))[0]
    wish = await callback_of(submission_id)
    definition = (await survey_version(head["survey"])).definition
    ids = [row["id"] for row in await fetch(COMMENTS, submission_id)]
    return AnswerView(
        submission_url=f"/submissions/{submission_id}",
        submitted_at=head["submitted_at"],
        order_id=head["order_id"],
        language=OWN_NAMES.get(head["language"], head["language"]),
        scores=_scores(head["rating"], await fetch(NUMBERS, submission_id), definition),
        comments=await comment_views(ids, viewer),
        wish=wish is not None,
        phone=wish.phone if wish and viewer.role in SERVING else "",
        consented_at=wish.consented_at if wish else None,
        called_at=wish.done_at if wish else None,
    )


def _scores(rating: int | None, numbers: list[dict[str, Any]], definition: Definition) -> tuple[ScoreView, ...]:
    """Say each number that was given; the rating of an import stands beside no question."""
    asked = {one.code: one for one in definition.questions() if isinstance(one, Scale | Nps)}
    found = [
        ScoreView(said(question.words), _of(row["number"], question))
        for row in numbers
        if (question := asked.get(row["question"])) is not None
    ]
    if not found and rating is not None:
        found.append(ScoreView(_("Satisfaction"), _("%(number)s of %(steps)s") % {"number": rating, "steps": STEPS}))
    return tuple(found)


def _of(number: int, question: Scale | Nps) -> str:
    steps = LARGEST_NPS if isinstance(question, Nps) else len(question.steps)
    return _("%(number)s of %(steps)s") % {"number": number, "steps": steps}


async def _work(case: Mapping[str, Any], viewer: Viewer, colleagues: Colleagues, form: CaseForm | None) -> CaseWork:
    may, state = viewer.role in SERVING, case["state"]
    return CaseWork(
        may_act=may,
        may_take=may and allows(state, Step.TAKE) and case["owner_id"] != viewer.id,
        may_answer=may and allows(state, Step.ANSWER),
        may_solve=may and allows(state, Step.SOLVE),
        may_close=may and allows(state, Step.CLOSE),
        may_reopen=may and allows(state, Step.REOPEN),
        may_forward=may and allows(state, Step.FORWARD),
        may_hand_over=may and allows(state, Step.HAND_OVER) and case["handover_asked_at"] is None,
        handing_over=case["handover_asked_at"] is not None and case["handed_over_at"] is None,
        handed_over_at=case["handed_over_at"],
        reference=case["helpdesk_reference"],
        colleagues=await colleagues.with_role(SERVING) if may else (),
        form=form or CaseForm(reference=case["helpdesk_reference"]),
    )


def _follow_up(house: House, case: Mapping[str, Any], viewer: Viewer) -> FollowUpView | None:
    """Say what became of the question whether it is solved; None while nobody was asked."""
    if case["asked_at"] is None or (case["mailed"] is None and not case["seed"]):
        return None
    if case["recovered"] is not None:
        return FollowUpView(_("Solved") if case["recovered"] else _("Not solved, or only in part"), "")
    if case["seed"]:
        words = _("No e-mail may be sent here. Give this link to the customer, for example when you call.")
        return FollowUpView(words, link_of(house, case["seed"]) if viewer.role in SERVING else "")
    if case["mailed"] in NOT_MAILED:
        return FollowUpView(_("The e-mail was not sent. A link follows in a moment."), "")
    return FollowUpView(_("Asked by e-mail, no answer yet"), "")
