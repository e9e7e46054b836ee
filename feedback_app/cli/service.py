"""migrate, serve, worker: bring the tables up to date and run the product."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import datetime
from typing import TYPE_CHECKING

import click

from feedback_app.cli.beside import Beside
from feedback_app.cli.opening import opened, parse_now, run, settings
from feedback_app.settings import Settings

if TYPE_CHECKING:
    import uvicorn

    from feedback_app.worker import Tools

POLITE = 10
"""What runs apart from the worker gives way to customers."""


@click.command()
def migrate() -> None:
    """Bring the database up to date."""

    async def work() -> int:
        from feedback_app import schema
        from feedback_app.foundation import database
        from feedback_app.setup import install
        from feedback_app.wiring import house_of

        given = settings()
        async with database.connect(given.database_url):
            ran = await schema.migrate()
            await install(house_of(given), given)
            return ran

    click.echo(f"{run(work)} migrations ran; the database is up to date.")


@click.command()
@click.option("--worker/--no-worker", "with_worker", default=True, help="Also run the worker beside the web server.")
def serve(with_worker: bool) -> None:
    """Serve the pages and, unless told otherwise, run the worker."""
    given = settings()
    run(lambda: _prepare(given))
    # uvicorn raises the signal again once it has stopped; as an exit it lets us take the worker along.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server = web_server(given)
    beside = Beside([sys.executable, "-m", "feedback_app.cli", "worker"], lambda: server.should_exit)
    click.echo(f"Feedback is at {given.base_url}")
    try:
        if with_worker:
            beside.start()
        server.run()
    except SystemExit as leaving:
        # uvicorn has said why it cannot listen, with a status of its own.
        sys.exit(1 if leaving.code else 0)
    except KeyboardInterrupt:
        sys.exit(0)
    finally:
        beside.stop()
    if not server.started:
        sys.exit(1)


@click.command()
@click.option("--once", is_flag=True, help="Run every stage once and stop.")
@click.option("--now", callback=parse_now, metavar="ISO", help="The clock of every stage, e.g. 2026-11-22.")
@click.option("--only", metavar="STAGE", hidden=True, help="With --once: this stage alone, behind everything else.")
def worker(once: bool, now: datetime | None, only: str | None) -> None:
    """Assign themes, count, detect, alert, notify, measure, tell."""

    async def work() -> dict[str, int]:
        from feedback_app.worker import run_forever, run_once

        async with opened(now) as (given, house):
            tools = _tools(given)
            if only:
                os.nice(POLITE)
            if once:
                return await run_once(house, tools, (only,) if only else ())
            stop = asyncio.Event()
            for name in (signal.SIGTERM, signal.SIGINT):
                asyncio.get_running_loop().add_signal_handler(name, stop.set)
            await run_forever(house, tools, stop)
            return {}

    done = run(work)
    if once:
        click.echo(", ".join(f"{stage} {count}" for stage, count in done.items()))


def web_server(given: Settings) -> uvicorn.Server:
    """Return the web server, ready to run."""
    import uvicorn

    from feedback_app.app import create_app

    config = uvicorn.Config(
        create_app(given),
        host=given.host,
        port=given.port,
        access_log=False,  # paths hold customers' links
        # A client's address is the peer's, and a header's only when the peer is a proxy that we were told to trust.
        proxy_headers=bool(given.trusted_proxy),
        forwarded_allow_ips=list(given.trusted_proxy),
        server_header=False,
        timeout_graceful_shutdown=20,
        log_level="warning",
    )
    return uvicorn.Server(config)


async def _prepare(given: Settings) -> None:
    from feedback_app import schema
    from feedback_app.foundation import database
    from feedback_app.setup import install
    from feedback_app.wiring import house_of

    async with database.connect(given.database_url):
        await schema.migrate()
        await install(house_of(given), given)


def _tools(given: Settings) -> Tools:
    from feedback_app.wiring import channels_of
    from feedback_app.worker import Tools

    # The stages take the model that is active in the database.
    apart = (sys.executable, "-m", "feedback_app.cli", "worker", "--once", "--only")
    return Tools(None, "", channels_of(given), apart)
