"""The command that measures."""

from __future__ import annotations

from pathlib import Path

import click

from webapp.cli.demo import demo_settings
from webapp.cli.group import main
from webapp.site.runtime import Runtime


@main.command()
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=Path("docs/benchmarks.md"),
    show_default=True,
)
@click.option(
    "--only",
    default="site",
    show_default=True,
    help="Parties : site,rebuild,engines,nodes,embeddings,http.",
)
@click.option(
    "--sizes", default="10000,100000", show_default=True, help="Nombres de profils, du plus petit."
)
@click.option(
    "--relevance",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Dossier d’un jeu de pertinence (corpus.jsonl, queries.jsonl, qrels.tsv).",
)
@click.option(
    "--opensearch-up-to",
    type=click.IntRange(100),
    default=100_000,
    show_default=True,
    help="Nombre de profils au-delà duquel OpenSearch n’est pas mesuré.",
)
@click.pass_obj
def bench(
    runtime: Runtime,
    output: Path,
    only: str,
    sizes: str,
    relevance: Path | None,
    opensearch_up_to: int,
) -> None:
    """Mesure cette machine et écrit docs/benchmarks.md, partie par partie.

    Serveurs : OPENSEARCH_TEST_URL (ou SEARCH_URL) pour un nœud, OPENSEARCH_CLUSTER_URL pour plusieurs (nodes).
    Une partie qui échoue n’empêche pas les autres ; le code est alors 1.
    """
    from webapp.bench.run import SECTIONS, run  # loads torch and all engines

    if not runtime.settings.signs_in:
        runtime = Runtime(demo_settings(runtime.settings))
    wanted = [name for name in only.replace(" ", "").split(",") if name]
    if unknown := [name for name in wanted if name not in SECTIONS]:
        raise click.BadParameter(f"« {unknown[0]} » n’est pas une partie.", param_hint="--only")
    try:
        counts = sorted({int(size) for size in sizes.split(",")})
    except ValueError:
        counts = [0]
    if min(counts) < 100:
        raise click.BadParameter("Donnez des nombres d’au moins 100.", param_hint="--sizes")
    failed = run(runtime, output, wanted, counts, relevance, opensearch_up_to)
    if output.exists():
        click.echo(output.read_text(encoding="utf-8"))
    if failed:
        click.echo(f"vivier : non mesuré : {', '.join(failed)}.", err=True)
        raise click.exceptions.Exit(1)
