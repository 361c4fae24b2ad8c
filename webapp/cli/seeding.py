"""Commands that load reference data and the demo."""

from __future__ import annotations

from pathlib import Path

import click

from webapp.cli.group import main, progress_bar
from webapp.site.runtime import Runtime


@main.group()
def seed() -> None:
    """Données de référence et de démonstration."""


@seed.command("reference")
@click.pass_obj
def seed_reference(runtime: Runtime) -> None:
    """Charge les codes ROME, la NAF, les communes et le lexique fournis avec Vivier."""
    from matching.db import transaction
    from seeds.reference.load import load_reference

    with transaction(runtime.sessions) as session, progress_bar("Référentiels") as progress:
        loaded = load_reference(session, progress)
    for name, rows in loaded.items():
        click.echo(f"{name} : {rows or 'déjà à jour'}")


@seed.command("rome")
@click.argument("path", type=click.Path(path_type=Path))
@click.pass_obj
def seed_rome(runtime: Runtime, path: Path) -> None:
    """Charge l’archive officielle du ROME (fichier ZIP ou dossier)."""
    from matching.db import transaction
    from seeds.rome_archive.loading import load_rome_archive

    with transaction(runtime.sessions) as session, progress_bar("Archive ROME") as progress:
        release = load_rome_archive(session, path, progress)
    if not release.changed:
        click.echo(f"ROME {release.version} est déjà chargé : rien n’a changé.")
        return
    click.echo(
        f"ROME {release.version} chargé. Préparation de ses noms de métiers (quelques minutes)…"
    )
    runtime.read_trade("cariste")
    click.echo(
        "C’est prêt, et les processus en service s’en servent. Lancez « vivier index rebuild »."
    )


@seed.command("demo")
@click.pass_obj
def seed_demo(runtime: Runtime) -> None:
    """Charge le territoire de démonstration (fictif)."""
    from webapp.cli.demo import demo_settings, load_demo

    runtime = Runtime(demo_settings(runtime.settings))
    runtime.prepare()
    click.echo(load_demo(runtime, progress_bar))
