"""Answers of the command line: searches, matches and evaluations, as text for people or JSON for machines."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import click

from indexing.sync import CheckReport
from matching.actor import SYSTEM
from matching.audit.chain import Break, Verified
from matching.db import transaction
from matching.pool.candidates.reading import get_candidate
from matching.pool.jobs.reading import get_job
from matching.pool.jobs.tables import JobProfile
from matching.pool.reference.trades import rome_names
from matching.ranking.fusion import RANKING_VERSION
from matching.ranking.match import match_candidate, match_job, search_candidates, search_jobs
from matching.ranking.page import Match, MatchPage
from matching.ranking.retrieve import MatchFilters
from matching.ranking.score import SCORE_VERSION
from webapp.site.runtime import Runtime

PARTS = (("wants", "Veut"), ("can", "Sait faire"), ("go", "Peut aller"))


def show_search(
    runtime: Runtime, text: str, kind: str, options: dict[str, Any], *, as_json: bool
) -> None:
    """`vivier search`. Everything is visible: who may run the command may read the database."""
    available = options["available_by"]
    filters = MatchFilters(
        departments=frozenset(options["department"]),
        romes=frozenset(options["rome"]),
        contracts=frozenset(options["contract"]),
        licences=frozenset(options["licence"]),
        available_by=available.date() if available else None,
    )
    find = search_candidates if kind == "candidates" else search_jobs
    with transaction(runtime.sessions) as session:
        page: MatchPage[Any] = find(
            session,
            SYSTEM,
            runtime.search,
            text,
            filters=filters,
            near=options["near"],
            within_km=options["within"],
            page=options["page"],
            today=runtime.today(),
        )
        _show(page, as_json)


def show_match(
    runtime: Runtime,
    job_id: int | None,
    candidate_id: int | None,
    *,
    page: int,
    impossible: bool,
    as_json: bool,
) -> None:
    """`vivier match`."""
    filters = MatchFilters(show_impossible=impossible)
    with transaction(runtime.sessions) as session:
        found: MatchPage[Any]
        if job_id is not None:
            job = get_job(session, SYSTEM, job_id)
            found = match_job(
                session,
                SYSTEM,
                runtime.search,
                job,
                filters=filters,
                page=page,
                today=runtime.today(),
            )
        else:
            assert candidate_id is not None  # the command checks that one of the two is there
            person = get_candidate(session, SYSTEM, candidate_id)
            found = match_candidate(
                session,
                SYSTEM,
                runtime.search,
                person,
                filters=filters,
                page=page,
                today=runtime.today(),
            )
        _show(found, as_json)


def _show(page: MatchPage[Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(page_as_dict(page), ensure_ascii=False))
        return
    if page.read_as:
        click.echo(f"Lu comme : {', '.join(page.read_as)}")
    click.echo(f"{page.total} trouvés, page {page.page} sur {page.pages}.")
    for match in page.matches:
        click.echo(
            f"\n{match.rank}. {_title(match)}" + (f" – {match.place}" if match.place else "")
        )
        for part, name in PARTS:
            for reason in match.of(part):
                click.echo(f"   {name} : {reason.text}")
        for reason in (*match.to_lift, *match.impossible):
            click.echo(f"   À lever : {reason.text}")
        if not match.reasons:
            for trade in match.trades:
                click.echo(f"   Métier : {trade}")
    if page.set_aside:
        click.echo(
            f"\n{page.set_aside} rapprochement(s) que la loi rend impossibles (--impossible)."
        )


def _title(match: Match[Any]) -> str:
    row = match.row
    if isinstance(row, JobProfile):
        return f"[poste {row.id}] {row.title} – {row.employer.name}"
    return f"[personne {row.id}] {row.title}"


def page_as_dict(page: MatchPage[Any]) -> dict[str, Any]:
    """A page of matches for a machine. People are ids: names are for the screen."""
    return {
        "total": page.total,
        "page": page.page,
        "pages": page.pages,
        "set_aside": page.set_aside,
        "read_as": list(page.read_as),
        "index_version": page.index_version,
        "ranking_version": f"{RANKING_VERSION}.{SCORE_VERSION}",
        "facets": {name: dict(counts) for name, counts in page.facets.items()},
        "matches": [
            {
                "kind": "job" if isinstance(match.row, JobProfile) else "candidate",
                "id": match.row.id,
                "title": match.row.title if isinstance(match.row, JobProfile) else None,
                "rank": match.rank,
                "place": match.place,
                "km": match.km,
                "trades": list(match.trades),
                "reasons": [
                    {"part": str(r.part), "tone": str(r.tone), "text": r.text}
                    for r in (*match.reasons, *match.to_lift, *match.impossible)
                ],
            }
            for match in page.matches
        ],
    }


def show_evaluation(
    runtime: Runtime,
    corpus: Path,
    queries: Path,
    qrels: Path,
    bar: Callable[[str], AbstractContextManager[Callable[..., None]]],
    *,
    as_json: bool,
) -> None:
    """`vivier evaluate`: with the ROME names that this site has loaded."""
    from indexing.bench.evaluate import evaluate

    with runtime.sessions() as session:
        names = rome_names(session)
    with bar("Évaluation") as progress:
        report = evaluate(
            corpus,
            queries,
            qrels,
            embedder=runtime.embedder,
            names=names,
            var=runtime.settings.var,
            progress=progress,
        )
    click.echo(json.dumps(report.as_dict(), ensure_ascii=False) if as_json else report.as_text())


BREAKS = {
    Break.CHANGED: "un événement de ce maillon a été modifié ou remplacé",
    Break.REMOVED: "un événement a été supprimé",
    Break.ADDED: "un événement a été ajouté après coup",
    Break.OUT_OF_ORDER: "ce maillon ne suit pas le précédent : l’un d’eux a été retiré, ajouté ou déplacé",
    Break.TWICE: "cet événement est dans deux maillons",
    Break.DETAIL: "le texte saisi n’est plus celui d’origine",
    Break.UNSEALED: "cet événement devrait déjà être dans la chaîne (le worker tourne-t-il ?)",
    Break.HEAD: "l’empreinte notée n’est plus dans la chaîne : sa fin a été coupée, ou elle a été refaite",
}


def verified_as_dict(found: Verified) -> dict[str, Any]:
    """The check of the audit for a machine."""
    return {
        "holds": found.holds,
        "seals": found.seals,
        "events": found.events,
        "details": found.details,
        "waiting": found.waiting,
        "head": found.head,
        "count": found.count,
        "broken": [
            {"kind": str(one.kind), "seal": one.seal_id, "event": one.event_id}
            for one in found.broken
        ],
    }


def verified_as_text(found: Verified, head: str | None) -> str:
    """The same for people, with the hash to note."""
    lines = [
        f"{found.events} événements dans {found.seals} maillons, {found.details} textes saisis, "
        f"{found.waiting} événements récents pas encore dans la chaîne."
    ]
    if found.holds:
        lines.append("La chaîne tient : aucun événement n’a été modifié, ajouté ou supprimé.")
    else:
        lines.append(f"LA CHAÎNE EST ROMPUE ({found.count} anomalies) :")
        for one in found.broken:
            at = [f"maillon {one.seal_id}"] if one.seal_id else []
            at += [f"événement {one.event_id}"] if one.event_id else []
            lines.append(f"  – {', '.join(at) or 'chaîne'} : {BREAKS[one.kind]}")
        if found.count > len(found.broken):
            lines.append(f"  – et {found.count - len(found.broken)} autres")
    lines.append(f"Empreinte à noter hors de ce serveur : {found.head}")
    if head is None:
        lines.append("Sans --head, une fin de chaîne coupée ne se voit pas.")
    return "\n".join(lines)


def check_as_dict(report: CheckReport) -> dict[str, Any]:
    """The comparison of index and database for a machine."""
    return {
        "clean": report.clean,
        "rows": report.rows,
        "documents": report.documents,
        "pending": report.pending,
        "missing": [f"{key.kind}:{key.id}" for key in report.missing],
        "orphaned": [f"{key.kind}:{key.id}" for key in report.orphaned],
        "ahead": report.ahead,
    }


def check_as_text(report: CheckReport) -> str:
    """The same in a line or two."""
    line = (
        f"{report.rows} lignes dans la base, {report.documents} documents dans l’index, "
        f"{report.pending} en attente."
    )
    if report.clean:
        return f"{line} Rien ne manque."
    return (
        f"{line}\n{len(report.missing)} manquants, {len(report.orphaned)} de trop, "
        f"{report.ahead} en avance sur la base. "
        + (
            "Lancez : vivier index rebuild"
            if report.ahead
            else "Lancez : vivier index check --repair"
        )
    )


NIGHT_STEPS = {
    "retention": "Durée de conservation",
    "sweep": "Nettoyage",
    "purge": "Lettres, liens et connexions",
    "journals": "Journaux",
}
NIGHT_COUNTS = {
    "told": "avis d’échéance",
    "kept": "gardées après un nouveau contact",
    "erased": "effacées",
    "letters": "lettres",
    "letter_files": "lettres sur le disque",
    "files": "fichiers sans fiche",
    "vectors": "vecteurs sans texte",
    "documents": "documents sans fiche",
    "links": "liens personnels échus",
    "sign_ins": "connexions anciennes",
    "invitations": "invitations échues",
    "requests": "demandes d’accès de plus d’un an",
    "rankings": "classements anciens",
    "sealed": "événements scellés",
}


def nightly_as_text(done: dict[str, Any], dry_run: bool) -> str:
    """What a night did, a line for each step."""
    lines = ["Essai : rien n’a été changé."] if dry_run else []
    for step, counts in done.items():
        if step == "failed":
            continue
        if "error" in counts:
            said = f"échec ({counts['error']}), voir le journal du programme"
        else:
            said = ", ".join(
                f"{counts[key]} {word}" for key, word in NIGHT_COUNTS.items() if key in counts
            )
        lines.append(f"{NIGHT_STEPS.get(step, step)} : {said}")
    return "\n".join(lines)
