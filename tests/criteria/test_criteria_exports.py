"""The columns of a survey's file belong to the survey, not to its newest version and not to its rows."""

from __future__ import annotations

from msgspec.structs import replace

from surveys.built_in import RETURNS
from surveys.definition import Page, TextQuestion, Words
from surveys.results.export import catalogue_of

GONE = Page(Words(), (TextQuestion("gone", Words("Weg?", "Gone?")),))


def test_criterion_22_what_a_new_version_asks_no_more_keeps_its_column() -> None:
    assert RETURNS.items is not None
    older = replace(RETURNS, pages=(*RETURNS.pages, GONE))
    newer = replace(RETURNS, items=replace(RETURNS.items, follow_ups=()))
    columns = catalogue_of([newer, older]).columns
    assert columns == catalogue_of([older]).columns
    assert {"q_gone", "follow_where_shoe"} <= set(columns)
