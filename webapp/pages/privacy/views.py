"""A person's data: what she was told and agreed to, copies, corrections, notes kept apart, erasure; files that fall
due; the settings of a structure."""

from __future__ import annotations

import io
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from matching.consents import consents, sensitive
from matching.consents.rights import can_open_sensitive
from matching.consents.tables import ConsentRecord, SensitiveNote
from matching.consents.terms import Purpose
from matching.pool.candidates.reading import open_data
from matching.pool.candidates.tables import Candidate, Cv
from matching.privacy import erasure, retention
from matching.privacy.corrections import life
from matching.privacy.corrections.life import answer, ask
from matching.privacy.export import cv_files, export_of
from matching.privacy.rights import can_erase_candidate
from matching.steering.terms import ErasureReason
from webapp.forms.base import Done, Form, accepted
from webapp.lists import Column, shown_whole, taken, whole
from webapp.operations import erasing
from webapp.pages.privacy.forms import (
    SAID,
    TOLD,
    AnswerForm,
    ConsentForm,
    ContactForm,
    CorrectionForm,
    ErasureForm,
    NoteForm,
    ReasonForm,
    StructureForm,
)
from webapp.papers import access_export
from webapp.request.actors import asked, current_actor
from webapp.request.context import current_runtime, current_session

blueprint = Blueprint("privacy", __name__)

Page = str | Response | tuple[str, int]
HERS = "/candidats/<int:candidate_id>/donnees"
FILES = {"json": "application/json", "pdf": "application/pdf", "zip": "application/zip"}
COLUMNS: tuple[Column[retention.Kept], ...] = (
    Column("Nom", lambda one: one.candidate.last_name),
    Column("Prénom", lambda one: one.candidate.first_name),
    Column("Référence", lambda one: one.candidate.reference),
    Column("Dernier contact", lambda one: one.last_contact),
    Column("Effacement prévu le", lambda one: one.told.erase_on if one.told else one.until),
    Column("Coach", lambda one: one.candidate.coach.full_name if one.candidate.coach else ""),
)


@blueprint.get(HERS)
def show(candidate_id: int) -> Page:
    """Everything about her data, and what can be done with them."""
    return data_page(asked(open_data, candidate_id))


@blueprint.get(f"{HERS}/information")
def information(candidate_id: int) -> Page:
    """The sheet that one reads with her, to be printed (RGPD art. 13; L1221-8 and L1221-9)."""
    return render_template(
        "privacy/information.html",
        candidate=asked(open_data, candidate_id),
        uses=consents.USES.values(),
        today=current_runtime().today(),
    )


@blueprint.post(f"{HERS}/accords/<any({','.join(Purpose)}):purpose>")
def note_consent(candidate_id: int, purpose: str) -> Page:
    """Note what she was told, or answers, for one use."""
    session, actor = current_session(), current_actor()
    candidate = asked(open_data, candidate_id)
    use = consents.USES[Purpose(purpose)]
    form = consent_form(use)
    how = form.how.data or ""

    def note() -> ConsentRecord:
        if not use.needs_consent:
            return consents.inform(session, actor, candidate, use.purpose, how=how)
        agreed = form.answer.data == "oui"
        return consents.note_consent(session, actor, candidate, use.purpose, agreed, how=how)

    if accepted(form, note):
        return back_to(candidate, "C’est noté.", f"usage-{purpose}")
    return data_page(candidate, refused=form), 422


@blueprint.route(f"{HERS}/export.<any(json,pdf,zip):kind>", methods=["GET", "POST"])
def export(candidate_id: int, kind: str) -> Page:
    """A copy of everything. With a reason (POST), notes that are kept apart are in it."""
    session, actor = current_session(), current_actor()
    candidate = asked(open_data, candidate_id)
    form = ReasonForm(prefix="copie") if request.method == "POST" else None
    reason = (form.reason.data or "") if form else ""

    def made() -> dict[str, Any]:
        today = current_runtime().today()
        return export_of(session, actor, candidate, today=today, reason=reason)

    done = accepted(form, made) if form else Done(made())
    if done is None:
        return data_page(candidate, refused=form), 422
    cvs = cv_files(session, actor, candidate, current_runtime().files)
    return copy_of(done.value, kind, cvs)


@blueprint.post(f"{HERS}/contact")
def note_contact(candidate_id: int) -> Page:
    """Note that one was in touch with her."""
    session, actor = current_session(), current_actor()
    candidate = asked(open_data, candidate_id)
    form = ContactForm(prefix="contact")
    if not form.validate() or form.day.data is None:
        return data_page(candidate, refused=form), 422
    day, today = form.day.data, current_runtime().today()
    if accepted(form, lambda: retention.note_contact(session, actor, candidate, day, today=today)):
        return back_to(candidate, "Le contact est noté.", "duree")
    return data_page(candidate, refused=form), 422


@blueprint.post(f"{HERS}/corrections")
def ask_correction(candidate_id: int) -> Page:
    """Keep what she disputes until it is answered."""
    session, actor = current_session(), current_actor()
    candidate = asked(open_data, candidate_id)
    form = CorrectionForm(prefix="correction")
    if accepted(form, lambda: ask(session, actor, candidate, text=form.text.data or "")):
        return back_to(candidate, "La demande est notée : elle attend une réponse.", "demandes")
    return data_page(candidate, refused=form), 422


@blueprint.post(f"{HERS}/corrections/<int:request_id>")
def answer_correction(candidate_id: int, request_id: int) -> Page:
    """Answer a request."""
    session, actor = current_session(), current_actor()
    candidate = asked(open_data, candidate_id)
    form = AnswerForm(prefix=f"reponse-{request_id}")
    if accepted(
        form,
        lambda: answer(
            session,
            actor,
            candidate,
            request_id,
            accepted=form.accepted.data == "oui",
            text=form.answer.data or "",
        ),
    ):
        return back_to(candidate, "La réponse est notée.", "demandes")
    return data_page(candidate, refused=form), 422


@blueprint.get(f"{HERS}/notes-sensibles")
def notes(candidate_id: int) -> Page:
    """The way to the notes that are kept apart: asks for a reason, and shows none."""
    return notes_page(asked(sensitive.open_person, candidate_id))


@blueprint.post(f"{HERS}/notes-sensibles/ouvrir")
def open_notes(candidate_id: int) -> Page:
    """Show them, on this answer only."""
    candidate = asked(sensitive.open_person, candidate_id)
    form = ReasonForm(prefix="ouvrir")
    done = accepted(
        form,
        lambda: sensitive.open_notes(
            current_session(), current_actor(), candidate, reason=form.reason.data or ""
        ),
    )
    if done is None:
        return notes_page(candidate, reason_form=form), 422
    return notes_page(candidate, opened=done.value)


@blueprint.post(f"{HERS}/notes-sensibles")
def add_note(candidate_id: int) -> Page:
    """Write one."""
    candidate = asked(sensitive.open_person, candidate_id)
    form = NoteForm(prefix="note")
    if accepted(
        form,
        lambda: sensitive.add(
            current_session(),
            current_actor(),
            candidate,
            kind=form.kind.data or "",
            text=form.text.data or "",
        ),
    ):
        flash("La note est enregistrée, à part.", "success")
        return redirect(url_for("privacy.notes", candidate_id=candidate.id))
    return notes_page(candidate, note_form=form), 422


@blueprint.post(f"{HERS}/notes-sensibles/<int:note_id>")
def correct_note(candidate_id: int, note_id: int) -> Page:
    """Replace the text of one."""
    candidate = asked(sensitive.open_person, candidate_id)
    form = NoteForm(prefix=f"note-{note_id}")
    del form.kind
    if accepted(
        form,
        lambda: sensitive.correct(
            current_session(), current_actor(), candidate, note_id, text=form.text.data or ""
        ),
    ):
        flash("La note est corrigée.", "success")
        return redirect(url_for("privacy.notes", candidate_id=candidate.id))
    return notes_page(candidate, correct_form=form, note_id=note_id), 422


@blueprint.post(f"{HERS}/notes-sensibles/<int:note_id>/retirer")
def remove_note(candidate_id: int, note_id: int) -> Page:
    """Take one away."""
    candidate = asked(sensitive.open_person, candidate_id)
    sensitive.remove(current_session(), current_actor(), candidate, note_id)
    flash("La note est effacée.", "success")
    return redirect(url_for("privacy.notes", candidate_id=candidate.id))


@blueprint.route(f"{HERS}/effacement", methods=["GET", "POST"])
def erase(candidate_id: int) -> Page:
    """Erase her: what goes, why, and the reference that confirms."""
    session, actor, runtime = current_session(), current_actor(), current_runtime()
    candidate = asked(open_data, candidate_id)
    extent = erasure.extent(session, actor, candidate)
    form = ErasureForm()
    if form.is_submitted():
        traces = erasing.traces_of(runtime, session, candidate)
        done = accepted(
            form,
            lambda: erasure.erase(
                session,
                actor,
                candidate,
                reason=ErasureReason(form.reason.data),
                today=runtime.today(),
                reference=form.reference.data or "",
            ),
        )
        if done:
            erasing.after_commit(runtime, session, done.value, traces)
            flash("La personne est effacée : il ne reste qu’un compte anonyme.", "success")
            return redirect(url_for("candidates.index"))
    page = render_template("privacy/erase.html", candidate=candidate, extent=extent, form=form)
    return (page, 422) if form.is_submitted() else page


@blueprint.get("/dossiers-a-echeance")
def falling_due() -> Page:
    """The people who have been told, or whose coach has, that their record will be erased."""
    found = shown_whole(retention.falling_due(current_actor()))
    return render_template("privacy/falling_due.html", people=found)


@blueprint.get("/dossiers-a-echeance.xlsx")
def falling_due_sheet() -> Response:
    """The same list as a spreadsheet."""
    found = whole(retention.falling_due(current_actor()))
    return taken(found, COLUMNS, "Dossiers à échéance", "dossiers-a-echeance.xlsx")


@blueprint.route("/structure/reglages", methods=["GET", "POST"])
def settings() -> Page:
    """How long the structure keeps people, and whom they write to about their data."""
    session, actor = current_session(), current_actor()
    structure = retention.own_structure(session, actor)
    form = StructureForm(
        data={
            "months": structure.retention_months,
            "contact": structure.data_protection_contact,
        }
    )
    if form.is_submitted() and accepted(
        form,
        lambda: retention.set_rules(
            session, actor, structure, months=form.months.data, contact=form.contact.data or ""
        ),
    ):
        flash("Les réglages sont enregistrés.", "success")
        return redirect(url_for("privacy.settings"))
    page = render_template("privacy/settings.html", structure=structure, form=form)
    return (page, 422) if form.is_submitted() else page


def copy_of(held: dict[str, Any], kind: str, cvs: list[tuple[Cv, bytes]]) -> Response:
    """A copy of someone's data as a file; `cvs` go into a ZIP only."""
    if kind == "zip":
        data = access_export.as_zip(held, cvs)
    else:
        data = access_export.as_json(held) if kind == "json" else access_export.as_pdf(held)
    return send_file(
        io.BytesIO(data),
        mimetype=FILES[kind],
        as_attachment=True,
        download_name=f"donnees-{held['person']['reference']}.{kind}",
    )


def consent_form(use: consents.Use, *, empty: bool = False) -> ConsentForm:
    """The form of one use: its answers are those that make sense for it."""
    form = ConsentForm(**({"formdata": None} if empty else {}), prefix=f"usage-{use.purpose}")
    form.answer.choices = SAID if use.needs_consent else TOLD
    if empty and not use.needs_consent:
        form.answer.data = "informee"
    return form


def back_to(candidate: Candidate, message: str, anchor: str) -> Response:
    flash(message, "success")
    return redirect(url_for("privacy.show", candidate_id=candidate.id, _anchor=anchor))


def data_page(candidate: Candidate, *, refused: Form | None = None) -> str:
    """The page of her data; a form that was refused comes back in its place with what was typed."""
    session, actor = current_session(), current_actor()
    requests = life.requests(session, actor, candidate)

    def form_of(empty: Form) -> Form:
        same = refused is not None and refused._prefix == empty._prefix
        return refused if same and refused is not None else empty

    can_open_notes = can_open_sensitive(actor, candidate)
    return render_template(
        "privacy/show.html",
        candidate=candidate,
        refused=refused,
        uses=[(use, form_of(consent_form(use, empty=True))) for use in consents.USES.values()],
        standing=consents.standing(session, candidate),
        records=consents.records(session, candidate),
        kept=retention.kept_until(session, actor, candidate),
        requests=[
            (one, form_of(AnswerForm(formdata=None, prefix=f"reponse-{one.id}")))
            for one in requests
        ],
        contact_form=form_of(
            ContactForm(formdata=None, prefix="contact", data={"day": current_runtime().today()})
        ),
        correction_form=form_of(CorrectionForm(formdata=None, prefix="correction")),
        copy_form=form_of(ReasonForm(formdata=None, prefix="copie")),
        can_open_notes=can_open_notes,
        notes=sensitive.count(session, actor, candidate) if can_open_notes else None,
        can_erase=can_erase_candidate(actor, candidate),
        today=current_runtime().today(),
    )


def notes_page(
    candidate: Candidate,
    *,
    opened: list[SensitiveNote] | None = None,
    reason_form: ReasonForm | None = None,
    note_form: NoteForm | None = None,
    correct_form: NoteForm | None = None,
    note_id: int | None = None,
) -> str:
    """The page of notes that are kept apart; `opened` are shown with a form each."""
    session, actor = current_session(), current_actor()
    return render_template(
        "privacy/notes.html",
        candidate=candidate,
        count=sensitive.count(session, actor, candidate),
        agrees=consents.agrees(session, candidate, Purpose.SENSITIVE),
        opened=[
            (
                one,
                NoteForm(formdata=None, prefix=f"note-{one.id}", data={"text": one.text}),
            )
            for one in opened or ()
        ],
        shown=opened is not None,
        reason_form=reason_form or ReasonForm(formdata=None, prefix="ouvrir"),
        note_form=note_form or NoteForm(formdata=None, prefix="note"),
        correct_form=correct_form,
        note_id=note_id,
        refused=reason_form or note_form or correct_form,
    )
