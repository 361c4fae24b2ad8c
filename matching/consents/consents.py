"""What a person was told, and what she agreed to, for each purpose of use of her data.

The law does not ask for consent everywhere. Accompanying her and looking for matching jobs is the structure's
mission of public interest: she is informed (RGPD art. 6(1)(e), 13). Being seen without her name by other
structures, mails, and notes on health or handicap need her consent (art. 6(1)(a), 9(2)(a)), which she may
withdraw as easily as she gave it (art. 7(3)).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from matching import stale
from matching.actor import Actor, check
from matching.audit.events import Act, record_about
from matching.checks import Checks
from matching.consents.rights import can_keep_consents
from matching.consents.tables import ConsentRecord, SensitiveNote
from matching.consents.terms import Purpose
from matching.errors import Invalid
from matching.pool.candidates.tables import Candidate

WORDING = "2026-11"
"""The version of the texts below; a record says which one the person was given."""


@dataclass(frozen=True, slots=True)
class Use:
    """A purpose in words that the person is given, and whether it needs her consent."""

    purpose: Purpose
    needs_consent: bool
    text: str


USES = {
    use.purpose: use
    for use in (
        Use(
            Purpose.ACCOMPANIMENT,
            False,
            "Votre coach note ce que vous lui dites (parcours, souhaits, disponibilités, freins) pour vous "
            "accompagner vers l’emploi. C’est la mission de service public de sa structure.",
        ),
        Use(
            Purpose.MATCHING,
            False,
            "Vivier compare ce que vous voulez, ce que vous savez faire et où vous pouvez aller avec des profils "
            "de poste. Votre nom, votre âge, votre sexe, votre origine, votre santé, votre adresse et le RSA ne "
            "comptent jamais. Votre coach décide toujours ; vous pouvez lui demander pourquoi un poste vous est "
            "proposé.",
        ),
        Use(
            Purpose.ANONYMOUS_POOL,
            True,
            "Les coachs et développeurs emploi d’autres structures du territoire peuvent voir votre profil sans "
            "votre nom ni vos coordonnées. S’ils ont un poste pour vous, ils demandent à votre coach.",
        ),
        Use(
            Purpose.MAIL,
            True,
            "Vivier vous envoie des courriels : un poste vous est proposé, un lien vers votre espace.",
        ),
        Use(
            Purpose.SENSITIVE,
            True,
            "Votre coach peut noter, à part, une information de santé, de handicap, de justice ou de famille, "
            "seulement si elle aide votre recherche. Personne d’autre ne la voit sans raison écrite, et elle "
            "n’entre jamais dans un rapprochement.",
        ),
    )
}


def inform(
    session: Session, actor: Actor, candidate: Candidate, purpose: Purpose, *, how: str
) -> ConsentRecord:
    """Note that the person was told of a use. Raises Forbidden, Invalid."""
    check(can_keep_consents(actor, candidate))
    return _note(session, actor, candidate, purpose, None, how)


def note_consent(
    session: Session,
    actor: Actor,
    candidate: Candidate,
    purpose: Purpose,
    agreed: bool,
    *,
    how: str,
) -> ConsentRecord:
    """Note that she agrees or refuses, or does not agree any more. Raises Forbidden, Invalid."""
    check(can_keep_consents(actor, candidate))
    if not USES[purpose].needs_consent:
        raise Invalid(
            "Cet usage ne repose pas sur l’accord de la personne : notez son information."
        )
    return _note(session, actor, candidate, purpose, agreed, how)


def _note(
    session: Session,
    actor: Actor,
    candidate: Candidate,
    purpose: Purpose,
    agreed: bool | None,
    how: str,
) -> ConsentRecord:
    checks = Checks()
    said = checks.text(how, "how", "comment la personne l’a dit ou appris", maximum=120)
    checks.done()
    row = ConsentRecord(
        candidate_id=candidate.id,
        purpose=purpose,
        agreed=agreed,
        by_person_id=actor.person_id,
        how=said,
        wording=WORDING,
    )
    session.add(row)
    if purpose is Purpose.ANONYMOUS_POOL and candidate.shares_anonymously is not agreed:
        candidate.shares_anonymously = bool(agreed)
        stale.mark(session, "candidate", [candidate.id])  # who may find her has changed
    if purpose is Purpose.SENSITIVE and agreed is False:
        # Nothing else allows them to be kept (RGPD art. 17(1)(b)).
        session.execute(delete(SensitiveNote).where(SensitiveNote.candidate_id == candidate.id))
    record_about(
        session, actor, Act.CONSENTED, candidate, facts={"purpose": str(purpose), "agreed": agreed}
    )
    session.flush()
    return row


def records(session: Session, candidate: Candidate) -> list[ConsentRecord]:
    """All that was noted, newest first."""
    return list(
        session.scalars(
            select(ConsentRecord)
            .where(ConsentRecord.candidate_id == candidate.id)
            .order_by(ConsentRecord.at.desc(), ConsentRecord.id.desc())
        )
    )


def standing(session: Session, candidate: Candidate) -> dict[Purpose, ConsentRecord]:
    """The record that holds for each purpose; one that was never spoken of is missing."""
    held: dict[Purpose, ConsentRecord] = {}
    for row in records(session, candidate):
        held.setdefault(row.purpose, row)
    return held


def agrees(session: Session, candidate: Candidate, purpose: Purpose) -> bool:
    """Whether she agrees to this use today. Never asked means no."""
    row = standing(session, candidate).get(purpose)
    return row is not None and row.agreed is True
