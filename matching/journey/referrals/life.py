"""Referrals (mises en relation): a person is put before an employer for one job, as far as she agrees to it.

Her coach proposes, she decides, the employer answers; she or her coach may withdraw it while it lasts, and the
employer then sees nothing of it any more. What an employer reads of her is `shown_to_employer` and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from matching.actor import Actor, check
from matching.audit.events import Act, record
from matching.checks import Checks
from matching.consents.links import HERE, mail_link, write_to_her
from matching.errors import Conflict
from matching.journey.referrals.letters import (
    EmployerInterested,
    EmployerRefused,
    NameGiven,
    NameTakenBack,
    ReferralAgreed,
    ReferralDeclined,
    ReferralNamed,
    ReferralProposed,
    ReferralTakenBack,
    ReferralTransmitted,
    ReferralWanted,
    ReferralWithdrawn,
)
from matching.journey.referrals.rights import can_answer_referral, can_refer, can_steer_referral
from matching.journey.referrals.tables import Referral
from matching.journey.referrals.terms import (
    SHOWN_TO_EMPLOYER,
    Disclosure,
    EmployerReason,
    ReferralState,
)
from matching.letters import Letter
from matching.pool.candidates.keepers import write_to_keepers
from matching.pool.candidates.rights import is_herself
from matching.pool.candidates.tables import Candidate
from matching.pool.candidates.terms import CandidateStatus
from matching.pool.jobs.publication import is_open
from matching.pool.jobs.tables import JobProfile
from matching.pool.people.contacts import write_to_contacts
from matching.ranking.log import log
from matching.ranking.log.tables import Followed
from matching.workflow import Workflow

PATH = Workflow(
    {
        ReferralState.PROPOSED: (
            ReferralState.AGREED,
            ReferralState.DECLINED,
            ReferralState.WITHDRAWN,
        ),
        ReferralState.AGREED: (
            ReferralState.INTERESTED,
            ReferralState.REFUSED,
            ReferralState.WITHDRAWN,
        ),
        ReferralState.INTERESTED: (ReferralState.REFUSED, ReferralState.WITHDRAWN),
        ReferralState.REFUSED: (ReferralState.INTERESTED, ReferralState.WITHDRAWN),
        ReferralState.DECLINED: (ReferralState.PROPOSED,),
        ReferralState.WITHDRAWN: (ReferralState.PROPOSED,),
    },
    moved_on=(
        "Cette mise en relation a changé entre-temps : rechargez la page pour voir où elle en est."
    ),
)
"""Where a referral may go from where it stands. One that an employer refused may still be withdrawn: what he
knows of her ends with it. One that she declined may be proposed again, after they have spoken of it."""


def propose(
    session: Session,
    actor: Actor,
    *,
    job: JobProfile,
    candidate: Candidate,
    message: str,
    presentation: str,
    now: datetime,
    today: date,
) -> Referral:
    """Propose a job to a person: `message` is for her, `presentation` what an employer would read of her if she
    agrees. She is written to if she agrees to mails. Raises Forbidden, Invalid, Conflict (job or person not
    available, already proposed)."""
    check(can_refer(actor, job, candidate) and actor.person_id is not None)
    checks = Checks()
    checks.length(message, "message", 2000)
    said = checks.text(
        presentation, "presentation", "une présentation pour l’employeur", maximum=2000
    )
    checks.done()
    _check_available(job, candidate, today)
    values = {
        "message": message.strip(),
        "presentation": said,
        "proposed_by_id": actor.person_id,
        "proposed_at": now,
    }
    referral, is_new = _first_proposed(session, job, candidate, values)
    if not is_new and not _proposed_again(session, referral, values):
        return referral  # the second of two clicks
    note_step(session, actor, Act.CREATED, referral)
    log.followed(session, actor, Followed.REFERRED, job=job, candidate=candidate)
    mail_link(
        session,
        candidate,
        lambda token, hours: ReferralProposed(
            first_name=candidate.first_name,
            coach=referral.proposed_by.full_name,
            job_title=job.title,
            employer=job.employer.name,
            token=token,
            hours=hours,
        ),
        made_by_id=actor.person_id,
        now=now,
    )
    session.flush()
    return referral


def _check_available(job: JobProfile, candidate: Candidate, today: date) -> None:
    """Raises Conflict where the job is taken or past, or the person is not looking for one."""
    if not is_open(job, today):
        raise Conflict("Ce poste n’est plus ouvert : choisissez-en un autre.")
    if candidate.status != CandidateStatus.ACTIVE:
        raise Conflict("Cette personne n’est pas en recherche : changez d’abord sa situation.")


def _first_proposed(
    session: Session, job: JobProfile, candidate: Candidate, values: Mapping[str, Any]
) -> tuple[Referral, bool]:
    """The one referral of this person for this job, and whether it was made with these values just now: of two
    requests at the same time, one makes it."""
    made = session.scalar(
        insert(Referral)
        .values(job_profile_id=job.id, candidate_id=candidate.id, **values)
        .on_conflict_do_nothing()
        .returning(Referral.id)
    )
    referral = session.scalars(
        select(Referral).where(
            Referral.job_profile_id == job.id, Referral.candidate_id == candidate.id
        )
    ).one()
    return referral, made is not None


def _proposed_again(session: Session, referral: Referral, values: Mapping[str, Any]) -> bool:
    """Begin anew one that was declined or withdrawn, with nothing left of what was answered then; False where it
    stands as proposed with the same words already. Raises Conflict."""
    was = PATH.hold(session, referral)
    same = all(getattr(referral, name) == values[name] for name in ("message", "presentation"))
    if was is ReferralState.PROPOSED and same:
        return False
    PATH.check(was, ReferralState.PROPOSED, "Ce poste est déjà proposé à cette personne.")
    referral.state, referral.disclosure = ReferralState.PROPOSED, Disclosure.ANONYMOUS
    referral.agreed_at = referral.answered_at = None
    referral.agreed_noted_by_id = referral.answered_by_id = None
    referral.agreed_how = referral.reason = referral.answer = ""
    for name, value in values.items():
        setattr(referral, name, value)
    return True


# The person decides.


def answer_for_herself(
    session: Session,
    actor: Actor,
    referral: Referral,
    *,
    agrees: bool,
    disclosure: Disclosure = Disclosure.ANONYMOUS,
    reason: str = "",
    now: datetime,
    today: date,
) -> Referral:
    """The person agrees, without her name or with it, or declines. Raises Forbidden, Invalid, Conflict."""
    check(is_herself(actor, referral.candidate))
    return _answer(session, actor, referral, agrees, disclosure, HERE, reason, now, today)


def note_answer(
    session: Session,
    actor: Actor,
    referral: Referral,
    *,
    agrees: bool,
    how: str,
    disclosure: Disclosure = Disclosure.ANONYMOUS,
    reason: str = "",
    now: datetime,
    today: date,
) -> Referral:
    """Her coach notes what she said, and in what way she said it («au téléphone, le 3 mars»). Raises
    Forbidden, Invalid, Conflict."""
    check(can_steer_referral(actor, referral) and actor.person_id is not None)
    said = _checked_how(how)
    return _answer(session, actor, referral, agrees, disclosure, said, reason, now, today)


def _checked_how(how: str) -> str:
    checks = Checks()
    said = checks.text(how, "how", "comment la personne l’a dit", maximum=120)
    checks.done()
    return said


def _answer(
    session: Session,
    actor: Actor,
    referral: Referral,
    agrees: bool,
    disclosure: Disclosure,
    how: str,
    reason: str,
    now: datetime,
    today: date,
) -> Referral:
    said = _checked_reason(reason)
    wanted = ReferralState.AGREED if agrees else ReferralState.DECLINED
    was = PATH.hold(session, referral)
    if was is wanted and (not agrees or referral.disclosure is disclosure):
        return referral  # the second of two clicks
    PATH.check(was, wanted)
    if agrees and not is_open(referral.job_profile, today):
        raise Conflict("Ce poste n’est plus ouvert : rien n’est transmis à l’employeur.")
    referral.state = wanted
    if agrees:
        referral.disclosure = disclosure
        referral.agreed_at, referral.agreed_how = now, how
        referral.agreed_noted_by_id = actor.person_id
    referral.answer = said
    note_step(session, actor, Act.DECIDED, referral, reason=said)
    if agrees:
        _tell_employer(
            session, referral, ReferralTransmitted(referral.job_profile.title, referral.id)
        )
    if actor.person_id is None:
        news = ReferralAgreed if agrees else ReferralDeclined
        write_to_keepers(session, referral.candidate, news.of(referral))
    session.flush()
    return referral


def _checked_reason(reason: str) -> str:
    checks = Checks()
    checks.length(reason, "reason", 1000)
    checks.done()
    return reason.strip()


def disclose(
    session: Session,
    actor: Actor,
    referral: Referral,
    disclosure: Disclosure,
    *,
    how: str = "",
    now: datetime,
) -> Referral:
    """Let the employer have her name and contact from now on, or not any more: by herself, or noted by her
    coach, who says how she said it. Raises Forbidden, Invalid, Conflict."""
    herself = is_herself(actor, referral.candidate)
    check(herself or (can_steer_referral(actor, referral) and actor.person_id is not None))
    said = HERE if herself else _checked_how(how)
    stands = PATH.hold(session, referral)
    if stands not in SHOWN_TO_EMPLOYER:
        raise Conflict(PATH.moved_on)
    if referral.disclosure is disclosure:
        return referral
    if disclosure is Disclosure.NAMED and stands is ReferralState.REFUSED:
        raise Conflict("L’employeur ne donne pas suite : votre nom ne lui est pas transmis.")
    referral.disclosure = disclosure
    referral.agreed_at, referral.agreed_how = now, said
    referral.agreed_noted_by_id = actor.person_id
    note_step(session, actor, Act.DECIDED, referral)
    if disclosure is Disclosure.NAMED:
        _tell_employer(session, referral, ReferralNamed(referral.job_profile.title, referral.id))
    if herself:
        news = NameGiven if disclosure is Disclosure.NAMED else NameTakenBack
        write_to_keepers(session, referral.candidate, news.of(referral))
    session.flush()
    return referral


def withdraw(
    session: Session, actor: Actor, referral: Referral, *, reason: str = "", now: datetime
) -> Referral:
    """Take it back, by herself or her coach. The employer sees nothing of it any more; if he knew of it, he is
    told that it is over. Raises Forbidden, Invalid, Conflict."""
    herself = is_herself(actor, referral.candidate)
    check(herself or can_steer_referral(actor, referral))
    said = _checked_reason(reason)
    was = PATH.hold(session, referral)
    if was is ReferralState.WITHDRAWN:
        return referral
    PATH.check(was, ReferralState.WITHDRAWN)
    known = was in SHOWN_TO_EMPLOYER
    referral.state, referral.disclosure = ReferralState.WITHDRAWN, Disclosure.ANONYMOUS
    referral.answer = said
    referral.answered_at, referral.answered_by_id = now, actor.person_id
    note_step(session, actor, Act.DECIDED, referral, reason=said)
    if known:
        _tell_employer(session, referral, ReferralWithdrawn(referral.job_profile.title))
    if herself:
        write_to_keepers(session, referral.candidate, ReferralTakenBack.of(referral))
    session.flush()
    return referral


# The employer answers.


def employer_answer(
    session: Session,
    actor: Actor,
    referral: Referral,
    *,
    interested: bool,
    reason: str = "",
    text: str = "",
    now: datetime,
) -> Referral:
    """The employer wants to meet her, or not (and may correct what he said): then with a reason of `EmployerReason`. Her coach is told; so is
    she, if she agrees to mails and the news is good. Raises Forbidden, Invalid, Conflict."""
    check(can_answer_referral(actor, referral))
    checks = Checks()
    checks.length(text, "text", 1000)
    if not interested:
        checks.need(reason, "reason", "Indiquez pourquoi : son coach en a besoin pour l’aider.")
        checks.among([reason] if reason else [], EmployerReason, "reason")
    checks.done()
    wanted = ReferralState.INTERESTED if interested else ReferralState.REFUSED
    code, said = "" if interested else reason, text.strip()
    was = PATH.hold(session, referral)
    if (was, referral.reason, referral.answer) == (wanted, code, said):
        return referral
    if was is not wanted:  # he may word the same answer otherwise
        PATH.check(was, wanted, "Cette candidature a changé entre-temps : revenez à la liste.")
    referral.state, referral.reason, referral.answer = wanted, code, said
    referral.answered_at, referral.answered_by_id = now, actor.person_id
    note_step(session, actor, Act.DECIDED, referral, reason=said)
    news = EmployerInterested if interested else EmployerRefused
    write_to_keepers(session, referral.candidate, news.of(referral))
    if interested:
        write_to_her(
            session,
            referral.candidate,
            ReferralWanted(
                first_name=referral.candidate.first_name,
                job_title=referral.job_profile.title,
                employer=referral.job_profile.employer.name,
            ),
        )
    session.flush()
    return referral


# Letters and journal.


def _tell_employer(session: Session, referral: Referral, letter: Letter) -> None:
    write_to_contacts(session, referral.job_profile.employer_id, letter, about=referral.candidate)


def note_step(
    session: Session, actor: Actor, act: Act, referral: Referral, *, reason: str = ""
) -> None:
    record(
        session,
        actor,
        act,
        "referral",
        referral.id,
        structure_id=referral.candidate.structure_id,
        things={"candidate": referral.candidate_id, "job": referral.job_profile_id},
        facts={"state": referral.state, "disclosure": referral.disclosure},
        reason=reason,
    )
