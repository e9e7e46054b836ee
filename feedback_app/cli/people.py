"""members, api-keys: who may come in."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from feedback_app.cli.opening import opened, print_json, run
from feedback_app.foundation.access import Role

if TYPE_CHECKING:
    from feedback_app.auth.api_keys import ListedKey


@click.group()
def members() -> None:
    """Members of the teams."""


@members.command("add")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.password_option(help="At least 12 characters; asked for when it is not given.")
def add_member(email: str, name: str, role: str, password: str) -> None:
    """Add a member, or give an existing one a new password and role."""

    async def work() -> None:
        from feedback_app.auth.members import add_member

        async with opened():
            await add_member(email, name, password, Role(role))

    run(work)
    click.echo(f"{email} can sign in as {role}.")


@members.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_members(as_json: bool) -> None:
    """List the members."""

    async def work() -> list[dict[str, object]]:
        from feedback_app.auth.tables import Member

        async with opened():
            columns = (Member.email, Member.name, Member.role, Member.active)
            return await Member.select(*columns).order_by(Member.email)

    rows = run(work)
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['email']}  {row['role']}  {row['name']}{'' if row['active'] else '  (inactive)'}")


@members.command("deactivate")
@click.option("--email", required=True)
def deactivate_member(email: str) -> None:
    """Lock a member out at once; `members add` lets it in again."""

    async def work() -> bool:
        from feedback_app.auth.members import deactivate

        async with opened():
            return await deactivate(email)

    if not run(work):
        raise click.ClickException(f"no active member has the address {email}")
    click.echo(f"{email} cannot sign in any more.")


@click.group("api-keys")
def api_keys() -> None:
    """Keys for the JSON API."""


@api_keys.command("create")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True)
def create_key(name: str, as_json: bool) -> None:
    """Create a key for NAME. It is shown once."""

    async def work() -> str:
        from feedback_app.auth.api_keys import create_key

        async with opened() as (_, house):
            return await create_key(house, name)

    key = run(work)
    if as_json:
        print_json({"name": name, "key": key})
    else:
        click.echo(key)


@api_keys.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_keys(as_json: bool) -> None:
    """List the keys, oldest first."""

    async def work() -> list[ListedKey]:
        from feedback_app.auth.api_keys import list_keys

        async with opened():
            return await list_keys()

    keys = run(work)
    if as_json:
        print_json([asdict(key) for key in keys])
        return
    for key in keys:
        state = f"  (revoked {key.revoked:%Y-%m-%d})" if key.revoked else ""
        click.echo(f"{key.prefix}  {key.created:%Y-%m-%d}  {key.name}{state}")


@api_keys.command("revoke")
@click.argument("prefix")
def revoke_key(prefix: str) -> None:
    """Revoke the key that begins with PREFIX (its first 12 characters)."""

    async def work() -> int:
        from feedback_app.auth.api_keys import revoke_key

        async with opened() as (_, house):
            return await revoke_key(house, prefix)

    count = run(work)
    if not count:
        raise click.ClickException(f"no key begins with {prefix}")
    click.echo(f"{count} key revoked.")
