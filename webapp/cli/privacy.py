"""Commands of retention, erasure and the nightly work."""

from __future__ import annotations

import json

import click

from webapp.cli.answers import nightly_as_text
from webapp.cli.group import NEEDS_REPAIR, main
from webapp.site.runtime import Runtime


@main.group()
def privacy() -> None:
    """Durée de conservation et effacement."""


@privacy.command("retention")
@click.option("--dry-run", is_flag=True, help="Compter sans rien changer.")
@click.option("--json", "as_json", is_flag=True, help="Réponse pour une machine.")
@click.pass_obj
def privacy_retention(runtime: Runtime, dry_run: bool, as_json: bool) -> None:
    """Prévient un mois avant, puis efface les personnes sans contact depuis trop longtemps."""
    from webapp.operations.nightly import keep_no_longer  # loads Flask

    done = {"retention": keep_no_longer(runtime, runtime.now(), dry_run)}
    click.echo(json.dumps(done["retention"]) if as_json else nightly_as_text(done, dry_run))


@privacy.command("sweep")
@click.option("--dry-run", is_flag=True, help="Compter sans rien changer.")
@click.option("--json", "as_json", is_flag=True, help="Réponse pour une machine.")
@click.pass_obj
def privacy_sweep(runtime: Runtime, dry_run: bool, as_json: bool) -> None:
    """Retire ce qu’un arrêt brutal a laissé des personnes effacées : fichiers, vecteurs, index."""
    from webapp.operations.nightly import sweep  # loads Flask

    done = {"sweep": sweep(runtime, runtime.now(), dry_run)}
    click.echo(json.dumps(done["sweep"]) if as_json else nightly_as_text(done, dry_run))


@main.command()
@click.option("--dry-run", is_flag=True, help="Compter sans rien changer.")
@click.option("--json", "as_json", is_flag=True, help="Réponse pour une machine.")
@click.pass_obj
def nightly(runtime: Runtime, dry_run: bool, as_json: bool) -> None:
    """Les travaux de la nuit : échéances, effacements, nettoyage, journaux."""
    from webapp.operations.nightly import run  # loads Flask

    done = run(runtime, dry_run=dry_run)
    click.echo(json.dumps(done) if as_json else nightly_as_text(done, dry_run))
    if done["failed"]:
        raise click.exceptions.Exit(NEEDS_REPAIR)
