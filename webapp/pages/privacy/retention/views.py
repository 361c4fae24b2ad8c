"""How long a person's data are kept: the last contact, the files that fall due, the rules of a structure."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from matching.pool.candidates.reading import open_data
from matching.privacy import retention
from webapp.forms.base import accepted
from webapp.lists import Column, shown_whole, taken, whole
from webapp.pages.privacy.data import HERS, Page, back_to, blueprint, data_page
from webapp.pages.privacy.retention.forms import ContactForm, StructureForm
from webapp.request.actors import asked, current_actor
from webapp.request.context import current_runtime, current_session

COLUMNS: tuple[Column[retention.Kept], ...] = (
    Column("Nom", lambda one: one.candidate.last_name),
    Column("Prénom", lambda one: one.candidate.first_name),
    Column("Référence", lambda one: one.candidate.reference),
    Column("Dernier contact", lambda one: one.last_contact),
    Column("Effacement prévu le", lambda one: one.told.erase_on if one.told else one.until),
    Column("Coach", lambda one: one.candidate.coach.full_name if one.candidate.coach else ""),
)


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


@blueprint.get("/dossiers-a-echeance")
def falling_due() -> Page:
    """The people who have been told, or whose coach has, that their record will be erased."""
    found = shown_whole(retention.falling_due(current_actor()))
    return render_template("privacy/retention/falling_due.html", people=found)


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
    page = render_template("privacy/retention/settings.html", structure=structure, form=form)
    return (page, 422) if form.is_submitted() else page
