"""The journals: who did what, which rankings were shown, and what a record said before."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from flask import Blueprint, jsonify, render_template, request
from werkzeug.wrappers import Response

from matching.audit.events import Act, AuditEvent
from matching.history import FieldChange
from matching.journals import names as journals_names
from matching.journals.events import get_event, list_events, typed_text
from matching.journals.histories import candidate_history, job_history, referral_history
from matching.journals.names import Names, names_in_events, names_in_rankings
from matching.journals.rankings import get_ranking, list_rankings, note_export_of_ranking
from matching.journals.rights import can_read_journals
from matching.listing import EXPORT_ROWS, Listing
from matching.pool.reference.communes import communes_by_insee
from matching.pool.reference.trades import rome_labels
from matching.ranking.log.tables import Followed, RankingEntry, RankingResult
from webapp.forms.fields import capital
from webapp.lists import Column, is_narrowed, shown, taken, whole
from webapp.pages.journals.forms import EventsForm, SpanForm
from webapp.pages.ranking.words import FOLLOWED, filter_words
from webapp.pages.words import WORDS
from webapp.request.actors import current_actor
from webapp.request.context import current_session
from webapp.words.french import PARTS, commune_label
from webapp.words.histories import Lookups, change_line, values_in, without_rewrites
from webapp.words.journal import ACTS, actor_name

blueprint = Blueprint("journals", __name__)
blueprint.add_app_template_filter(capital, "capitalize_first")

TONES = {
    "fit": "convient",
    "note": "à noter",
    "lift": "à lever",
    "impossible": "impossible par la loi",
}


@blueprint.context_processor
def words() -> dict[str, Any]:
    """What the templates of the journals say things with."""
    return {"ACTS": ACTS, "KINDS": WORDS.titles, "FOLLOWED": FOLLOWED, "TONES": TONES, "actor_name": actor_name,
            "sentence": WORDS.sentence, "asked_by": asked_by, "filter_words": filter_words}  # fmt: skip


@blueprint.get("/journaux/")
def index() -> str:
    """Who did what: all of it for an auditor, one's structure for its manager."""
    form, events = asked_events()
    found = shown(events)
    return render_template(
        "journals/index.html",
        form=form,
        filtered=is_narrowed(),
        events=found.rows,
        paging=found.paging,
        names=names_in_events(current_session(), current_actor(), found.rows),
        export_rows=EXPORT_ROWS,
    )


@blueprint.get("/journaux/export.xlsx")
def export() -> Response:
    """The same as a spreadsheet, the newest first."""
    _, events = asked_events()
    rows = whole(events)
    names = names_in_events(current_session(), current_actor(), rows)
    return taken(rows, event_columns(names), "Journal", "journal.xlsx")


def asked_events() -> tuple[EventsForm, Listing[AuditEvent]]:
    """The filters in the address, and the acts that they leave. Raises Forbidden."""
    form = EventsForm(request.args)
    form.validate()
    return form, list_events(current_session(), current_actor(), form.filters())


def event_columns(names: Names) -> tuple[Column[AuditEvent], ...]:
    return (
        Column("Date", lambda event: event.at),
        Column("Qui", lambda event: actor_name(names, event.actor_kind, event.actor_id)),
        Column("Acte", lambda event: ACTS[Act(event.act)]),
        Column("Ce qui a été fait", lambda event: WORDS.sentence(event, names)),
        Column("Sur", lambda event: WORDS.titles.get(event.subject_kind, event.subject_kind)),
        Column("Numéro", lambda event: event.subject_id),
        Column("Structure", lambda event: names.of("structure", event.structure_id) or ""),
        Column("Adresse", lambda event: event.address or ""),
        Column("Demande", lambda event: event.request_id or ""),
    )


@blueprint.get("/journaux/<int:event_id>")
def show(event_id: int) -> str:
    """One act, with the reason that was given."""
    session, actor = current_session(), current_actor()
    event = get_event(session, actor, event_id)
    return render_template(
        "journals/event.html",
        event=event,
        names=names_in_events(session, actor, [event]),
        typed=typed_text(session, actor, event),
    )


@blueprint.get("/journaux/classements")
def rankings() -> str:
    """The rankings that were shown: all for an auditor, a structure's for its manager, otherwise one's own."""
    form = SpanForm(request.args)
    form.validate()
    session, actor = current_session(), current_actor()
    found = shown(list_rankings(session, actor, who=form.who, since=form.since, until=form.until))
    return render_template(
        "journals/rankings.html",
        form=form,
        filtered=is_narrowed(),
        entries=found.rows,
        paging=found.paging,
        names=names_in_rankings(session, actor, found.rows),
        only_own=not can_read_journals(actor),
    )


@blueprint.get("/journaux/classements/<int:entry_id>")
def ranking(entry_id: int) -> str:
    """One page of a ranking as it was shown, and what followed."""
    session, actor = current_session(), current_actor()
    entry = get_ranking(session, actor, entry_id)
    return render_template(
        "journals/ranking.html",
        entry=entry,
        names=names_of(entry),
        with_figures=can_read_journals(actor),
    )


@blueprint.get("/journaux/classements/<int:entry_id>.xlsx")
def ranking_table(entry_id: int) -> Response:
    """The same as a spreadsheet."""
    session, actor = current_session(), current_actor()
    entry = get_ranking(session, actor, entry_id)
    note_export_of_ranking(session, actor, entry)
    columns = ranking_columns(entry, names_of(entry))
    return taken(entry.results, columns, "Classement", f"classement-{entry.id}.xlsx")


def ranking_columns(entry: RankingEntry, names: Names) -> tuple[Column[RankingResult], ...]:
    def reasons(line: RankingResult) -> str:
        return "\n".join(
            f"{PARTS.get(r['part'], r['part'])} ({TONES.get(r['tone'], r['tone'])}) : {r['text']}"
            for r in line.reasons
        )

    def followed(line: RankingResult) -> str:
        return ", ".join(FOLLOWED[Followed(a.act)] for a in entry.acts if a.rank == line.rank)

    return (
        Column("Rang", lambda line: line.rank),
        Column("Qui ou quoi", lambda line: names.of(line.kind, line.subject_id) or "effacé"),
        Column("Numéro", lambda line: line.subject_id),
        Column("Score interne", lambda line: line.score),
        Column("Sens", lambda line: line.signals.get("vector")),
        Column("Mots", lambda line: line.signals.get("words")),
        Column("Métier", lambda line: line.signals.get("rome")),
        Column("Raisons", reasons),
        Column("Suite donnée", followed),
    )


@blueprint.get("/journaux/classements/<int:entry_id>.json")
def ranking_data(entry_id: int) -> Response:
    """The same for a machine: ids, no names."""
    session, actor = current_session(), current_actor()
    entry = get_ranking(session, actor, entry_id)
    note_export_of_ranking(session, actor, entry)
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


def asked_by(entry: RankingEntry, names: Names) -> str:
    """What a ranking was made for: «des personnes pour le profil de poste « Plonge »», «des postes (tous)»."""
    found = "des personnes" if entry.found_kind == "candidate" else "des postes"
    if entry.asked_kind:
        return f"{found} pour {WORDS.called(names, entry.asked_kind, entry.asked_id)}"
    return f"{found} pour la question « {entry.question} »" if entry.question else f"{found} (tous)"


def names_of(entry: RankingEntry) -> Names:
    return names_in_rankings(current_session(), current_actor(), [entry], entry.results)


@blueprint.get("/candidats/<int:candidate_id>/historique")
def candidate(candidate_id: int) -> str:
    """Who changed what of a person's record."""
    person, changes = candidate_history(current_session(), current_actor(), candidate_id)
    return history_page(
        changes,
        heading=f"Historique de la fiche de {person.full_name}",
        trail=[("Mon vivier", "candidates.index", {}), (person.full_name, "candidates.show", {"candidate_id": person.id})],
    )  # fmt: skip


@blueprint.get("/postes/<int:job_id>/historique")
def job(job_id: int) -> str:
    """Who changed what of a job profile."""
    profile, changes = job_history(current_session(), current_actor(), job_id)
    return history_page(
        changes,
        heading=f"Historique du profil « {profile.title} »",
        trail=[("Profils de poste", "jobs.index", {}), (profile.title, "jobs.show", {"job_id": profile.id})],
    )  # fmt: skip


@blueprint.get("/mises-en-relation/<int:referral_id>/historique")
def referral(referral_id: int) -> str:
    """Who changed what of a referral."""
    row, changes = referral_history(current_session(), current_actor(), referral_id)
    person = row.candidate
    return history_page(
        changes,
        heading=f"Historique de la mise en relation de {person.full_name} pour « {row.job_profile.title} »",
        trail=[("Mon vivier", "candidates.index", {}), (person.full_name, "candidates.show", {"candidate_id": person.id})],
    )  # fmt: skip


def history_page(
    changes: Listing[FieldChange], *, heading: str, trail: list[tuple[str, str, dict[str, Any]]]
) -> str:
    """Changes by moment and author, newest first."""
    session, actor = current_session(), current_actor()
    found = shown(changes)
    ids, romes, insee = values_in(found.rows, WORDS.tables)
    communes = communes_by_insee(session, insee)
    lookups = Lookups(
        names=journals_names.names(session, actor, ids),
        romes=rome_labels(session, romes),
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
        lines = without_rewrites(change_line(change, WORDS.tables, lookups) for change in group)
        found.append({"at": at, "who": actor_name(lookups.names, kind, id_), "changes": lines})
    return [moment for moment in found if moment["changes"]]
