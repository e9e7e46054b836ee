"""The fictional year: always the same, with the rhythm of a shop, and with issues that can be found."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import cache
from random import Random

import numpy as np
import pytest

from feedback_app.alerts.trends import Panel, scan
from feedback_app.demo import issues, rhythm
from feedback_app.demo.catalogue import PRODUCTS, REASONS
from feedback_app.demo.comments import CLOSING, OPENING, UNSTATED, Deck, demo_comments
from feedback_app.demo.generator import DAYS, generate
from feedback_app.demo.issues import PLANTED, UNNAMED
from surveys import redact
from surveys.catalogue import catalogue
from surveys.import_rows import SHIPMENT_COLUMNS, SUBMISSION_COLUMNS

LAST = date(2026, 11, 19)
CODES = {entry.code for entry in catalogue()}
# What each team watches in a shop of this size, so the threshold is one that really applies.
WATCHED_SERIES = 200


@cache
def submissions(seed: int = 1, last: date = LAST) -> tuple[dict[str, str], ...]:
    return tuple(generate(seed, last, demo_comments()).submissions)


@cache
def shipments() -> tuple[dict[str, str], ...]:
    return tuple(generate(1, LAST, demo_comments()).shipments)


def day_of(row: dict[str, str]) -> date:
    return date.fromisoformat(row["submitted_at"][:10])


def in_slice(issue: issues.PlantedIssue, row: dict[str, str]) -> bool:
    return issue.concerns(row["sku"], row["carrier"])


def test_the_same_seed_and_day_make_the_same_year_whatever_is_read_first():
    other = generate(1, LAST, demo_comments())
    assert tuple(other.shipments) == shipments()
    assert tuple(other.submissions) == submissions()


def test_another_seed_makes_another_year():
    assert submissions(seed=2)[:50] != submissions()[:50]


def test_rows_have_the_columns_of_the_import():
    assert all(tuple(row) == SUBMISSION_COLUMNS for row in submissions())
    assert all(tuple(row) == SHIPMENT_COLUMNS for row in shipments())


def test_every_answer_has_its_own_number_marked_as_demo():
    numbers = {row["external_id"] for row in submissions()}
    assert len(numbers) == len(submissions())
    assert all(number.startswith("demo-") for number in numbers)


def test_a_year_holds_thirty_to_forty_answers_a_day_and_less_than_half_have_words():
    assert 30 <= len(submissions()) / DAYS <= 40
    assert 0.4 < np.mean([bool(row["comment"]) for row in submissions()]) < 0.5


def test_the_year_ends_with_the_last_day():
    days = {day_of(row) for row in submissions()}
    assert (min(days), max(days)) == (LAST - timedelta(days=DAYS - 1), LAST)


def test_customers_write_on_mondays_and_nothing_is_sent_on_sundays():
    written = Counter(day_of(row).weekday() for row in submissions())
    assert written[0] > 1.5 * written[5]
    assert all(date.fromisoformat(row["date"]).weekday() != 6 for row in shipments())


def test_black_friday_is_the_day_after_thanksgiving():
    assert [rhythm.black_friday(year) for year in (2024, 2025, 2026)] == [
        date(2024, 11, 29),
        date(2025, 11, 28),
        date(2026, 11, 27),
    ]


def test_twice_as_much_is_sent_in_black_friday_week_and_more_comes_back_after_it():
    friday = date(2025, 11, 28)
    sent, back = Counter(), Counter(day_of(row) for row in submissions())
    for row in shipments():
        sent[date.fromisoformat(row["date"])] += int(row["quantity"])

    def week(counter: Counter[date], start: date) -> int:
        return sum(counter[start + timedelta(days=day)] for day in range(7))

    assert week(sent, friday - timedelta(days=4)) > 1.6 * week(sent, friday - timedelta(days=18))
    assert week(back, friday + timedelta(days=7)) > 1.3 * week(back, friday - timedelta(days=11))


def test_more_comes_back_in_early_january_than_was_sent_for():
    january, september = (rhythm.answers_written(day, LAST, 0.15) for day in (date(2026, 1, 12), date(2026, 9, 14)))
    sent_before = rhythm.pieces_sent(date(2026, 1, 5), LAST) / rhythm.pieces_sent(date(2026, 9, 7), LAST)
    assert january / september > 1.2 * sent_before


@pytest.mark.parametrize("issue", PLANTED, ids=lambda issue: issue.wording)
def test_a_planted_issue_multiplies_its_share_from_its_day_on(issue):
    since = issue.since(LAST)
    before = [row["reason"] == issue.reason for row in submissions() if in_slice(issue, row) and day_of(row) < since]
    after = [row["reason"] == issue.reason for row in submissions() if in_slice(issue, row) and day_of(row) >= since]
    assert 0.75 * issue.factor < np.mean(after) / np.mean(before) < 1.35 * issue.factor


@pytest.mark.parametrize("last", [LAST, date(2026, 6, 10), date(2027, 1, 10)])
@pytest.mark.parametrize("issue", PLANTED, ids=lambda issue: issue.wording)
def test_a_planted_issue_raises_an_alarm_at_one_false_alarm_a_month(issue, last):
    first = last - timedelta(days=DAYS - 1)
    counts, answers = np.zeros((1, DAYS)), np.zeros((1, DAYS))
    for row in submissions(1, last):
        if in_slice(issue, row):
            answers[0, (day_of(row) - first).days] += 1
            counts[0, (day_of(row) - first).days] += row["reason"] == issue.reason
    answers[answers == 0] = np.nan
    panel = Panel(np.where(np.isnan(answers), np.nan, counts), answers, first, "day")
    found = scan(panel, DAYS - 56, 1.0 / WATCHED_SERIES)
    assert found.alarm[0, -1]
    assert abs((first + timedelta(days=int(found.since[0, -1])) - issue.since(last)).days) <= 7


def test_customers_tell_of_an_issue_in_its_own_words():
    late = [row["comment"] for row in submissions() if row["sku"] == "HB-3002" and day_of(row) > LAST - timedelta(16)]
    early = [row["comment"] for row in submissions() if day_of(row) < LAST - timedelta(16)]
    assert sum("2609" in text for text in late) >= 2
    assert not any("2609" in text for text in early)


def test_a_matter_without_a_theme_grows_to_the_last_day():
    pool = [comment.text for comment in demo_comments() if comment.pool == UNNAMED.wording]
    words = {text.format(product=article.name, size="", color="") for text in pool for article in PRODUCTS}
    ago = [(LAST - day_of(row)).days for row in submissions() if row["comment"] in words]
    assert len(ago) >= 40
    assert max(ago) < UNNAMED.days
    assert sum(days < UNNAMED.days / 2 for days in ago) > 2 * sum(days >= UNNAMED.days / 2 for days in ago)


def test_the_matter_without_a_theme_changes_no_other_row():
    without = generate(1, LAST, [comment for comment in demo_comments() if comment.pool != UNNAMED.wording])
    changed = [row for row, other in zip(submissions(), without.submissions, strict=True) if row != other]
    assert 20 <= len(changed) <= 100
    assert all(day_of(row) > UNNAMED.since(LAST) and row["category"] == UNNAMED.category for row in changed)


def test_every_reason_is_in_the_catalogue_and_every_reason_is_given():
    assert {code for reasons in REASONS.values() for code in reasons} == CODES | {""}
    assert {row["reason"] for row in submissions()} == CODES | {""}


def test_there_are_comments_enough_for_every_reason_in_both_languages():
    pools = Counter((comment.pool, comment.language) for comment in demo_comments())
    planted = {issue.wording for issue in (*PLANTED, UNNAMED)}
    assert {pool for pool, _ in pools} == CODES | set(UNSTATED) | planted | {OPENING, CLOSING}
    assert all(count >= (10 if language == "de" else 4) for (pool, language), count in pools.items() if pool != OPENING)
    assert sum(count for (_, language), count in pools.items() if language == "de") >= 500
    assert sum(count for (_, language), count in pools.items() if language == "en") >= 150


def test_something_fits_wherever_a_reason_can_be_given():
    for article in PRODUCTS:
        for reason in REASONS[article.category].keys() - {"", "expired"}:
            for language in ("de", "en"):
                deck = Deck(demo_comments(), Random(1))
                assert deck.draw(reason, language, article, "M", "Rot"), (reason, language, article)


def test_no_slot_is_left_open():
    assert not any("{" in row["comment"] or "  " in row["comment"] for row in submissions())


def test_some_comments_hold_personal_words_for_redaction_to_find():
    found = {span.kind for comment in demo_comments() for span in redact.redact(comment.text, comment.language).spans}
    assert {"email", "phone", "iban"} <= found


def test_redaction_leaves_all_other_demo_comments_as_they_are():
    masked = [c.text for c in demo_comments() if redact.redact(c.text, c.language).spans]
    unexpected = [text for text in masked if "@" not in text and sum(sign.isdigit() for sign in text) < 9]
    assert unexpected == []


def test_nearly_all_cases_of_the_bad_batch_name_its_lot_and_few_others_do():
    issue = next(issue for issue in PLANTED if issue.lot)
    of_article = [row for row in submissions() if row["sku"] == issue.sku and day_of(row) >= issue.since(LAST)]
    bad = [row["lot"] == issue.lot for row in of_article if row["reason"] == issue.reason]
    other = [row["lot"] == issue.lot for row in of_article if row["reason"] != issue.reason]
    assert np.mean(bad) > 0.8
    assert 0.2 < np.mean(other) < 0.6
    assert not any(row["lot"] == issue.lot for row in submissions() if row["sku"] != issue.sku)


def test_every_answer_says_when_was_ordered_and_by_which_hub_it_went():
    delays = [(day_of(row) - date.fromisoformat(row["ordered_at"])).days for row in submissions()]
    assert (min(delays), max(delays)) == (4, 30)
    assert 9 < np.mean(delays) < 13
    assert all(row["hub"].startswith(row["carrier"]) and row["shift"] and row["packaging"] for row in submissions())
