"""The command line. Progress on the error stream, answers on the output, refusals in one line.

Exit codes: 0 done, 1 refused (the message says why), 2 wrong usage, 3 the index needs repair or the audit is
broken, 130 interrupted.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import OperationalError, ProgrammingError

from matching.errors import VivierError
from webapp.logs import configure_logs
from webapp.runtime import Runtime

NEEDS_REPAIR = 3
INTERRUPTED = 130
NOT_READY = (
    "La base n’est pas à jour : lancez « vivier db upgrade », puis « vivier seed reference »."
)
NO_ANSWER = "La base de données ne répond pas : vérifiez DATABASE_URL et que PostgreSQL tourne."


class Refusals(click.Group):
    """A group whose commands end with one line and exit code 1 when the product refuses."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except VivierError as error:
            fields = getattr(error, "fields", {})
            details = " ".join(
                f"[{name}] {text}" for name, text in fields.items() if text != error.message
            )
            click.echo(f"vivier : {' '.join(filter(None, (error.message, details)))}", err=True)
            ctx.exit(1)
        except (ProgrammingError, OperationalError) as error:
            missing = isinstance(error, ProgrammingError)
            click.echo(f"vivier : {NOT_READY if missing else NO_ANSWER}", err=True)
            ctx.exit(1)


ROW_ID = click.IntRange(1, 2**31 - 1)


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[..., None]]:
    """A bar that takes (done, total) or (done, total, label); silent when the error stream is no terminal."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=1, label=label, file=sys.stderr, hidden=hidden) as bar:

        def update(done: int, total: int, text: str = "") -> None:
            if text:
                bar.label = text
            bar.length = max(total, 1)
            bar.update(max(0, done - bar.pos))

        yield update


@click.group(cls=Refusals, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def main(ctx: click.Context) -> None:
    """Vivier : le vivier de candidats et ses rapprochements expliqués."""
    if not isinstance(ctx.obj, Runtime):
        ctx.obj = Runtime()
        configure_logs(debug=ctx.obj.settings.debug)
        os.umask(0o077)  # what a site writes under var/ is nobody else's to read


@main.command()
@click.option("--port", type=int, help="Port d’écoute (8000).")
@click.option("--no-serve", is_flag=True, help="Préparer seulement, sans servir les pages.")
@click.pass_obj
def demo(runtime: Runtime, port: int | None, no_serve: bool) -> None:
    """Prépare le territoire de démonstration et sert les pages."""
    from webapp.demo import demo_settings, prepare_demo, sign_in_sheet

    runtime = Runtime(demo_settings(runtime.settings, port))
    prepare_demo(runtime, progress_bar, everything=no_serve)
    click.echo(sign_in_sheet(runtime))
    if not no_serve:
        from webapp.server import run

        run(runtime, with_worker=True)


@main.command()
@click.option("--workers", default=1, show_default=True, help="Nombre de processus.")
@click.pass_obj
def serve(runtime: Runtime, workers: int) -> None:
    """Sert les pages (gunicorn)."""
    from webapp.operations import with_lines
    from webapp.server import run

    runtime.settings.require_secrets()
    run(Runtime(with_lines(runtime.settings)), workers=workers)


@main.command()
@click.option("--once", is_flag=True, help="Traiter ce qui attend, puis s’arrêter.")
@click.option("--every", default=2.0, show_default=True, help="Secondes entre deux passages.")
@click.pass_obj
def worker(runtime: Runtime, once: bool, every: float) -> None:
    """Indexe ce que les pages ont laissé en attente, et envoie les lettres."""
    from webapp.worker import work

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
    from webapp.model_server import serve_model
    from webapp.operations import model_socket

    settings = runtime.settings
    serve_model(settings.embedding_model, settings.var, path or model_socket(settings.var))


@main.group()
def db() -> None:
    """La base de données."""


@db.command("upgrade")
@click.pass_obj
def db_upgrade(runtime: Runtime) -> None:
    """Amène le schéma de la base à la dernière version."""
    from webapp.database import upgrade

    upgrade(runtime.database_url)
    click.echo("La base est à jour.")


@db.command("rights")
@click.argument("role")
@click.pass_obj
def db_rights(runtime: Runtime, role: str) -> None:
    """Donne à un rôle PostgreSQL les droits du site en service : rien qui permette de réécrire l’audit."""
    from webapp.database import grant_rights

    with runtime.database.begin() as connection:
        tables = grant_rights(connection, role)
    click.echo(
        f"Le rôle « {role} » a ses droits sur {tables} tables ; à relancer après « vivier db upgrade »."
    )


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
    from webapp.answers import verified_as_dict, verified_as_text

    with progress_bar("Audit") as progress:
        found = runtime.verify_audit(head=head, progress=progress)
    click.echo(
        json.dumps(verified_as_dict(found), ensure_ascii=False)
        if as_json
        else verified_as_text(found, head)
    )
    if not found.holds:
        raise click.exceptions.Exit(NEEDS_REPAIR)


@main.group()
def account() -> None:
    """Les comptes : le premier administrateur, et le dernier recours."""


@account.command("invite")
@click.argument("email")
@click.option("--first-name", required=True, help="Prénom.")
@click.option("--last-name", required=True, help="Nom.")
@click.pass_obj
def account_invite(runtime: Runtime, email: str, first_name: str, last_name: str) -> None:
    """Invite un administrateur, qui invitera les autres depuis les pages."""
    from matching.actor import SYSTEM, Role
    from matching.db import transaction
    from matching.pool.people import PersonData
    from webapp.app import create_app
    from webapp.invitations import admit_and_invite

    data = PersonData(first_name, last_name, email, (Role.ADMINISTRATOR,))
    with create_app(runtime).app_context(), transaction(runtime.sessions) as session:
        admit_and_invite(session, SYSTEM, data)
    where = "par le serveur de MAIL_URL" if runtime.settings.mail_url else "dans var/mails"
    click.echo(f"L’invitation attend : « vivier worker » l’envoie {where}.")


@account.command("reset-second-factor")
@click.argument("email")
@click.pass_obj
def account_reset_second_factor(runtime: Runtime, email: str) -> None:
    """Retire la double vérification, quand plus aucun administrateur ne peut le faire."""
    from matching.actor import SYSTEM
    from matching.db import transaction
    from matching.errors import NotFound
    from matching.pool.people import person_by_email
    from webapp.account_keeping import reset_second_factor
    from webapp.app import create_app

    with create_app(runtime).app_context(), transaction(runtime.sessions) as session:
        person = person_by_email(session, email)
        if person is None:
            raise NotFound("Aucune personne n’a cette adresse.")
        reset_second_factor(session, SYSTEM, person)
    click.echo("La double vérification est retirée.")


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
    from seeds.rome_archive import load_rome_archive

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
    from webapp.demo import demo_settings, load_demo

    runtime = Runtime(demo_settings(runtime.settings))
    runtime.prepare()
    click.echo(load_demo(runtime, progress_bar))


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
    from webapp.answers import check_as_dict, check_as_text

    report = runtime.check(repair=repair)
    click.echo(
        json.dumps(check_as_dict(report), ensure_ascii=False) if as_json else check_as_text(report)
    )
    if not report.clean and not repair:
        raise click.exceptions.Exit(NEEDS_REPAIR)


@main.group()
def privacy() -> None:
    """Durée de conservation et effacement."""


@privacy.command("retention")
@click.option("--dry-run", is_flag=True, help="Compter sans rien changer.")
@click.option("--json", "as_json", is_flag=True, help="Réponse pour une machine.")
@click.pass_obj
def privacy_retention(runtime: Runtime, dry_run: bool, as_json: bool) -> None:
    """Prévient un mois avant, puis efface les personnes sans contact depuis trop longtemps."""
    from webapp.answers import nightly_as_text
    from webapp.nightly import keep_no_longer

    done = {"retention": keep_no_longer(runtime, runtime.now(), dry_run)}
    click.echo(json.dumps(done["retention"]) if as_json else nightly_as_text(done, dry_run))


@privacy.command("sweep")
@click.option("--dry-run", is_flag=True, help="Compter sans rien changer.")
@click.option("--json", "as_json", is_flag=True, help="Réponse pour une machine.")
@click.pass_obj
def privacy_sweep(runtime: Runtime, dry_run: bool, as_json: bool) -> None:
    """Retire ce qu’un arrêt brutal a laissé des personnes effacées : fichiers, vecteurs, index."""
    from webapp.answers import nightly_as_text
    from webapp.nightly import sweep

    done = {"sweep": sweep(runtime, runtime.now(), dry_run)}
    click.echo(json.dumps(done["sweep"]) if as_json else nightly_as_text(done, dry_run))


@main.command()
@click.option("--dry-run", is_flag=True, help="Compter sans rien changer.")
@click.option("--json", "as_json", is_flag=True, help="Réponse pour une machine.")
@click.pass_obj
def nightly(runtime: Runtime, dry_run: bool, as_json: bool) -> None:
    """Les travaux de la nuit : échéances, effacements, nettoyage, journaux."""
    from webapp.answers import nightly_as_text
    from webapp.nightly import run

    done = run(runtime, dry_run=dry_run)
    click.echo(json.dumps(done) if as_json else nightly_as_text(done, dry_run))
    if done["failed"]:
        raise click.exceptions.Exit(NEEDS_REPAIR)


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
    from webapp.cv_import import import_files

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
    from webapp.batch_import import import_batch, told

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
    from webapp.answers import show_search

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
    from webapp.answers import show_match

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
    from webapp.answers import show_evaluation

    show_evaluation(runtime, corpus, queries, qrels, progress_bar, as_json=as_json)


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
    from webapp.bench.run import SECTIONS, run
    from webapp.demo import demo_settings

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


if __name__ == "__main__":
    main()
