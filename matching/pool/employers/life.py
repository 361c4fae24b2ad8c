"""Recording and finding employers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload
from stdnum.exceptions import ValidationError
from stdnum.fr import siret as siret_number

from matching.actor import Actor, check
from matching.audit.events import Act, record
from matching.checks import Checks
from matching.errors import Conflict, NotFound
from matching.listing import Listing, Noted, ids_and_total
from matching.pool.employers.rights import can_create_employer, can_see_employer, visible_employers
from matching.pool.employers.tables import Employer, EmployerPlace
from matching.pool.reference.communes import commune


@dataclass(frozen=True, slots=True)
class EmployerData:
    """What is written about an employer, as typed."""

    name: str
    siret: str
    commune_insee: str
    street: str | None = None
    naf_code: str | None = None
    naf_version: str = "rev2"
    size_band: str | None = None


def siret_digits(text: str) -> str | None:
    """The 14 digits of a SIRET whose check digit is right, spaces and dots apart; None otherwise."""
    try:
        return str(siret_number.validate(re.sub(r"[\s.]", "", text)))
    except ValidationError:
        return None


def check_may_create(actor: Actor) -> None:
    """Refuse before anything is typed: asked before a form is shown, and by `create_employer`. Raises
    Forbidden."""
    check(can_create_employer(actor), "Seuls les développeurs emploi ajoutent des employeurs.")


def create_employer(
    session: Session, actor: Actor, data: EmployerData, *, territory_id: int | None = None
) -> Employer:
    """Record an employer of the actor's territory (of `territory_id` for the system).

    Raises Invalid, Forbidden, and Conflict when the SIRET is known already.
    """
    check_may_create(actor)
    checks = Checks()
    name = checks.text(data.name, "name", "le nom de l’employeur")
    siret = siret_digits(data.siret)
    checks.need(
        siret,
        "siret",
        "Ce numéro SIRET n’est pas valable : vérifiez ses 14 chiffres (extrait Kbis, facture).",
    )
    checks.need(
        data.commune_insee.isalnum() and commune(session, data.commune_insee),
        "commune_insee",
        "Choisissez une commune de la liste.",
    )
    for field, maximum in (
        ("street", 200),
        ("naf_code", 8),
        ("naf_version", 16),
        ("size_band", 32),
    ):
        checks.length(getattr(data, field), field, maximum)
    territory = territory_id if actor.system else actor.territory_id
    checks.need(territory, "name", "Votre compte n’est rattaché à aucun territoire.")
    checks.done()
    assert siret, "what the checks above ensured"
    assert territory, "what the checks above ensured"
    if session.scalar(select(Employer.id).where(Employer.siret == siret)):
        raise Conflict("Un employeur porte déjà ce SIRET : retrouvez-le dans la liste.")
    employer = Employer(
        name=name,
        siret=siret,
        naf_code=data.naf_code,
        naf_version=data.naf_version,
        size_band=data.size_band,
        territory_id=territory,
        places=[EmployerPlace(street=data.street, commune_insee=data.commune_insee)],
    )
    session.add(employer)
    session.flush()  # callers attach contacts and profiles to its id
    record(session, actor, Act.CREATED, "employer", employer.id)
    return employer


def list_employers(actor: Actor) -> Listing[Employer]:
    """The employers of the actor's territory, by name. Raises Forbidden."""
    check(
        actor.system or actor.accompanies or actor.develops,
        "La liste des employeurs est réservée aux professionnels de l’accompagnement.",
    )
    return Listing(
        actor, _by_name(actor), Noted("employer", ids_and_total), (selectinload(Employer.places),)
    )


def list_to_write_for(actor: Actor) -> Listing[Employer]:
    """The employers for whom the actor may write a job profile, by name: names to choose from, and no more, so
    that nothing is noted. Raises Forbidden."""
    check(
        actor.system or actor.hires or actor.develops,
        "Les profils de poste sont écrits par les employeurs.",
    )
    return Listing(actor, _by_name(actor), noted=None, size=200)


def _by_name(actor: Actor) -> Select[Employer]:
    """Those that she may know of."""
    return select(Employer).where(visible_employers(actor)).order_by(Employer.name, Employer.id)


def get_employer(session: Session, actor: Actor, employer_id: int) -> Employer:
    """One employer. Raises NotFound when there is none or the actor may not know of it."""
    employer = session.get(Employer, employer_id)
    if employer is None or not can_see_employer(actor, employer):
        raise NotFound("Cet employeur n’existe pas, ou n’est pas sur votre territoire.")
    record(session, actor, Act.SAW, "employer", employer.id)
    return employer
