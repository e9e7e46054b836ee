"""What a reader has chosen lives in the address: days, filters, comparison, and links that keep all of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_app.foundation.dialect import fetch
from feedback_app.foundation.languages import speaking
from feedback_app.insights.filter_words import chips
from feedback_app.insights.only import only
from feedback_app.insights.paging import PART, Edge, pages_of
from feedback_app.insights.store.facts import facts_now
from feedback_app.insights.submissions.lists import submissions
from feedback_app.insights.view_head import view_head
from feedback_app.insights.views import FILTERS, LONGEST, SLICES, Span, View, filter_words, view_of
from tests.insights.desk_world import LAST, write_shop
from tests.insights.filters_in_sql import conditions

TODAY = date(2026, 11, 20)


def view(query: dict[str, str], path: str = "/themes", own: tuple[str, ...] = ()) -> View:
    return view_of(path, query, TODAY, own)


def test_own_days_take_the_place_of_the_usual_ones() -> None:
    chosen = view({"since": "2026-11-11", "until": "2026-11-20", "days": "90"})
    assert chosen.span == Span(date(2026, 11, 11), date(2026, 11, 20))
    assert chosen.before == Span(date(2026, 11, 1), date(2026, 11, 10))
    assert chosen.url() == "/themes?since=2026-11-11&until=2026-11-20"
    assert not any(link.active for link in chosen.span_links())


@pytest.mark.parametrize(
    ("query", "since", "until"),
    [
        ({"since": "2026-03-01"}, "2026-03-01", "2026-11-20"),
        ({"until": "2026-11-10", "days": "7"}, "2026-11-04", "2026-11-10"),
        ({"since": "2026-11-20", "until": "2026-11-11"}, "2026-11-11", "2026-11-20"),
        ({"since": "24.10.2026", "until": "1.11.2026"}, "2026-10-24", "2026-11-01"),
        ({"since": "2027-01-01"}, "2027-01-01", "2027-01-01"),
        ({"since": "2027-01-01", "until": "2027-02-01"}, "2027-01-01", "2027-02-01"),
    ],
)
def test_days_are_understood_as_they_were_meant(query: dict[str, str], since: str, until: str) -> None:
    assert view(query).span == Span(date.fromisoformat(since), date.fromisoformat(until))
    assert not view(query).puzzled


@pytest.mark.parametrize("text", ["heute", "2026-02-30", "0001-01-01", "9999-12-31", "31.2.2026", "²", "\0"])
def test_days_that_make_no_sense_are_left_out_and_said(text: str) -> None:
    chosen = view({"since": text})
    assert chosen.span == Span(TODAY - timedelta(days=29), TODAY)
    assert chosen.puzzled == (text != "\0")


@given(st.dictionaries(st.sampled_from(["days", "since", "until", "compare", *FILTERS]), st.text(max_size=12)))
def test_no_address_breaks_a_view_and_its_own_address_says_the_same(query: dict[str, str]) -> None:
    chosen = view(query)
    assert chosen.span.until - chosen.span.since <= LONGEST
    again = dict(pair.split("=") for pair in chosen.url().split("?")[1].split("&") if "%" not in pair)
    assert view(again).span == chosen.span


def test_every_link_keeps_the_other_choices() -> None:
    chosen = view(
        {"days": "7", "compare": "0", "team": "product", "survey": "returns:3", "sort": "cost"}, own=("sort",)
    )
    every = "team=product&compare=0&survey=returns%3A3"
    assert chosen.url() == f"/themes?days=7&{every}&sort=cost"
    assert chosen.url("/submissions", theme="too_small") == f"/submissions?days=7&{every}&theme=too_small"
    assert chosen.url(since="2026-01-01", until="2026-01-31").startswith("/themes?team=product")
    assert chosen.span_links()[3].url == f"/themes?days=365&{every}&sort=cost"
    assert chosen.before is None


def test_old_links_name_the_version_of_a_survey_apart() -> None:
    assert view({"survey": "returns", "version": "3"}).slices == {"survey": "returns:3"}
    assert view({"survey": "returns"}).slices == {"survey": "returns"}


@pytest.mark.parametrize("query", [{"rating": "6"}, {"rating": "x"}, {"text": "0"}, {"hub": " \0 "}])
def test_filters_that_cannot_be_are_as_if_they_were_not_there(query: dict[str, str]) -> None:
    assert view(query).slices == {}


def test_every_filter_has_a_name() -> None:
    assert set(SLICES) < set(FILTERS) == filter_words().keys()


def test_narrowing_keeps_the_order_of_the_address() -> None:
    chosen = view({"carrier": "GLS"}).narrowed(category="Jacken", theme="late")
    assert list(chosen.slices) == ["category", "carrier", "theme"]
    assert chosen.narrowed(carrier="").slices == {"category": "Jacken", "theme": "late"}


async def test_each_filter_can_be_taken_away_again(db: str) -> None:
    with speaking("de"):
        found = await chips(view({"size": "M", "rating": "2", "text": "1", "only": "unthemed"}, own=("only",)))
    assert [(link.label, link.url) for link in found] == [
        ("nur Texte ohne Thema", "/themes?days=30&size=M&rating=2&text=1"),
        ("Größe: M", "/themes?days=30&rating=2&text=1&only=unthemed"),
        ("Zufriedenheit: 2", "/themes?days=30&size=M&text=1&only=unthemed"),
        ("nur mit Text", "/themes?days=30&size=M&rating=2&only=unthemed"),
    ]


async def test_the_head_says_what_a_page_rests_on(db: str, house) -> None:
    said = await write_shop(house, 120, seed=3)
    facts = await facts_now()
    chosen = view_of("/themes", {"carrier": "GLS"}, LAST)
    cut = facts.said(chosen.span, chosen.slices)
    with speaking("en"):
        head = await view_head(chosen, facts, cut)
    own = [one for one in said if one.values["carrier"] == "GLS" and one.day > LAST - timedelta(days=30)]
    items, texts = sum(one.question == "" for one in own), [one for one in own if one.text]
    covered = round(100 * sum(bool(one.themes) for one in texts) / len(texts))
    assert head.basis.startswith(f"Based on {items} returned items and {len(own) - items} other answers")
    assert head.basis.endswith(f"{len(texts)} with text. Themes cover {covered}% of the texts.")
    assert (head.nothing, head.note) == (None, "")


@pytest.mark.parametrize(
    ("query", "title", "way"),
    [
        ({"since": "2027-01-01"}, "These days have not come yet", "/themes?days=30"),
        ({"size": "XXL"}, "Nothing fits this filter", "/themes?days=30"),
        ({"since": "2020-01-01", "until": "2020-02-01"}, "No answers in these days", "/themes?since=2026-"),
    ],
)
async def test_a_page_without_answers_says_why_and_how_to_get_on(db: str, house, query, title, way) -> None:
    await write_shop(house, 30, seed=1)
    facts, chosen = await facts_now(), view(query)
    with speaking("en"):
        nothing = (await view_head(chosen, facts, facts.said(chosen.span, chosen.slices))).nothing
    assert (nothing.title, nothing.url[: len(way)]) == (title, way)


async def test_an_empty_shop_is_led_to_its_first_form(db: str) -> None:
    facts, chosen = await facts_now(), view({"since": "2027-01-01"})
    with speaking("en"):
        nothing = (await view_head(chosen, facts, facts.said(chosen.span, {}))).nothing
    assert (nothing.title, nothing.url) == ("No answers yet", "/surveys")


async def test_submissions_are_read_to_the_end_and_back_without_gap_or_double(db: str, house) -> None:
    said = await write_shop(house, 160, seed=5)
    cut = (await facts_now()).said(Span(LAST - timedelta(days=60), LAST), {"carrier": "GLS"})
    wanted = {one.submission: one.day for one in said if one.values["carrier"] == "GLS"}
    edge, read = Edge(), []
    while True:
        part, start, total = submissions(cut, edge)
        assert (start.position, total) == (len(read) + 1, len(wanted))
        read += part.ids
        if not part.has_older:
            break
        edge = Edge(older_than=part.ids[-1])
    assert read == sorted(wanted, key=lambda one: (wanted[one], one), reverse=True)
    back, start, _ = submissions(cut, Edge(newer_than=read[PART]))
    assert (list(back.ids), start.position, back.has_newer) == (read[:PART], 1, False)


async def test_an_edge_that_was_erased_leads_to_the_first_part(db: str, house) -> None:
    await write_shop(house, 80, seed=5)
    cut = (await facts_now()).said(Span(LAST - timedelta(days=60), LAST), {})
    part, edge, total = submissions(cut, Edge(older_than=10**6, position=26))
    pages = pages_of(part, edge, total, view({}).url)
    assert (pages.first, pages.last, pages.total, pages.earlier_url) == (1, PART, total, "")


async def test_a_list_can_be_cut_by_what_a_figure_counted(db: str, house) -> None:
    said = await write_shop(house, 120, seed=9)
    cut = (await facts_now()).said(Span(LAST - timedelta(days=60), LAST), {})

    def comments(name: str) -> set[int]:
        return set(only(cut, name).column("comment").tolist()) - {0}

    assert comments("content") == {one.id for one in said if (one.rating or 0) >= 4}
    assert comments("unthemed") == {one.id for one in said if one.text and not one.themes}
    assert comments("returns") == {one.id for one in said if one.question == ""}
    assert comments("no_such") == {one.id for one in said}


@pytest.mark.parametrize("name", FILTERS)
async def test_a_filter_means_the_same_to_a_query_as_to_the_packed_columns(db: str, house, name: str) -> None:
    await write_shop(house, 60, seed=2)
    facts = await facts_now()
    values = {"rating": "5", "text": "1", "survey": "returns", "reason": "too_small", "theme": "zipper", "sku": "A-1"}
    named = [value for value in facts.values(name) if value]
    value = values.get(name) or (named[0] if named else "nothing")
    where, arguments = conditions({name: value})
    rows = await fetch(f'SELECT c."id" FROM "comment" c WHERE c."superseded_at" IS NULL{where}', *arguments)
    cut = facts.said(Span(LAST - timedelta(days=60), LAST), {name: value})
    assert {row["id"] for row in rows} == set(cut.column("comment").tolist()) - {0}
