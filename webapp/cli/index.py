"""Commands of the search index."""

from __future__ import annotations

import json

import click

from webapp.cli.answers import check_as_dict, check_as_text
from webapp.cli.group import NEEDS_REPAIR, main, progress_bar
from webapp.site.runtime import Runtime


@main.group()
def index() -> None:
    """L’index de recherche, toujours reconstructible depuis la base."""


@index.command("rebuild")
@click.pass_obj
def index_rebuild(runtime: Runtime) -> None:
    """Reconstruit tout l’index à côté de l’ancien, puis le met en service."""
    with progress_bar("Index") as progress:
        done = runtime.rebuild(progress=progress)
    click.echo(f"{done} documents indexés.")


@index.command("drain")
@click.pass_obj
def index_drain(runtime: Runtime) -> None:
    """Indexe ce qui attend."""
    with progress_bar("Index") as progress:
        done = runtime.drain(progress=progress)
    if done is None:
        raise click.exceptions.Exit(1)
    click.echo(f"{done.indexed} documents indexés, {done.deleted} retirés, {done.left} en attente.")
    if done.failed:
        raise click.exceptions.Exit(NEEDS_REPAIR)


@index.command("check")
@click.option("--repair", is_flag=True, help="Marquer ce qui manque, puis l’indexer.")
@click.option("--json", "as_json", is_flag=True, help="Réponse pour une machine.")
@click.pass_obj
def index_check(runtime: Runtime, repair: bool, as_json: bool) -> None:
    """Compare l’index et la base."""
    report = runtime.check(repair=repair)
    click.echo(
        json.dumps(check_as_dict(report), ensure_ascii=False) if as_json else check_as_text(report)
    )
    if not report.clean and not repair:
        raise click.exceptions.Exit(NEEDS_REPAIR)
