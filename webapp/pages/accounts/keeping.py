"""Keeping the accounts of others: the list, one person, inviting, closing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from matching.actor import Actor, Role
from matching.listing import Listing
from matching.pool.employers.tables import Employer
from matching.pool.people.reading import workplaces
from matching.pool.people.rights import can_admit_person, can_correct_person, can_set_roles
from matching.pool.people.tables import Person
from matching.pool.structures.tables import Structure, Territory
from matching.texts.french import listed
from webapp.accounts import invitations, keeping, second_factor
from webapp.accounts.keeping import (
    Kept,
    State,
    get_kept,
    list_people,
    look_at,
    open_person,
    with_accounts,
)
from webapp.forms.base import accepted
from webapp.lists import Column, is_narrowed, shown, taken, whole
from webapp.pages.accounts.forms import AccountFilters, CorrectForm, InviteForm
from webapp.request.actors import current_actor
from webapp.request.context import current_session
from webapp.words.french import term

blueprint = Blueprint("accounts", __name__, url_prefix="/comptes")

Row = TypeVar("Row", Structure, Territory, Employer)
COLUMNS: tuple[Column[Kept], ...] = (
    Column("Nom", lambda one: one.person.last_name),
    Column("Prénom", lambda one: one.person.first_name),
    Column("Courriel", lambda one: one.person.email),
    Column("Téléphone", lambda one: one.person.phone or ""),
    Column("Fonction", lambda one: one.person.job_title or ""),
    Column("Rôles", lambda one: listed([term(role, "Role") for role in one.person.roles])),
    Column("Structure, employeur ou territoire", lambda one: workplace(one.person)),
    Column("État du compte", lambda one: one.state_name),
    Column(
        "Double vérification",
        lambda one: "Oui" if one.account and second_factor.is_set(one.account) else "Non",
    ),
    Column("Dernière connexion", lambda one: one.account and one.account.last_sign_in_at),
)


@blueprint.get("/")
def index() -> str:
    """The professionals whose accounts one keeps, with filters."""
    session, filters = current_session(), AccountFilters(request.args)
    found = shown(asked_people(filters))
    return render_template(
        "accounts/keeping/index.html",
        filters=filters,
        filtered=is_narrowed(),
        kept=with_accounts(session, found.rows),
        paging=found.paging,
    )


@blueprint.get("/export.xlsx")
def export() -> Response:
    """The same list as a spreadsheet, with the same filters."""
    people = whole(asked_people(AccountFilters(request.args)))
    kept = with_accounts(current_session(), people)
    return taken(kept, COLUMNS, "Comptes", "comptes.xlsx")


def workplace(person: Person) -> str:
    place = person.structure or person.employer or person.territory
    return place.name if place else ""


def asked_people(filters: AccountFilters) -> Listing[Person]:
    """What the filters of the address ask for; an unknown value is no filter."""
    role, state = filters.role.data or "", filters.etat.data or ""
    return list_people(
        current_actor(),
        words=filters.q.data or "",
        role=Role(role) if role in list(Role) else None,
        state=State(state) if state in list(State) else None,
    )


@blueprint.route("/inviter", methods=["GET", "POST"])
def invite() -> str | Response | tuple[str, int]:
    """Record somebody and send her an invitation. `?employeur=` chooses the employer beforehand."""
    session, actor = current_session(), current_actor()
    places = workplaces(session, actor)
    form = InviteForm()
    form.offer(places, everything=can_admit_person(actor, None, None, ()))
    if form.is_submitted():
        done = accepted(
            form,
            lambda: invitations.admit_and_invite(
                session,
                actor,
                form.to_data(),
                **chosen_places(session, form),
            ),
        )
        if done:
            flash(f"L’invitation part à l’adresse {done.value.email}.", "success")
            return redirect(url_for("accounts.show", person_id=done.value.id))
        return render_template("accounts/keeping/invite.html", form=form), 422
    employer_id = request.args.get("employeur", type=int)
    if employer_id is not None and employer_id < 2**31:
        employer = session.get(Employer, employer_id)
        if employer and can_admit_person(actor, None, employer, {Role.EMPLOYER_CONTACT}):
            form.employer.process_data(str(employer.id))
            if form.roles is not None:
                form.roles.data = [str(Role.EMPLOYER_CONTACT)]
    return render_template("accounts/keeping/invite.html", form=form)


def chosen_places(session: Session, form: InviteForm) -> dict[str, Any]:
    """Where she is to work, for the services that take a structure, a territory and an employer."""
    return {
        "structure": chosen(session, Structure, form.structure),
        "territory": chosen(session, Territory, form.territory),
        "employer": chosen(session, Employer, form.employer),
    }


def chosen(session: Session, kind: type[Row], field: object) -> Row | None:
    """The row whose number a field holds; None when there is no such field or number."""
    number = str(getattr(field, "data", None) or "")
    if not number.isascii() or not number.isdigit() or int(number) >= 2**31:
        return None
    return session.get(kind, int(number))


@blueprint.get("/<int:person_id>")
def show(person_id: int) -> str:
    """One professional and her account."""
    session, actor = current_session(), current_actor()
    kept, invitation = look_at(session, actor, person_id)
    account = kept.account
    return render_template(
        "accounts/keeping/show.html",
        kept=kept,
        State=State,
        invitation=invitation,
        has_second_factor=account is not None and second_factor.is_set(account),
        is_own=actor.person_id == person_id,
        may_correct=can_correct_person(actor, kept.person),
    )


@blueprint.route("/<int:person_id>/corriger", methods=["GET", "POST"])
def correct(person_id: int) -> str | Response | tuple[str, int]:
    """Correct who she is, how she is reached, and what she may do."""
    session, actor = current_session(), current_actor()
    kept = open_person(session, actor, person_id)
    person = kept.person
    form = CorrectForm.of(
        person,
        workplaces(session, actor),
        roles=can_set_roles(actor, person),
    )
    page = {"form": form, "who": person, "name": person.full_name}
    invited = kept.state is State.INVITED
    if form.is_submitted():
        done = accepted(
            form,
            lambda: keeping.correct(
                session,
                actor,
                person,
                form.to_data(),
                **chosen_places(session, form),
            ),
        )
        if done is None:
            return render_template("accounts/keeping/correct.html", **page), 422
        told = "C’est corrigé." if done.value else "Rien n’a changé."
        if "email" in done.value and invited:
            told = f"{told} Une nouvelle invitation part à l’adresse {person.email}."
        flash(told, "success")
        return redirect(url_for("accounts.show", person_id=person_id))
    return render_template("accounts/keeping/correct.html", **page)


@blueprint.post("/<int:person_id>/inviter")
def send_invitation(person_id: int) -> Response:
    """A first or a new invitation for somebody who is recorded."""
    return _done(person_id, invitations.invite, "Une nouvelle invitation part.")


@blueprint.post("/<int:person_id>/annuler")
def cancel_invitation(person_id: int) -> Response:
    """Take the invitation back."""
    session, actor = current_session(), current_actor()
    kept = get_kept(session, actor, person_id)
    invitations.cancel(session, actor, kept.person)
    flash("L’invitation est annulée : son lien ne marche plus.", "success")
    return redirect(url_for("accounts.index"))


@blueprint.post("/<int:person_id>/fermer")
def close(person_id: int) -> Response:
    """Close the account."""
    return _done(person_id, keeping.close, "Le compte est fermé.")


@blueprint.post("/<int:person_id>/rouvrir")
def reopen(person_id: int) -> Response:
    """Open a closed account again."""
    return _done(person_id, keeping.reopen, "Le compte est rouvert.")


@blueprint.post("/<int:person_id>/debloquer")
def unlock(person_id: int) -> Response:
    """End the wait after failed sign-ins."""
    return _done(person_id, keeping.unlock, "Le compte n’est plus bloqué.")


@blueprint.post("/<int:person_id>/double-verification")
def reset_second_factor(person_id: int) -> Response:
    """For somebody who has lost her telephone and her recovery codes."""
    return _done(person_id, keeping.reset_second_factor, "La double vérification est retirée.")


def _done(
    person_id: int, service: Callable[[Session, Actor, Person], None], message: str
) -> Response:
    session, actor = current_session(), current_actor()
    kept = get_kept(session, actor, person_id)
    service(session, actor, kept.person)
    flash(message, "success")
    return redirect(url_for("accounts.show", person_id=person_id))
