"""Commands that read CVs."""

from __future__ import annotations

import os
from pathlib import Path

import click

from webapp.cli.group import INTERRUPTED, ROW_ID, main, progress_bar
from webapp.site.runtime import Runtime


@main.group()
def cv() -> None:
    """CV."""


@cv.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--candidate", "candidate_id", type=ROW_ID, help="Personne à qui rattacher les fichiers."
)
@click.option("--json", "as_json", is_flag=True, help="Réponse pour une machine.")
@click.pass_obj
def cv_import(
    runtime: Runtime, files: tuple[Path, ...], candidate_id: int | None, as_json: bool
) -> None:
    """Lit des CV ; avec --candidate, les ajoute à sa fiche, sinon montre ce qui y est lu."""
    from webapp.imports.cvs import import_files

    failed = import_files(runtime, files, candidate_id, as_json=as_json)
    if failed:
        raise click.exceptions.Exit(1)


@cv.command("import-batch")
@click.argument("manifest", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Dossier des fichiers nommés dans la liste (celui de la liste).",
)
@click.option("--report", type=click.Path(path_type=Path), help="Liste des lignes refusées.")
@click.option(
    "--readers",
    type=click.IntRange(1, 64),
    default=os.cpu_count() or 1,
    show_default=True,
    help="Fichiers lus en même temps.",
)
@click.pass_obj
def cv_import_batch(
    runtime: Runtime, manifest: Path, folder: Path | None, report: Path | None, readers: int
) -> None:
    """Ajoute les personnes d’une liste CSV avec leurs CV ; relancé, continue où il s’est arrêté.

    Colonnes : first_name, last_name, coach_email ; au choix file, structure, civility, birth_date, email, phone,
    street, commune_insee, wishes_text, wished_romes, licences (plusieurs valeurs : séparées par « | »).
    """
    from webapp.imports.profiles import import_batch
    from webapp.imports.report import told

    report = report or manifest.with_name(f"{manifest.stem}.refus.csv")
    with progress_bar("CV") as progress:
        outcome = import_batch(
            runtime,
            manifest,
            folder=folder or manifest.parent,
            report=report,
            readers=readers,
            progress=progress,
        )
    click.echo(told(outcome, report))
    if outcome.interrupted:
        raise click.exceptions.Exit(INTERRUPTED)
    if outcome.refused:
        raise click.exceptions.Exit(1)
