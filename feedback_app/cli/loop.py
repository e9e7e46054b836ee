"""import and invite: how submissions come into the house."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from feedback_app.cli.opening import opened, print_json, run
from feedback_app.foundation.languages import LANGUAGES

if TYPE_CHECKING:
    from surveys.imports import ImportReport

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
SHOWN_PROBLEMS = 20


@click.group("import")
def import_group() -> None:
    """Import a shop's own export."""


def _import_verb(kind: str, columns: str) -> click.Command:
    @click.command(kind, help=f"Import {kind} from FILE.csv. Columns: {columns}. Importing twice changes nothing.")
    @click.argument("file", type=EXISTING)
    @click.option("--dry-run", is_flag=True, help="Check every row and store nothing.")
    @click.option("--json", "as_json", is_flag=True)
    def verb(file: Path, dry_run: bool, as_json: bool) -> None:
        from rich.console import Console
        from rich.progress import Progress

        size = file.stat().st_size

        async def work() -> ImportReport:
            from feedback_app.insights.inspection import keeping as inspection_store
            from surveys import imports, order_import

            console = Console(stderr=True)
            with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
                task = bar.add_task(f"Importing {kind}", total=size)
                advance: Callable[[int], None] = lambda done: bar.update(task, completed=done)  # noqa: E731
                async with opened() as (_, house):
                    read = {
                        "submissions": imports.import_submissions,
                        "shipments": imports.import_shipments,
                        "orders": order_import.import_orders,
                        "inspections": inspection_store.import_inspections,
                    }[kind]
                    return await read(house, file, dry_run=dry_run, progress=advance)

        _report(run(work), dry_run, as_json)

    return verb


def _report(report: ImportReport, dry_run: bool, as_json: bool) -> None:
    if as_json:
        print_json(report.as_json())
    else:
        for name in report.unknown_columns:
            click.echo(f"column {name} is not known and was left out", err=True)
        for problem in report.problems[:SHOWN_PROBLEMS]:
            click.echo(f"line {problem.line}: {problem.column}: {problem.text()}", err=True)
        if report.bad > SHOWN_PROBLEMS:
            click.echo(
                f"… and {report.bad - SHOWN_PROBLEMS} more rows with a problem (--json lists the first 1,000)", err=True
            )
        stored = "would be stored" if dry_run else "stored"
        changed = f" ({report.changed} of them with new content)" if report.changed else ""
        click.echo(f"{report.stored} rows {stored}{changed}, {report.known} were known, {report.bad} had a problem.")
    if report.bad:
        raise click.exceptions.Exit(1)


import_group.add_command(
    _import_verb(
        "submissions",
        "external_id,submitted_at,order_id,language,channel,sku,product,category,size,color,carrier,warehouse,region,"
        "reason,rating,comment,quantity,hub,packaging,shift,lot,postal_code,ordered_at (only submitted_at is needed; "
        "of a postal code the first two digits are kept)",
    )
)
import_group.add_command(
    _import_verb(
        "shipments", "date,sku,product,category,carrier,warehouse,region,quantity (date and quantity are needed)"
    )
)
import_group.add_command(
    _import_verb(
        "orders",
        "order_id,ordered_at,language,channel,carrier,warehouse,region,hub,packaging,shift,postal_code,sku,product,"
        "category,size,color,lot,quantity (order_id and sku are needed; one line per item, an order's lines together)",
    )
)
import_group.add_command(
    _import_verb(
        "inspections",
        "order_id,sku,size,condition,finding,note,inspected_at (order_id and condition are needed; a condition is A to "
        "E or a word such as unopened, opened, resellable or damaged)",
    )
)


@click.command()
@click.option("--order", "order_id", required=True, help="The shop's own order number.")
@click.option("--survey", default="returns", show_default=True, help="Code of a published survey, e.g. csat.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Otherwise the order's language.")
@click.option("--json", "as_json", is_flag=True)
def invite(order_id: str, survey: str, language: str | None, as_json: bool) -> None:
    """Make a personal link to the form for one order. Nothing is mailed."""

    async def work() -> tuple[str, str]:
        from surveys.invitations import invite as make

        async with opened() as (_, house):
            invited = await make(house, order_id, survey_code=survey, language=language)
            return invited.url, invited.expires_at.isoformat()

    url, expires_at = run(work)
    if as_json:
        print_json({"url": url, "order_id": order_id, "expires_at": expires_at})
    else:
        click.echo(url)
