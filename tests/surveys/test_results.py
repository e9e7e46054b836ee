"""What the results page counts, and above all what it keeps apart."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from feedback_app.foundation.languages import speaking
from surveys.answers import Item
from surveys.built_in import BUILT_IN
from surveys.catalogue import install_catalogue
from surveys.definition import Definition, Page, Scale, TextQuestion, Words
from surveys.form.reason_choices import offered_groups
from surveys.results.pages import ResultsPage, results_page
from surveys.results.queries import results_of, turnout
from tests.surveys import results_world as world
from tests.surveys.results_world import BERLIN, TODAY

CSAT, RETURNS, NPS, CES = BUILT_IN["csat"], BUILT_IN["returns"], BUILT_IN["nps"], BUILT_IN["ces"]


@pytest.fixture
async def shop(db: str, tmp_path):
    """A shop with its catalogue of reasons; gives the results page of a survey in German."""
    await install_catalogue()
    surroundings = world.house(tmp_path)

    async def page(code: str, **query: str) -> ResultsPage:
        asked = {"from" if name == "since" else name: value for name, value in query.items()}
        with speaking("de"):
            found = await results_page(code, asked, surroundings)
        assert found is not None
        return found

    return page


def restyled(definition: Definition, style: str) -> Definition:
    """The same survey with its scale drawn in another way."""
    page = definition.pages[0]
    scale = page.questions[0]
    assert isinstance(scale, Scale)
    questions = (msgspec.structs.replace(scale, style=style), *page.questions[1:])
    return msgspec.structs.replace(definition, pages=(Page(page.title, questions),))


async def test_a_survey_that_does_not_exist_has_no_results(db: str, tmp_path):
    assert await results_page("no_such", {}, world.house(tmp_path)) is None


async def test_a_survey_without_answers_says_so(shop):
    await world.publish("csat", CSAT)
    page = await shop("csat")
    assert (page.submissions, page.turnout.rate, page.questions[0].n, page.questions[0].score) == (0, None, 0, None)


async def test_criterion_21_satisfaction_is_shown_per_day_week_and_month_with_n_and_interval(shop):
    survey = await world.publish("csat", CSAT)
    for number in range(6):
        await world.answer(survey, date(2026, 11, 10), {"csat": 5 if number else 2})
        await world.answer(survey, date(2026, 11, 12), {"csat": 4})
    await world.answer(survey, date(2026, 10, 1), {"csat": 1})
    daily, weekly, monthly = [
        (await shop("csat", every=every)).questions[0].chart for every in ("day", "week", "month")
    ]
    assert [(p.day, p.score.n) for p in daily.points if p.score] == [
        (date(2026, 10, 1), 1),
        (date(2026, 11, 10), 6),
        (date(2026, 11, 12), 6),
    ]
    assert [(p.day, p.score.n) for p in weekly.points if p.score][-1] == (date(2026, 11, 9), 12)
    november = monthly.points[-1]
    assert (november.day, november.score.n, round(november.score.value, 3)) == (date(2026, 11, 1), 12, 0.917)
    assert (round(november.score.lower, 3), round(november.score.upper, 3)) == (0.646, 0.985)


async def test_criterion_21_fewer_than_five_answers_are_too_early_for_a_point(shop):
    survey = await world.publish("csat", CSAT)
    for day in (1, 1, 1, 1, 2, 2, 2, 2, 2):
        await world.answer(survey, date(2026, 11, day), {"csat": 5})
    chart = (await shop("csat", every="day")).questions[0].chart
    assert [point.score.early for point in chart.points] == [True, False]
    assert (len(chart.marks), chart.drawn) == (1, False)


async def test_criterion_14_scales_drawn_differently_are_never_added_up(shop):
    first = await world.publish("csat", CSAT, 1)
    second = await world.publish("csat", restyled(CSAT, "stars"), 2)
    await world.answer(first, TODAY, {"csat": 1})
    await world.answer(second, TODAY, {"csat": 5}, style="stars")
    page = await shop("csat", version="all")
    assert CSAT.pages[0].questions[0].words.de in page.left_out
    assert "csat" not in {question.code for question in page.questions}
    assert [question.style for question in (await shop("csat")).questions if question.code == "csat"] == ["stars"]


async def test_criterion_14_two_styles_of_one_question_are_two_results(shop):
    survey = await world.publish("csat", CSAT)
    await world.answer(survey, TODAY, {"csat": 1})
    await world.answer(survey, TODAY, {"csat": 5}, style="stars")
    found = [(one.style, one.n) for one in (await shop("csat")).questions if one.code == "csat"]
    assert sorted(found) == [("numbers", 1), ("stars", 1)]


async def test_one_version_at_a_time_the_newest_that_was_answered(shop):
    first = await world.publish("nps", NPS, 1)
    await world.publish("nps", msgspec.structs.replace(NPS, contact=False), 2)
    await world.answer(first, TODAY, {"nps": 9})
    page = await shop("nps")
    assert (page.version, page.submissions, page.mixed) == (1, 1, ())


async def test_all_versions_are_mixed_only_when_asked_for_and_then_say_so(shop):
    ids = [await world.publish("nps", msgspec.structs.replace(NPS, contact=bool(n)), n + 1) for n in range(2)]
    for survey in ids:
        await world.answer(survey, TODAY, {"nps": 9})
    page = await shop("nps", version="all")
    assert (page.submissions, page.mixed, page.left_out, page.questions[0].n) == (2, (1, 2), (), 2)


async def test_questions_that_differ_between_versions_are_left_out_and_named(shop):
    other = msgspec.structs.replace(
        NPS, pages=(Page(Words(), (NPS.pages[0].questions[0], TextQuestion("better", Words("Was noch?", "And?")))),)
    )
    for number, definition in enumerate((NPS, other), 1):
        await world.answer(await world.publish("nps", definition, number), TODAY, {"nps": 9})
    page = await shop("nps", version="all")
    assert ([question.code for question in page.questions], page.left_out) == (["nps"], ("Was noch?",))


async def test_drafts_are_counted_where_they_stopped_and_nowhere_else(shop):
    survey = await world.publish("returns", RETURNS)
    for step in ("item-1", "item-2", "page-1"):
        await world.begin(await world.invite(survey), step)
    answered = await world.invite(survey)
    await world.answer(survey, TODAY, {"csat": 4}, invitation=answered)
    found = await shop("returns")
    assert {step.step: step.count for step in found.turnout.steps} == {
        "Fragen zu einem Artikel": 2,
        "Seite 1: Zum Schluss": 1,
    }
    assert (found.submissions, found.turnout.answered, found.turnout.started, found.turnout.began) == (1, 1, 3, 4)
    assert (found.questions[0].n, found.returns.items) == (1, 0)


async def test_a_change_that_was_begun_is_not_unfinished(shop):
    survey = await world.publish("csat", CSAT)
    invitation = await world.invite(survey)
    await world.answer(survey, TODAY, {"csat": 4}, invitation=invitation)
    await world.begin(invitation, "page-1")
    assert (await shop("csat")).turnout.started == 0


async def test_the_response_rate_follows_the_invitations_of_the_span(shop):
    survey = await world.publish("csat", CSAT)
    for number in range(10):
        invitation = await world.invite(survey, TODAY - timedelta(days=3))
        if number < 3:
            await world.answer(survey, TODAY, {"csat": 4}, invitation=invitation)
    await world.invite(survey, TODAY - timedelta(days=400))
    found = (await shop("csat")).turnout
    assert (found.invited, found.answered, found.rate.value, found.rate.n) == (10, 3, 0.3, 10)
    assert (round(found.rate.lower, 3), round(found.rate.upper, 3)) == (0.108, 0.603)


async def test_an_anonymous_answer_counts_for_its_invitation(shop):
    survey = await world.publish("csat", msgspec.structs.replace(CSAT, anonymous=True))
    await world.invite(survey, spent_on=TODAY)
    await world.answer(survey, TODAY, {"csat": 4})
    found = await shop("csat")
    assert (found.turnout.answered, found.turnout.started, found.submissions) == (1, 0, 1)


async def test_suspects_and_disowned_orders_are_counted_apart(shop):
    survey = await world.publish("csat", CSAT)
    await world.suspect(await world.invite(survey))
    await world.suspect(await world.invite(survey), replaced=True)
    await world.invite(survey, disowned_at=world.NOON)
    found = await shop("csat")
    assert (found.turnout.suspects, found.turnout.replaced, found.turnout.disowned) == (2, 1, 1)
    assert found.submissions == 0


async def test_superseded_answers_do_not_count(shop):
    survey = await world.publish("csat", CSAT)
    submission = await world.answer(survey, TODAY, {"csat": 4})
    from surveys.tables import Answer

    await Answer.update({Answer.superseded_at: world.NOON}).where(Answer.submission == submission)
    await Answer(submission=submission, question="csat", number=5, style="numbers").save()
    assert [bar.count for bar in (await shop("csat")).questions[0].bars] == [1, 0, 0, 0, 0]


async def test_imported_ratings_without_an_answer_count_for_the_scale(shop):
    survey = await world.publish("returns", RETURNS)
    await world.answer(survey, TODAY, {"csat": 5})
    from surveys.tables import Submission

    row = Submission(survey=survey, submitted_at=world.NOON, day=TODAY, changed_at=world.NOON, rating=2)
    await row.save()
    scale = (await shop("returns")).questions[0]
    assert (scale.n, scale.score.value) == (2, 0.5)


async def test_choices_are_shares_of_those_who_answered(shop):
    survey = await world.publish("csat", CSAT)
    await world.answer(survey, TODAY, {"csat": 2}, {"why_low": ("delivery", "packaging")})
    await world.answer(survey, TODAY, {"csat": 2}, {"why_low": ("delivery",)})
    await world.answer(survey, TODAY, {"csat": 5})
    why = (await shop("csat")).questions[1]
    assert {bar.label: (bar.count, bar.share) for bar in why.bars if bar.count} == {
        "Die Lieferung": (2, 1.0),
        "Die Verpackung": (1, 0.5),
    }


async def test_recommendation_and_effort_have_their_own_figures(shop):
    nps, ces = await world.publish("nps", NPS), await world.publish("ces", CES)
    for value in (10, 9, 7, 3, 9):
        await world.answer(nps, TODAY, {"nps": value}, texts={"better": "schneller"})
        await world.answer(ces, TODAY, {"ces": min(value, 7)})
    recommended, easy = (await shop("nps")).questions, (await shop("ces")).questions[0]
    assert (recommended[0].score.value, recommended[1].n) == (40.0, 5)
    assert (easy.score.value, easy.average.value, easy.light) == (0.8, 6.2, None)


async def test_the_traffic_light_waits_for_five_answers(shop):
    survey = await world.publish("csat", CSAT)
    for number in range(5):
        await world.answer(survey, TODAY - timedelta(days=number * 30), {"csat": 5})
    assert (await shop("csat", since="2026-11-01")).questions[0].light is None
    assert (await shop("csat", since="2026-01-01")).questions[0].light == "good"


async def test_reasons_are_counted_on_two_levels_with_not_stated_as_its_own_bar(shop):
    survey = await world.publish("returns", RETURNS)
    for reason, group in (("too_small", "size_or_fit"), ("too_big", "size_or_fit"), ("too_small", ""), ("", "")):
        await world.item(await world.answer(survey), reason, group)
    await world.item(await world.answer(survey), "other", "other")
    found = (await shop("returns")).returns
    assert [(bar.below, bar.count, bar.quiet) for bar in found.reasons] == [
        (False, 3, False),
        (True, 2, False),
        (True, 1, False),
        (False, 1, False),
        (False, 1, True),
    ]
    assert [bar.label for bar in found.reasons[1:3]] == ["Zu klein", "Zu groß"]
    assert (found.reasons[-1].label, found.stated.value, found.items) == ("Keine Angabe", 0.8, 5)


async def test_an_empty_submission_is_one_item_without_a_reason(shop):
    survey = await world.publish("returns", RETURNS)
    await world.item(await world.answer(survey))
    found = (await shop("returns")).returns
    assert [(bar.label, bar.count) for bar in found.reasons] == [("Keine Angabe", 1)]


async def test_wishes_follow_ups_help_and_photos_are_counted(shop):
    survey = await world.publish("returns", RETURNS)
    invitation = await world.invite(survey)
    submission = await world.answer(survey, invitation=invitation)
    key = await world.order_item(submission, "O-1", sku="S1")
    await world.item(submission, "missing_parts", wish="exchange", help_shown="missing_parts", helped=True)
    await world.follow_up(submission, key, "where_fit", "waist")
    await world.follow_up(submission, key, "which_missing", text="die Schrauben")
    await world.picture(invitation, str(key))
    found = (await shop("returns")).returns
    assert {bar.label: bar.count for bar in found.wishes if bar.count} == {"Umtausch": 1}
    assert {one.code: one.n for one in found.follow_ups if one.n} == {"where_fit": 1, "which_missing": 1}
    assert [(one.code, one.shown, one.helped) for one in found.helps if one.shown] == [("missing_parts", 1, 1)]
    assert (found.photos, found.wished) == (1, 1)


async def test_honest_choices_show_no_sign_that_the_order_matters(shop):
    survey = await world.publish("returns", RETURNS)
    submission = await world.answer(survey)
    for seed in range(60):
        groups = offered_groups(RETURNS.items, Item("1", ""), str(seed))
        wanted = next(group for group in groups if group.code == "broken_or_damaged")
        child = wanted.children[0] if seed % 4 == 0 else wanted.children[2]
        await world.item(
            submission, child.code, wanted.code, group_position=wanted.position, reason_position=child.position
        )
    found = (await shop("returns")).returns
    assert (found.group_order.verdict, found.group_order.first.n) == ("no_sign", 60)
    assert found.group_order.expected == pytest.approx(1 / 6)
    assert (found.reason_order.first.value, found.reason_order.expected) == (0.25, 0.25)


async def test_ticking_what_stands_first_is_found_out(shop):
    survey = await world.publish("returns", RETURNS)
    submission = await world.answer(survey)
    for seed in range(40):
        first = offered_groups(RETURNS.items, Item("1", ""), str(seed))[0]
        await world.item(submission, first.children[0].code, first.code, group_position=1, reason_position=1)
    found = (await shop("returns")).returns
    assert (found.group_order.verdict, found.reason_order.verdict) == ("wins", "wins")


async def test_the_only_group_of_a_block_says_nothing_about_order(shop):
    survey = await world.publish("returns", RETURNS)
    submission = await world.answer(survey)
    await world.item(submission, "gift", "no_longer_wanted", group_position=7, reason_position=3)
    found = (await shop("returns")).returns
    assert (found.group_order, found.reason_order.first.n) == (None, 1)


async def test_the_span_is_cut_in_the_shops_own_days(shop):
    survey = await world.publish("csat", CSAT)
    for day in (date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 3)):
        await world.answer(survey, day, {"csat": 4})
    cut = await world.cut("csat", since="2026-11-02", to="2026-11-02")
    assert (await results_of(cut, "csat")).submissions == 1
    assert (await turnout(cut, BERLIN)).invited == 0


async def test_numbers_lead_to_their_submissions_only_where_the_list_shows_the_same(shop):
    survey = await world.publish("csat", CSAT)
    await world.answer(survey, TODAY, {"csat": 4})
    same, other = await shop("csat"), await shop("csat", since="2026-11-02")
    assert same.questions[0].bars[1].url == "/submissions?days=90&survey=csat&version=1&rating=4"
    assert other.questions[0].bars[1].url == ""


@pytest.mark.parametrize(
    "query", [{"from": "x", "to": "31-12-2026"}, {"version": "9" * 30}, {"every": "hour"}, {"from": "0001-01-01"}]
)
async def test_an_address_that_makes_no_sense_shows_the_usual_view(db: str, tmp_path, query):
    await world.answer(await world.publish("csat", CSAT), TODAY, {"csat": 4})
    page = await results_page("csat", query, world.house(tmp_path))
    assert page.submissions == 1
