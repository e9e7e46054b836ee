"""report: a retailer's own export as one page that opens anywhere. No database, nothing written but the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from feedback_app.cli.opening import settings_without_house
from feedback_app.foundation.languages import DEFAULT_LANGUAGE, LANGUAGES

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)
STAGES = {
    "read": "Reading and masking",
    "understand": "Finding themes",
    "count": "Looking for rises",
    "write": "Writing the page",
}
BYTES_PER_ROW = 150


@click.command()
@click.argument("file", type=EXISTING)
@click.option("--out", required=True, type=FILE, help="The page to write, e.g. report.html.")
@click.option("--language", type=click.Choice(LANGUAGES), default=DEFAULT_LANGUAGE, show_default=True)
@click.option("--shop", default="", help="Name on the first page; otherwise the file's.")
@click.option("--cents-per-return", type=click.IntRange(min=1), help="What one returned piece costs, in cents.")
@click.option("--false-alarms-per-month", type=click.FloatRange(min=0, min_open=True), default=1.0, show_default=True)
def report(
    file: Path, out: Path, language: str, shop: str, cents_per_return: int | None, false_alarms_per_month: float
) -> None:
    """Turn FILE.csv, a shop's own list of returns, into one page: themes, products, alerts. No database is needed."""
    from datetime import datetime

    from feedback_app.insights.file_report.making import Wish, write_report

    given = settings_without_house()
    today = datetime.now(given.zone).date()
    wish = Wish(
        file, out, given.zone, given.models_dir, today, language, shop, cents_per_return, false_alarms_per_month
    )
    with _plain_errors(file, language), _bar(file) as progress:
        done = write_report(wish, progress)
    for sentence in done.findings:
        click.echo(f"- {sentence}")
    alerts = "too early for alerts" if done.alerts is None else f"{done.alerts} alerts that would have been sent"
    refused = f", {done.rows - done.used} left out" if done.rows > done.used else ""
    click.echo(f"{done.used} returns read{refused}; {alerts}; {out} has {done.size / 1e6:.1f} MB.")


@contextmanager
def _plain_errors(file: Path, language: str) -> Iterator[None]:
    """Say what is wrong with a file in the language of the report, which is its reader's."""
    from feedback_app.foundation.languages import gettext, speaking
    from surveys.csv_file import ImportProblem

    try:
        yield
    except ImportProblem as error:
        with speaking(language):
            raise click.ClickException(f"{file}: {error.problem.text(gettext)}") from error


@contextmanager
def _bar(file: Path) -> Iterator[Callable[[str, int], None]]:
    """Show on stderr how far it is; a terminal that is none stays quiet."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        # How many rows there are is not known before they are read; their size is a fair guess until then.
        task = bar.add_task(STAGES["read"], total=max(1, file.stat().st_size // BYTES_PER_ROW))

        def advance(stage: str, done: int) -> None:
            bar.update(task, description=STAGES[stage], completed=done)

        yield advance
