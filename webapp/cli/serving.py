"""Commands that serve: the demo, the site, the worker, the model."""

from __future__ import annotations

from pathlib import Path

import click

from webapp.cli.demo import demo_settings, prepare_demo, sign_in_sheet
from webapp.cli.group import main, progress_bar
from webapp.site.runtime import Runtime
from webapp.site.settings import model_socket, with_lines


@main.command()
@click.option("--port", type=int, help="Port d’écoute (8000).")
@click.option("--no-serve", is_flag=True, help="Préparer seulement, sans servir les pages.")
@click.pass_obj
def demo(runtime: Runtime, port: int | None, no_serve: bool) -> None:
    """Prépare le territoire de démonstration et sert les pages."""
    runtime = Runtime(demo_settings(runtime.settings, port))
    prepare_demo(runtime, progress_bar, everything=no_serve)
    click.echo(sign_in_sheet(runtime))
    if not no_serve:
        from webapp.server import run  # loads gunicorn

        run(runtime, with_worker=True)


@main.command()
@click.option("--workers", default=1, show_default=True, help="Nombre de processus.")
@click.pass_obj
def serve(runtime: Runtime, workers: int) -> None:
    """Sert les pages (gunicorn)."""
    from webapp.server import run  # loads gunicorn

    runtime.settings.require_secrets()
    run(Runtime(with_lines(runtime.settings)), workers=workers)


@main.command()
@click.option("--once", is_flag=True, help="Traiter ce qui attend, puis s’arrêter.")
@click.option("--every", default=2.0, show_default=True, help="Secondes entre deux passages.")
@click.pass_obj
def worker(runtime: Runtime, once: bool, every: float) -> None:
    """Indexe ce que les pages ont laissé en attente, et envoie les lettres."""
    from webapp.operations.worker import work  # loads Flask

    work(runtime, once=once, every=every)


@main.command()
@click.option(
    "--socket",
    "path",
    type=click.Path(path_type=Path),
    help="Chemin du point d’écoute (run/model.sock sous VIVIER_VAR).",
)
@click.pass_obj
def model(runtime: Runtime, path: Path | None) -> None:
    """Sert le modèle de langue aux autres processus de cette machine (EMBEDDING_URL)."""
    from webapp.operations.model_server import serve_model  # loads torch

    settings = runtime.settings
    serve_model(settings.embedding_model, settings.var, path or model_socket(settings.var))
