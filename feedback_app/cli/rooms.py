"""themes, trends, privacy: the product's rooms on plain files, without a database.

They run the very same code as the product and let a retailer try it on an export.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import click

from feedback_app.cli.opening import settings

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)
NAMED = 5
"""Series that are named in one sentence."""


@click.group()
def themes() -> None:
    """Learn themes from labelled texts, find them in new texts, discover new ones."""


@themes.command()
@click.argument("train", type=EXISTING)
@click.option("--model", required=True, type=FOLDER, help="Folder to write the model to.")
@click.option("--unlabelled", type=EXISTING, help="More texts of the same kind, without themes.")
@click.option("--theme-names", type=EXISTING, help="theme,name: a readable name for each theme.")
@click.option("--seed", type=int, default=0, show_default=True)
def fit(train: Path, model: Path, unlabelled: Path | None, theme_names: Path | None, seed: int) -> None:
    """Learn from TRAIN.csv (id,text,themes,lang)."""
    from classifier.files import fit_file

    click.echo(f"{fit_file(train, model, unlabelled, theme_names, seed)} texts learnt; the model is in {model}.")


@themes.command()
@click.argument("texts", type=EXISTING)
@click.option("--out", required=True, type=FILE, help="JSON Lines, one per text.")
@click.option("--model", type=FOLDER, help="A folder made by fit; without it the starter themes are used.")
def predict(texts: Path, out: Path, model: Path | None) -> None:
    """Find the themes of TEXTS.csv (id,text,lang)."""
    from classifier.files import predict_file

    click.echo(f"{predict_file(texts, out, model, settings().models_dir)} texts read.")


@themes.command()
@click.argument("texts", type=EXISTING)
@click.option("--out", required=True, type=FILE, help="JSON Lines, one per text.")
@click.option("--model", type=FOLDER, help="Only texts that no theme of this model covers get a cluster.")
def discover(texts: Path, out: Path, model: Path | None) -> None:
    """Propose new themes in TEXTS.csv (id,text,lang)."""
    from classifier.files import discover_file

    click.echo(f"{discover_file(texts, out, model, settings().models_dir)} texts read.")


@click.group()
def trends() -> None:
    """Look for rises in counted complaints."""


@trends.command()
@click.argument("counts", type=EXISTING)
@click.option("--out", required=True, type=FILE, help="CSV: expected, interval, score and alarm per series and step.")
@click.option("--step", required=True, type=click.Choice(["hour", "day", "week"]))
@click.option("--from", "start", required=True, metavar="DATE", help="First step to judge; earlier ones are history.")
@click.option("--false-alarms-per-month", type=click.FloatRange(min=0, min_open=True), default=1.0, show_default=True)
def scan(
    counts: Path, out: Path, step: Literal["hour", "day", "week"], start: str, false_alarms_per_month: float
) -> None:
    """Judge every step of COUNTS.csv (series,date,count,exposure) by what was known up to it."""
    from feedback_app.alerts.scan_file import scan_file

    with _plain_errors(counts):
        done = scan_file(counts, out, step, start, false_alarms_per_month)
    click.echo(f"{done.judged} of {done.rows} steps judged, {done.alarmed} series with an alarm.")
    if done.never_judged:
        first = ", ".join(done.never_judged[:NAMED])
        click.echo(f"Too little history or no exposure in {len(done.never_judged)} series: {first}.", err=True)


@trends.command()
@click.argument("counts", type=EXISTING)
@click.option("--false-alarms-per-month", type=click.FloatRange(min=0, min_open=True), default=1.0, show_default=True)
@click.option("--known", type=EXISTING, help="series,start[,noticed]: incidents that people know of.")
@click.option("--months", type=click.FloatRange(min=0, min_open=True), default=12, show_default=True)
@click.option("--step", type=click.Choice(["hour", "day", "week"]), default="day", show_default=True)
def backtest(
    counts: Path, false_alarms_per_month: float, known: Path | None, months: float, step: Literal["hour", "day", "week"]
) -> None:
    """Tell what would have been warned of in the last months of COUNTS.csv, and how early."""
    from feedback_app.alerts.backtest_file import backtest_file, lines_of

    with _plain_errors(counts):
        done = backtest_file(counts, step, months, false_alarms_per_month, known)
    for line in lines_of(done):
        click.echo(line)


@contextmanager
def _plain_errors(counts: Path) -> Iterator[None]:
    """Turn what is wrong with a file into one plain sentence."""
    from feedback_app.alerts.counts_file import CountsFileError

    try:
        yield
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{counts}: this is not UTF-8") from error
    except CountsFileError as error:
        raise click.ClickException(f"{counts}: {error}") from error


@click.group()
def privacy() -> None:
    """Keep personal data out."""


@privacy.command()
@click.argument("texts", type=EXISTING)
@click.option("--out", required=True, type=FILE, help="JSON Lines, one per text, with the masked places.")
def redact(texts: Path, out: Path) -> None:
    """Mask personal data in TEXTS.csv (id,text,lang)."""
    from surveys.redact_file import redact_file

    click.echo(f"{redact_file(texts, out)} texts read.")
