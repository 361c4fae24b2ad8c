"""The journals: who did what, which rankings were shown, and what a record said before."""

from __future__ import annotations

import io
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from flask import Blueprint, jsonify, render_template, request, send_file
from sqlalchemy import Select
from werkzeug.wrappers import Response

from matching import journals, policy
from matching.audit import Act, AuditEvent
from matching.clock import in_paris
from matching.history import FieldChange
from matching.journals import Names
from matching.pool import reference
from matching.ranking.log import Followed, RankingEntry
from webapp.actors import current_actor
from webapp.forms.base import capital
from webapp.forms.journals import EventsForm, SpanForm
from webapp.journal_words import (
    ACTS,
    FOLLOWED,
    KINDS,
    Lookups,
    actor_name,
    asked_by,
    change_line,
    filter_words,
    sentence,
    values_in,
    without_rewrites,
)
from webapp.paging import paginate
from webapp.spreadsheet import XLSX, workbook
from webapp.templating import PARTS, commune_label
from webapp.transactions import current_session

blueprint = Blueprint("journals", __name__)
blueprint.add_app_template_filter(capital, "capitalize_first")

EXPORT_ROWS = 10_000
EVENT_COLUMNS = (
    "Date",
    "Qui",
    "Acte",
    "Ce qui a été fait",
    "Sur",
    "Numéro",
    "Structure",
    "Adresse",
    "Demande",
)
RANKING_COLUMNS = ("Rang", "Qui ou quoi", "Numéro", "Score interne", "Sens", "Mots", "Métier", "Raisons", "Suite donnée")  # fmt: skip
TONES = {
    "fit": "convient",
    "note": "à noter",
    "lift": "à lever",
    "impossible": "impossible par la loi",
}


@blueprint.context_processor
def words() -> dict[str, Any]:
    """What the templates of the journals say things with."""
    return {"ACTS": ACTS, "KINDS": KINDS, "FOLLOWED": FOLLOWED, "TONES": TONES, "actor_name": actor_name,
            "sentence": sentence, "asked_by": asked_by, "filter_words": filter_words}  # fmt: skip


@blueprint.get("/journaux/")
def index() -> str:
    """Who did what: all of it for an auditor, one's structure for its manager."""
    form = EventsForm(request.args)
    form.validate()
    session, actor = current_session(), current_actor()
    statement = journals.list_events(session, actor, form.filters())
    found = paginate(session, statement, request.args.get("page", 1, int), size=50)
    return render_template(
        "journals/index.html",
        form=form,
        filtered=is_filtered(),
        events=found.rows,
        paging=found.paging,
        names=journals.names_in_events(session, actor, found.rows),
        export_rows=EXPORT_ROWS,
    )


@blueprint.get("/journaux/export.xlsx")
def export() -> Response:
    """The same as a spreadsheet, the newest first."""
    form = EventsForm(request.args)
    form.validate()
    session, actor = current_session(), current_actor()
    statement = journals.list_events(session, actor, form.filters())
    rows = paginate(session, statement, 1, size=EXPORT_ROWS).rows
    names = journals.names_in_events(session, actor, rows)
    journals.note_exported(session, actor, "audit", len(rows))
    return spreadsheet(
        "Journal", EVENT_COLUMNS, (event_row(event, names) for event in rows), "journal.xlsx"
    )


def event_row(event: AuditEvent, names: Names) -> list[object]:
    return [
        local(event.at),
        actor_name(names, event.actor_kind, event.actor_id),
        ACTS[Act(event.act)],
        sentence(event, names),
        KINDS.get(event.subject_kind, event.subject_kind),
        event.subject_id,
        names.of("structure", event.structure_id) or "",
        event.address or "",
        event.request_id or "",
    ]


@blueprint.get("/journaux/<int:event_id>")
def show(event_id: int) -> str:
    """One act, with the reason that was given."""
    session, actor = current_session(), current_actor()
    event = journals.get_event(session, actor, event_id)
    return render_template(
        "journals/event.html",
        event=event,
        names=journals.names_in_events(session, actor, [event]),
        typed=journals.typed_text(session, actor, event),
    )


@blueprint.get("/journaux/classements")
def rankings() -> str:
    """The rankings that were shown: all for an auditor, a structure's for its manager, otherwise one's own."""
    form = SpanForm(request.args)
    form.validate()
    session, actor = current_session(), current_actor()
    statement = journals.list_rankings(
        session, actor, who=form.who, since=form.since, until=form.until
    )
    found = paginate(session, statement, request.args.get("page", 1, int))
    return render_template(
        "journals/rankings.html",
        form=form,
        filtered=is_filtered(),
        entries=found.rows,
        paging=found.paging,
        names=journals.names_in_rankings(session, actor, found.rows),
        only_own=not policy.can_read_journals(actor),
    )


@blueprint.get("/journaux/classements/<int:entry_id>")
def ranking(entry_id: int) -> str:
    """One page of a ranking as it was shown, and what followed."""
    session, actor = current_session(), current_actor()
    entry = journals.get_ranking(session, actor, entry_id)
    return render_template(
        "journals/ranking.html",
        entry=entry,
        names=names_of(entry),
        with_figures=policy.can_read_journals(actor),
    )


@blueprint.get("/journaux/classements/<int:entry_id>.xlsx")
def ranking_table(entry_id: int) -> Response:
    """The same as a spreadsheet."""
    session, actor = current_session(), current_actor()
    entry = journals.get_ranking(session, actor, entry_id)
    names = names_of(entry)
    journals.note_export_of_ranking(session, actor, entry)
    rows = [
        [
            line.rank,
            names.of(line.kind, line.subject_id) or "effacé",
            line.subject_id,
            line.score,
            line.signals.get("vector"),
            line.signals.get("words"),
            line.signals.get("rome"),
            "\n".join(
                f"{PARTS.get(r['part'], r['part'])} ({TONES.get(r['tone'], r['tone'])}) : {r['text']}"
                for r in line.reasons
            ),
            ", ".join(FOLLOWED[Followed(a.act)] for a in entry.acts if a.rank == line.rank),
        ]
        for line in entry.results
    ]
    return spreadsheet("Classement", RANKING_COLUMNS, rows, f"classement-{entry.id}.xlsx")


@blueprint.get("/journaux/classements/<int:entry_id>.json")
def ranking_data(entry_id: int) -> Response:
    """The same for a machine: ids, no names."""
    session, actor = current_session(), current_actor()
    entry = journals.get_ranking(session, actor, entry_id)
    journals.note_export_of_ranking(session, actor, entry)
    answer = jsonify(ranking_as_dict(entry))
    answer.headers["Content-Disposition"] = f"attachment; filename=classement-{entry.id}.json"
    return answer


def ranking_as_dict(entry: RankingEntry) -> dict[str, Any]:
    """An entry of the log for a machine."""
    names = ("id", "actor_kind", "actor_id", "structure_id", "found_kind", "asked_kind", "asked_id", "question",
             "filters", "page", "total", "set_aside", "model", "index_version", "ranking_version", "weights",
             "request_id")  # fmt: skip
    said: dict[str, Any] = {name: getattr(entry, name) for name in names}
    said["at"] = entry.at.isoformat()
    fields = ("rank", "kind", "subject_id", "score", "signals", "reasons")
    said["results"] = [{name: getattr(line, name) for name in fields} for line in entry.results]
    said["acts"] = [
        {"rank": a.rank, "act": a.act, "at": a.at.isoformat(), "actor_kind": a.actor_kind, "actor_id": a.actor_id}
        for a in entry.acts
    ]  # fmt: skip
    return said


def names_of(entry: RankingEntry) -> Names:
    return journals.names_in_rankings(current_session(), current_actor(), [entry], entry.results)


@blueprint.get("/candidats/<int:candidate_id>/historique")
def candidate(candidate_id: int) -> str:
    """Who changed what of a person's record."""
    person, changes = journals.candidate_history(current_session(), current_actor(), candidate_id)
    return history_page(
        changes,
        heading=f"Historique de la fiche de {person.full_name}",
        trail=[("Mon vivier", "candidates.index", {}), (person.full_name, "candidates.show", {"candidate_id": person.id})],
    )  # fmt: skip


@blueprint.get("/postes/<int:job_id>/historique")
def job(job_id: int) -> str:
    """Who changed what of a job profile."""
    profile, changes = journals.job_history(current_session(), current_actor(), job_id)
    return history_page(
        changes,
        heading=f"Historique du profil « {profile.title} »",
        trail=[("Profils de poste", "jobs.index", {}), (profile.title, "jobs.show", {"job_id": profile.id})],
    )  # fmt: skip


@blueprint.get("/mises-en-relation/<int:referral_id>/historique")
def referral(referral_id: int) -> str:
    """Who changed what of a referral."""
    row, changes = journals.referral_history(current_session(), current_actor(), referral_id)
    person = row.candidate
    return history_page(
        changes,
        heading=f"Historique de la mise en relation de {person.full_name} pour « {row.job_profile.title} »",
        trail=[("Mon vivier", "candidates.index", {}), (person.full_name, "candidates.show", {"candidate_id": person.id})],
    )  # fmt: skip


def history_page(
    changes: Select[FieldChange], *, heading: str, trail: list[tuple[str, str, dict[str, Any]]]
) -> str:
    """Changes by moment and author, newest first."""
    session, actor = current_session(), current_actor()
    found = paginate(session, changes, request.args.get("page", 1, int), size=50)
    ids, romes, insee = values_in(found.rows)
    communes = reference.communes(session, insee)
    lookups = Lookups(
        names=journals.names(session, actor, ids),
        romes=reference.rome_labels(session, romes),
        communes={code: commune_label(commune) for code, commune in communes.items()},
    )
    return render_template(
        "journals/history.html",
        heading=heading,
        trail_steps=trail,
        moments=moments(found.rows, lookups),
        paging=found.paging,
    )


def moments(rows: Iterable[FieldChange], lookups: Lookups) -> list[dict[str, Any]]:
    """Changes of one transaction by one person belong together."""
    found = []
    for (at, kind, id_), group in groupby(rows, key=lambda c: (c.at, c.actor_kind, c.actor_id)):
        lines = without_rewrites(change_line(change, lookups) for change in group)
        found.append({"at": at, "who": actor_name(lookups.names, kind, id_), "changes": lines})
    return [moment for moment in found if moment["changes"]]


def is_filtered() -> bool:
    return any(value for key, value in request.args.items() if key != "page")


def local(moment: Any) -> Any:
    """In Paris and without zone, as spreadsheets want it."""
    return in_paris(moment).replace(tzinfo=None, microsecond=0)


def spreadsheet(
    title: str, columns: tuple[str, ...], rows: Iterable[list[object]], name: str
) -> Response:
    return send_file(
        io.BytesIO(workbook(title, columns, rows)),
        mimetype=XLSX,
        as_attachment=True,
        download_name=name,
    )
