"""Commands of the audit: seal, verify."""

from __future__ import annotations

import json

import click

from webapp.cli.answers import verified_as_dict, verified_as_text
from webapp.cli.group import NEEDS_REPAIR, main, progress_bar
from webapp.site.runtime import Runtime


@main.group()
def audit() -> None:
    """Le journal d’audit et sa chaîne d’empreintes."""


@audit.command("seal")
@click.pass_obj
def audit_seal(runtime: Runtime) -> None:
    """Met dans la chaîne les événements qui n’y sont pas encore (le worker le fait à chaque passage)."""
    done = 0
    while more := runtime.seal_audit():
        done += more
    click.echo(f"{done} événements mis dans la chaîne.")


@audit.command("verify")
@click.option("--head", help="Empreinte notée lors d’une vérification précédente.")
@click.option("--json", "as_json", is_flag=True, help="Réponse pour une machine.")
@click.pass_obj
def audit_verify(runtime: Runtime, head: str | None, as_json: bool) -> None:
    """Recalcule toute la chaîne et dit ce qui ne tient pas (code 3).

    Notez l’empreinte affichée hors de ce serveur et redonnez-la avec --head la fois suivante : une chaîne
    dont on a coupé la fin, ou que l’on a refaite en entier, ne se reconnaît qu’ainsi.
    """
    with progress_bar("Audit") as progress:
        found = runtime.verify_audit(head=head, progress=progress)
    click.echo(
        json.dumps(verified_as_dict(found), ensure_ascii=False)
        if as_json
        else verified_as_text(found, head)
    )
    if not found.holds:
        raise click.exceptions.Exit(NEEDS_REPAIR)
