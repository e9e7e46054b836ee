"""themes, trends, privacy: the product's rooms on plain files, without a database.

They run the very same code as the product and let a retailer try it on an export.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from feedback_app.cli.opening import settings

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)


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
    from feedback_app.alerts.scan_file import CountsFileError, scan_file

    try:
        judged = scan_file(counts, out, step, start, false_alarms_per_month)
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{counts}: this is not UTF-8") from error
    except CountsFileError as error:
        raise click.ClickException(f"{counts}: {error}") from error
    click.echo(f"{judged} steps judged.")


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
