"""demo: fill the house with a fictional shop, or empty it again."""

from __future__ import annotations

import click

from feedback_app.cli.opening import opened, run


@click.command()
@click.option("--if-empty", is_flag=True, help="Do nothing when there is a submission already.")
@click.option("--remove", is_flag=True, help="Remove everything the demo made.")
@click.option("--seed", type=int, default=1, show_default=True)
def demo(if_empty: bool, remove: bool, seed: int) -> None:
    """Fill the house with a fictional German shop: a year of returns and three planted issues."""

    async def work() -> list[str]:
        from feedback_app.demo import loading

        async with opened() as (_, house):
            if remove:
                return [f"{await loading.remove_demo()} demo rows removed."]
            if if_empty and not await loading.is_empty():
                return await loading.sign_in_lines(house)
            return await loading.load_demo(house, seed)

    for line in run(work):
        click.echo(line)
