"""alerts list, submissions list: what the product knows, for people and programs."""

from __future__ import annotations

import click

from feedback_app.cli.opening import opened, print_json, run


@click.group()
def alerts() -> None:
    """Alerts."""


@alerts.command("list")
@click.option("--all", "with_closed", is_flag=True, help="Closed ones too.")
@click.option("--json", "as_json", is_flag=True)
def list_alerts(with_closed: bool, as_json: bool) -> None:
    """List alerts, newest first."""

    async def work() -> list[dict[str, object]]:
        from feedback_app.alerts.listing import list_alerts

        async with opened():
            return await list_alerts(with_closed)

    rows = run(work)
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['id']}  {row['state']}  {row['team']}  {row['sentence']}")


@click.group()
def submissions() -> None:
    """Submissions."""


@submissions.command("list")
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True)
def list_submissions(limit: int, as_json: bool) -> None:
    """List the newest submissions with their themes."""

    async def work() -> list[dict[str, object]]:
        from feedback_app.insights.listing import list_submissions

        async with opened():
            return await list_submissions(limit)

    rows = run(work)
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['id']}  {row['submitted_at']}  {row['reason']}  {', '.join(row['themes'])}")  # type: ignore[arg-type]
