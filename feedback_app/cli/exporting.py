"""export: what the desk shows, as a file."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from datetime import date, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from feedback_app.cli.opening import opened, run

if TYPE_CHECKING:
    from feedback_app.insights.exports.choices import Choice

WHATS = ("submissions", "themes", "days", "products", "inspections", "alerts", "actions")
FORMATS = ("csv", "xlsx", "jsonl", "parquet")
DAY = click.DateTime(["%Y-%m-%d"])


@click.command("export")
@click.argument("what", type=click.Choice(WHATS))
@click.option("--format", "kind", type=click.Choice(FORMATS), default="csv", show_default=True)
@click.option("--out", required=True, metavar="FILE|-", help="Where to write; - is standard output.")
@click.option("--since", type=DAY, metavar="DATE", help="First day; without it from the beginning.")
@click.option("--until", type=DAY, metavar="DATE", help="Last day; without it up to today.")
@click.option("--status", type=click.Choice(["finished", "started", "all"]), default="finished", show_default=True)
@click.option("--filter", "filters", multiple=True, metavar="NAME=VALUE", help="As on the pages; may be repeated.")
def export(
    what: str,
    kind: str,
    out: str,
    since: datetime | None,
    until: datetime | None,
    status: str,
    filters: tuple[str, ...],
) -> None:
    """Write submissions, themes, days, products, inspections, alerts or actions as a file, as of the last counting."""
    days = {name: day.date().isoformat() for name, day in (("since", since), ("until", until)) if day}
    query = {"status": status, **_checked(days, "--since/--until"), **_checked(_filters(filters), "--filter")}

    async def work() -> int:
        from feedback_app.insights.exports.streaming import file_of

        async with opened() as (_, house):
            choice = _choice(what, kind, query, house.today())
            rows: list[int] = []
            await _write(out, file_of(choice, house.zone, rows.append))
            return sum(rows)

    # Standard output may be the file itself.
    click.echo(f"{run(work)} rows written to {'standard output' if out == '-' else out}.", err=out == "-")


def _filters(given: tuple[str, ...]) -> dict[str, str]:
    split = [text.partition("=") for text in given]
    if any(not equals for _name, equals, _value in split):
        raise click.BadParameter("expected name=value, e.g. carrier=GLS", param_hint="--filter")
    return {name: value for name, _equals, value in split}


def _checked(query: dict[str, str], hint: str) -> dict[str, str]:
    from feedback_app.insights.exports.choices import ChoiceError, check

    try:
        check(query)
    except ChoiceError as error:
        raise click.BadParameter(str(error), param_hint=hint) from error
    return query


def _choice(what: str, kind: str, query: dict[str, str], today: date) -> Choice:
    from feedback_app.insights.exports.choices import choice_of
    from feedback_app.insights.views import EARLIEST, LONGEST, view_of

    # Days may stand among the filters too, written as the pages read them.
    last = view_of("/export", query, today).span.until
    days = {"since": max(EARLIEST, last - LONGEST).isoformat(), "until": last.isoformat()}
    choice = choice_of(what, kind, {**days, **query}, today)
    assert choice is not None, "click lets only known names through"
    return choice


async def _write(out: str, parts: AsyncIterator[bytes]) -> None:
    """Write a file as a whole or not at all."""
    if out == "-":
        await _pour(parts, sys.stdout.buffer)
        return
    path = Path(out)
    unfinished = path.with_name(f"{path.name}.part")
    try:
        with unfinished.open("wb") as file:
            await _pour(parts, file)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


async def _pour(parts: AsyncIterator[bytes], file: IO[bytes]) -> None:
    async for part in parts:
        file.write(part)
