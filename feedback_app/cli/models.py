"""models: which model reads, train a candidate, let it read or go back, and read all comments again."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from feedback_app.cli.opening import opened, print_json, run

if TYPE_CHECKING:
    from classifier.care.rereading import Progress


@click.group()
def models() -> None:
    """Look after the models that find themes in comments."""


@models.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_models(as_json: bool) -> None:
    """List the models, the newest first."""

    async def work() -> list[dict[str, Any]]:
        from classifier.care.pages import model_lines

        async with opened():
            return [
                {
                    "version": line.version,
                    "state": line.state,
                    "trained_at": line.trained_at.isoformat(timespec="minutes"),
                    "labels": line.labels.of_members,
                    "right": None if line.quality is None else round(line.quality, 3),
                    "would_move": line.difference.changed,
                    "of": line.difference.read,
                }
                for line in await model_lines()
            ]

    found = run(work)
    if as_json:
        print_json(found)
        return
    for line in found:
        click.echo("  ".join("-" if value is None else str(value) for value in line.values()))


@models.command()
def train() -> None:
    """Train a candidate from all labels now; it reads nothing before it is activated."""

    async def work() -> int:
        from classifier.care import training, versions

        async with opened() as (_, house):
            await versions.ask_for_training(house.now())
            return await training.retrain(house)

    click.echo("A candidate is ready." if run(work) else "There is nothing new to learn.")


@models.command()
@click.argument("version")
def activate(version: str) -> None:
    """Let VERSION read from now on; all comments are read again by the worker."""

    async def work() -> None:
        from classifier.care import versions
        from feedback_app.foundation.languages import speaking

        async with opened() as (_, house):
            with speaking("en"):
                await versions.activate(version, None, house.now())

    run(work)
    click.echo(f"{version} reads now.")


@models.command()
def rollback() -> None:
    """Let the model before the active one read again."""

    async def work() -> str:
        from classifier.care import versions
        from feedback_app.foundation.languages import speaking

        async with opened() as (_, house):
            with speaking("en"):
                return await versions.roll_back(None, house.now())

    click.echo(f"{run(work)} reads now.")


@models.command()
@click.option("--stop", is_flag=True, help="Let it rest instead; the next call goes on where it was.")
def reread(stop: bool) -> None:
    """Read all comments again with the active model, or go on with it; may be stopped at any time."""
    if stop:
        click.echo("Stopped." if run(_stop) else "Nothing is being read again.")
        return
    done, changed = run(_reread)
    click.echo(f"{done} comments read, {changed} have other themes now.")


async def _stop() -> bool:
    from classifier.care import rereading

    async with opened():
        return await rereading.stop()


async def _reread() -> tuple[int, int]:
    from classifier.care import learning, rereading, versions
    from feedback_app.foundation.database import transaction

    async with opened() as (_, house):
        reader = await versions.active(house)
        await rereading.go_on()
        if not await rereading.is_due():
            async with transaction():
                await rereading.start_rereading(reader.version, "model", house.now())
        while await rereading.is_due():
            await rereading.reread(house, await learning.up_to_date(reader), reader.version)
            _show(await rereading.latest())
        work = await rereading.latest()
    return (work.done, work.changed) if work is not None else (0, 0)


def _show(work: Progress | None) -> None:
    if work is not None and sys.stderr.isatty():
        click.echo(f"\r{work.done} of {work.total} read ({work.share:.0%})", nl=work.finished_at is not None, err=True)
