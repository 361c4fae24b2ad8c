"""Notes that are kept apart: nothing is shown without a reason."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for

from matching.consents import consents, sensitive
from matching.consents.tables import SensitiveNote
from matching.consents.terms import Purpose
from matching.pool.candidates.tables import Candidate
from webapp.forms.base import accepted
from webapp.pages.consents.forms import NoteForm, ReasonForm
from webapp.pages.privacy.data import HERS, Page, blueprint
from webapp.request.actors import asked, current_actor
from webapp.request.context import current_session


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
        "consents/sensitive/notes.html",
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
