"""Commands that search, match and judge the ranking."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from webapp.cli.answers import show_evaluation, show_match, show_search
from webapp.cli.group import ROW_ID, main, progress_bar
from webapp.site.runtime import Runtime


@main.command()
@click.argument("text")
@click.option(
    "--kind", type=click.Choice(["candidates", "jobs"]), default="jobs", show_default=True
)
@click.option("--department", multiple=True, help="Département (67).")
@click.option("--contract", multiple=True, help="Contrat (CDI, CDD, interim…).")
@click.option("--rome", multiple=True, help="Code ROME (N1101).")
@click.option("--licence", multiple=True, help="Permis (B).")
@click.option(
    "--available-by", type=click.DateTime(["%Y-%m-%d"]), help="Disponible au plus tard ce jour."
)
@click.option("--near", help="Code INSEE d’une commune.")
@click.option("--within", type=float, help="Distance en km autour de la commune.")
@click.option("--page", default=1, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Réponse pour une machine.")
@click.pass_obj
def search(runtime: Runtime, /, text: str, kind: str, as_json: bool, **options: Any) -> None:
    """Cherche des personnes ou des postes avec des mots de tous les jours."""
    show_search(runtime, text, kind, options, as_json=as_json)


@main.command()
@click.option("--job", "job_id", type=ROW_ID, help="Numéro d’un profil de poste.")
@click.option("--candidate", "candidate_id", type=ROW_ID, help="Numéro d’une personne.")
@click.option("--page", default=1, show_default=True)
@click.option("--impossible", is_flag=True, help="Montrer aussi ce que la loi rend impossible.")
@click.option("--json", "as_json", is_flag=True, help="Réponse pour une machine.")
@click.pass_obj
def match(
    runtime: Runtime,
    job_id: int | None,
    candidate_id: int | None,
    page: int,
    impossible: bool,
    as_json: bool,
) -> None:
    """Rapproche un poste des personnes, ou une personne des postes, et dit pourquoi."""
    if (job_id is None) == (candidate_id is None):
        raise click.UsageError("Indiquez --job ou --candidate, l’un des deux.")
    show_match(runtime, job_id, candidate_id, page=page, impossible=impossible, as_json=as_json)


@main.command()
@click.option("--corpus", type=click.Path(path_type=Path), required=True, help="corpus.jsonl")
@click.option("--queries", type=click.Path(path_type=Path), required=True, help="queries.jsonl")
@click.option("--qrels", type=click.Path(path_type=Path), required=True, help="qrels.tsv")
@click.option("--json", "as_json", is_flag=True, help="Réponse pour une machine.")
@click.pass_obj
def evaluate(runtime: Runtime, corpus: Path, queries: Path, qrels: Path, as_json: bool) -> None:
    """Mesure la pertinence sur un jeu de documents, de questions et de jugements."""
    show_evaluation(runtime, corpus, queries, qrels, progress_bar, as_json=as_json)
