"""Referrals (mises en relation): a person is put before an employer for one job, as far as she agrees to it.

Her coach proposes, she decides, the employer answers; she or her coach may withdraw it while it lasts, and the
employer then sees nothing of it any more. What an employer reads of her is `shown_to_employer` and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import ClassVar, Self

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, selectinload

from matching import audit, policy
from matching.actor import Actor, check
from matching.audit import Act
from matching.checks import Checks
from matching.errors import Conflict, NotFound
from matching.history import FieldChange
from matching.journey.tables import Referral
from matching.letters import Letter
from matching.listing import Listing, Noted, ids_and_count
from matching.pool import candidates, jobs, people, portfolios, shortlists
from matching.pool.profile_length import months_done
from matching.pool.reference.communes import communes_by_insee
from matching.pool.reference.distance import distance_km, point_of, reaches
from matching.pool.reference.trades import rome_labels
from matching.pool.tables import Candidate, Experience, JobProfile, Person, ShortlistEntry
from matching.pool.terms import (
    CandidateStatus,
    Disclosure,
    EmployerReason,
    ReferralState,
)
from matching.privacy import personal_space
from matching.ranking import log
from matching.texts.redaction import redact
from matching.workflow import Workflow

# Letters.


@dataclass(frozen=True)
class ReferralProposed(Letter):
    """To her: a job, and a link by which she answers."""

    name: ClassVar[str] = "referral_proposed"
    first_name: str
    coach: str
    job_title: str
    employer: str
    token: str = field(repr=False)
    hours: int


@dataclass(frozen=True)
class ReferralWanted(Letter):
    """To her: the employer wants to meet her. A refusal is not written to her: her coach tells her."""

    name: ClassVar[str] = "referral_wanted"
    first_name: str
    job_title: str
    employer: str


@dataclass(frozen=True)
class ReferralTransmitted(Letter):
    """To the employer: somebody would like this job. Nothing of her is in a letter to him."""

    name: ClassVar[str] = "referral_transmitted"
    job_title: str
    referral_id: int


@dataclass(frozen=True)
class ReferralNamed(Letter):
    """To the employer: somebody gives him her name from now on."""

    name: ClassVar[str] = "referral_named"
    job_title: str
    referral_id: int


@dataclass(frozen=True)
class ReferralWithdrawn(Letter):
    """To the employer: it is over."""

    name: ClassVar[str] = "referral_withdrawn"
    job_title: str


@dataclass(frozen=True)
class ReferralNews(Letter):
    """What her coach is told of a referral, by her reference."""

    reference: str
    job_title: str
    referral_id: int

    @classmethod
    def of(cls, referral: Referral) -> Self:
        """This news of that referral."""
        return cls(referral.candidate.reference, referral.job_profile.title, referral.id)


class ReferralAgreed(ReferralNews):
    """She agrees."""

    name: ClassVar[str] = "referral_agreed"


class ReferralDeclined(ReferralNews):
    """She declines."""

    name: ClassVar[str] = "referral_declined"


class ReferralTakenBack(ReferralNews):
    """She withdraws."""

    name: ClassVar[str] = "referral_taken_back"


class NameGiven(ReferralNews):
    """She gives the employer her name."""

    name: ClassVar[str] = "name_given"


class NameTakenBack(ReferralNews):
    """She gives the employer her name no longer."""

    name: ClassVar[str] = "name_taken_back"


class EmployerInterested(ReferralNews):
    """The employer wants to meet her."""

    name: ClassVar[str] = "employer_interested"


class EmployerRefused(ReferralNews):
    """The employer does not want to meet her."""

    name: ClassVar[str] = "employer_refused"


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

LONGEST_TOLD_MONTHS = 120
"""Longer experience is «plus de 10 ans»: its length would tell an age."""

LOAD = (
    selectinload(Referral.job_profile).selectinload(JobProfile.employer),
    selectinload(Referral.candidate).selectinload(Candidate.structure),
    selectinload(Referral.candidate).selectinload(Candidate.coach),
    selectinload(Referral.proposed_by),
)
"""What a list of referrals shows of each."""


# The coach proposes.


def both_sides(
    session: Session, actor: Actor, candidate_id: int, job_id: int
) -> tuple[Candidate, JobProfile]:
    """A person and the job that is about to be proposed to her. Raises NotFound for what the actor may not know,
    Forbidden."""
    candidate = candidates.get_candidate(session, actor, candidate_id)
    job = jobs.get_job(session, actor, job_id)
    check(
        policy.can_refer(actor, job, candidate),
        "Seul son coach, ou la personne responsable de la structure, lui propose un poste.",
    )
    return candidate, job


def proposable(
    session: Session, actor: Actor, candidate: Candidate, *, today: date
) -> list[ShortlistEntry]:
    """The choices made for a person that the actor may propose to her: for jobs that are open, and were not
    proposed to her yet."""
    proposed = select(Referral.job_profile_id).where(
        Referral.candidate_id == candidate.id, policy.visible_referrals(actor)
    )
    known = set(session.scalars(proposed))
    return [
        entry
        for entry in shortlists.entries_for_candidate(session, actor, candidate)
        if entry.job_profile_id not in known
        and jobs.is_open(entry.job_profile, today)
        and policy.can_refer(actor, entry.job_profile, candidate)
    ]


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
    check(policy.can_refer(actor, job, candidate) and actor.person_id is not None)
    checks = Checks()
    checks.length(message, "message", 2000)
    said = checks.text(
        presentation, "presentation", "une présentation pour l’employeur", maximum=2000
    )
    checks.done()
    if not jobs.is_open(job, today):
        raise Conflict("Ce poste n’est plus ouvert : choisissez-en un autre.")
    if candidate.status != CandidateStatus.ACTIVE:
        raise Conflict("Cette personne n’est pas en recherche : changez d’abord sa situation.")
    values = {
        "message": message.strip(),
        "presentation": said,
        "proposed_by_id": actor.person_id,
        "proposed_at": now,
    }
    made = session.scalar(
        insert(Referral)
        .values(job_profile_id=job.id, candidate_id=candidate.id, **values)
        .on_conflict_do_nothing()
        .returning(Referral.id)
    )
    referral = _of(session, job, candidate)
    if made is None:
        was = PATH.hold(session, referral)
        same = (referral.message, referral.presentation) == (values["message"], said)
        if was is ReferralState.PROPOSED and same:
            return referral  # the second of two clicks
        PATH.check(was, ReferralState.PROPOSED, "Ce poste est déjà proposé à cette personne.")
        referral.state, referral.disclosure = ReferralState.PROPOSED, Disclosure.ANONYMOUS
        referral.agreed_at = referral.answered_at = None
        referral.agreed_noted_by_id = referral.answered_by_id = None
        referral.agreed_how = referral.reason = referral.answer = ""
        for name, value in values.items():
            setattr(referral, name, value)
    _note(session, actor, Act.CREATED, referral)
    log.followed(session, actor, log.Followed.REFERRED, job=job, candidate=candidate)
    personal_space.mail_link(
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


def _of(session: Session, job: JobProfile, candidate: Candidate) -> Referral:
    return session.scalars(
        select(Referral).where(
            Referral.job_profile_id == job.id, Referral.candidate_id == candidate.id
        )
    ).one()


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
    check(policy.is_herself(actor, referral.candidate))
    return _answer(
        session, actor, referral, agrees, disclosure, personal_space.HERE, reason, now, today
    )


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
    check(policy.can_steer_referral(actor, referral) and actor.person_id is not None)
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
    if agrees and not jobs.is_open(referral.job_profile, today):
        raise Conflict("Ce poste n’est plus ouvert : rien n’est transmis à l’employeur.")
    referral.state = wanted
    if agrees:
        referral.disclosure = disclosure
        referral.agreed_at, referral.agreed_how = now, how
        referral.agreed_noted_by_id = actor.person_id
    referral.answer = said
    _note(session, actor, Act.DECIDED, referral, reason=said)
    if agrees:
        _tell_employer(
            session, referral, ReferralTransmitted(referral.job_profile.title, referral.id)
        )
    if actor.person_id is None:
        news = ReferralAgreed if agrees else ReferralDeclined
        portfolios.write_to_keepers(session, referral.candidate, news.of(referral))
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
    herself = policy.is_herself(actor, referral.candidate)
    check(herself or (policy.can_steer_referral(actor, referral) and actor.person_id is not None))
    said = personal_space.HERE if herself else _checked_how(how)
    stands = PATH.hold(session, referral)
    if stands not in policy.SHOWN_TO_EMPLOYER:
        raise Conflict(PATH.moved_on)
    if referral.disclosure is disclosure:
        return referral
    if disclosure is Disclosure.NAMED and stands is ReferralState.REFUSED:
        raise Conflict("L’employeur ne donne pas suite : votre nom ne lui est pas transmis.")
    referral.disclosure = disclosure
    referral.agreed_at, referral.agreed_how = now, said
    referral.agreed_noted_by_id = actor.person_id
    _note(session, actor, Act.DECIDED, referral)
    if disclosure is Disclosure.NAMED:
        _tell_employer(session, referral, ReferralNamed(referral.job_profile.title, referral.id))
    if herself:
        news = NameGiven if disclosure is Disclosure.NAMED else NameTakenBack
        portfolios.write_to_keepers(session, referral.candidate, news.of(referral))
    session.flush()
    return referral


def withdraw(
    session: Session, actor: Actor, referral: Referral, *, reason: str = "", now: datetime
) -> Referral:
    """Take it back, by herself or her coach. The employer sees nothing of it any more; if he knew of it, he is
    told that it is over. Raises Forbidden, Invalid, Conflict."""
    herself = policy.is_herself(actor, referral.candidate)
    check(herself or policy.can_steer_referral(actor, referral))
    said = _checked_reason(reason)
    was = PATH.hold(session, referral)
    if was is ReferralState.WITHDRAWN:
        return referral
    PATH.check(was, ReferralState.WITHDRAWN)
    known = was in policy.SHOWN_TO_EMPLOYER
    referral.state, referral.disclosure = ReferralState.WITHDRAWN, Disclosure.ANONYMOUS
    referral.answer = said
    referral.answered_at, referral.answered_by_id = now, actor.person_id
    _note(session, actor, Act.DECIDED, referral, reason=said)
    if known:
        _tell_employer(session, referral, ReferralWithdrawn(referral.job_profile.title))
    if herself:
        portfolios.write_to_keepers(session, referral.candidate, ReferralTakenBack.of(referral))
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
    check(policy.can_answer_referral(actor, referral))
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
    _note(session, actor, Act.DECIDED, referral, reason=said)
    news = EmployerInterested if interested else EmployerRefused
    portfolios.write_to_keepers(session, referral.candidate, news.of(referral))
    if interested:
        personal_space.write_to_her(
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
    people.write_to_contacts(
        session, referral.job_profile.employer_id, letter, about=referral.candidate
    )


def _note(
    session: Session, actor: Actor, act: Act, referral: Referral, *, reason: str = ""
) -> None:
    audit.record(
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


# Reading.


def list_referrals(
    actor: Actor,
    *,
    states: Iterable[str] = (),
    job_id: int | None = None,
    candidate_id: int | None = None,
    mine: bool = False,
) -> Listing[Referral]:
    """The referrals that the actor may see, a person her own, newest step first; `mine` are those of the people
    whom she accompanies. Raises Forbidden for employers, who have their own list, and for those who follow nobody."""
    check(
        actor.system or actor.candidate_id is not None or actor.accompanies or actor.develops,
        "Les mises en relation sont suivies par les coachs et les développeurs emploi.",
    )
    statement = select(Referral).where(policy.visible_referrals(actor))
    if wanted := list(states):
        statement = statement.where(Referral.state.in_(wanted))
    if job_id is not None:
        statement = statement.where(Referral.job_profile_id == job_id)
    if candidate_id is not None:
        statement = statement.where(Referral.candidate_id == candidate_id)
    if mine:
        own = select(Candidate.id).where(Candidate.coach_id == actor.person_id)
        statement = statement.where(Referral.candidate_id.in_(own))
    return Listing(
        actor,
        statement.order_by(Referral.updated_at.desc(), Referral.id.desc()),
        Noted("referral", ids_and_count, structure_id=actor.structure_id),
        LOAD,
    )


def list_applications(actor: Actor) -> Listing[Referral]:
    """The people who are put before the actor's own employer, by job, newest first. Raises Forbidden for anybody
    but employers."""
    check(actor.hires, "Cette page est celle des employeurs.")
    own = select(JobProfile.id).where(JobProfile.employer_id == actor.employer_id)
    return Listing(
        actor,
        select(Referral)
        .where(Referral.job_profile_id.in_(own), Referral.state.in_(policy.SHOWN_TO_EMPLOYER))
        .order_by(Referral.job_profile_id.desc(), Referral.agreed_at.desc(), Referral.id.desc()),
        Noted("referral", ids_and_count, structure_id=actor.structure_id),
        LOAD,
        size=50,
    )


def get_referral(session: Session, actor: Actor, referral_id: int) -> Referral:
    """One referral. Raises NotFound: also for one that the actor may not see, such as an employer before the
    person has agreed or after it was withdrawn."""
    referral = session.scalar(select(Referral).where(Referral.id == referral_id).options(*LOAD))
    if referral is None or not policy.can_see_referral(actor, referral):
        raise NotFound("Cette mise en relation n’existe pas, ou n’est plus visible pour vous.")
    return referral


def show_referral(session: Session, actor: Actor, referral_id: int) -> Referral:
    """The same for a page that shows it: noted in the audit. Raises NotFound."""
    referral = get_referral(session, actor, referral_id)
    _note(session, actor, Act.SAW if knows_her(actor, referral) else Act.SAW_ANONYMOUS, referral)
    return referral


def open_referral(session: Session, actor: Actor, referral_id: int) -> Referral:
    """One referral for who changes it on the coach's side. Raises NotFound, Forbidden."""
    referral = get_referral(session, actor, referral_id)
    check(policy.can_steer_referral(actor, referral))
    return referral


def show_application(session: Session, actor: Actor, referral_id: int) -> Referral:
    """One referral as the employer of that job reads and answers it: noted in the audit. Raises NotFound,
    Forbidden."""
    referral = show_referral(session, actor, referral_id)
    check(policy.can_answer_referral(actor, referral), "Cette page est celle de l’employeur.")
    return referral


def reads_as_employer(actor: Actor) -> bool:
    """Whether the actor reads referrals on the employer's side only."""
    return actor.hires and not (actor.accompanies or actor.develops)


def knows_her(actor: Actor, referral: Referral) -> bool:
    """Whether the actor may read who she is on this referral: those who know her anyway, and the employer to
    whom she lets her name be told."""
    candidate = referral.candidate
    if policy.is_herself(actor, candidate) or policy.can_see_candidate(actor, candidate):
        return True
    return referral.disclosure == Disclosure.NAMED and policy.can_answer_referral(actor, referral)


def called(actor: Actor, referral: Referral) -> str:
    """What she is called before this reader: her name, or her reference. Raises Forbidden for those who may not
    see the referral."""
    check(policy.can_see_referral(actor, referral))
    candidate = referral.candidate
    return candidate.full_name if knows_her(actor, referral) else candidate.reference


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a referral; what did not change is None. `by` is the professional who made it, None with
    `herself` when the person did."""

    at: datetime
    state: str | None
    disclosure: str | None
    by: Person | None
    herself: bool


def steps_of(session: Session, actor: Actor, referral: Referral) -> list[Step]:
    """How it came to where it stands, oldest first, for herself and for those who know her. Raises Forbidden."""
    check(
        policy.is_herself(actor, referral.candidate)
        or policy.can_see_candidate(actor, referral.candidate)
    )
    changes = session.scalars(
        select(FieldChange)
        .where(FieldChange.kind == "referral", FieldChange.subject_id == referral.id)
        .order_by(FieldChange.id)
    ).all()
    told = [c for c in changes if c.after and not {"state", "disclosure"}.isdisjoint(c.after)]
    ids = {c.actor_id for c in told if c.actor_kind == "person" and c.actor_id is not None}
    people = {p.id: p for p in session.scalars(select(Person).where(Person.id.in_(ids)))}
    return [
        Step(
            c.at,
            (c.after or {}).get("state"),
            (c.after or {}).get("disclosure"),
            people.get(c.actor_id or 0) if c.actor_kind == "person" else None,
            c.actor_kind == "candidate",
        )
        for c in told
    ]


# What an employer reads of her.


@dataclass(frozen=True, slots=True)
class Done:
    """Something she did: its name, how many months (None when not known), the trade of the ROME."""

    title: str
    months: int | None
    trade: str | None


@dataclass(frozen=True, slots=True)
class ReferralCard:
    """All that an employer reads of a person. `name`, `phone` and `email` only where she lets them be told;
    lists hold words for the page or codes of matching/pool/terms.py (`contracts`, `slots`, `days`)."""

    reference: str
    name: str | None
    phone: str | None
    email: str | None
    presentation: str
    trades: tuple[str, ...]
    contracts: tuple[str, ...]
    hours_min: int | None
    hours_max: int | None
    available_from: date | None
    slots: tuple[str, ...]
    days: tuple[str, ...]
    weekends: bool | None
    licences: tuple[str, ...]
    certificates: tuple[str, ...]
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    experiences: tuple[Done, ...]
    within_reach: bool | None
    """Whether the job lies in the perimeter that she stated; None when it cannot be said."""

    @property
    def called(self) -> str:
        return self.name or self.reference


def shown_to_employer(
    session: Session, actor: Actor, referral: Referral, *, today: date
) -> ReferralCard:
    """What the employer of this job may read of her today. Raises Forbidden: for anybody else, before she has
    agreed, and once it is withdrawn."""
    check(policy.can_answer_referral(actor, referral))
    return _card(session, referral, referral.disclosure, today)


def preview(
    session: Session,
    actor: Actor,
    referral: Referral,
    disclosure: Disclosure,
    *,
    today: date,
) -> ReferralCard:
    """What the employer would read, for herself and for those who know her; her phone and address only for
    herself and for those who read her whole record. Raises Forbidden."""
    candidate = referral.candidate
    herself = policy.is_herself(actor, candidate)
    check(herself or policy.can_see_candidate(actor, candidate))
    card = _card(session, referral, disclosure, today)
    if herself or policy.can_open_candidate(actor, candidate):
        return card
    return replace(card, phone=None, email=None)


def _card(
    session: Session, referral: Referral, disclosure: Disclosure, today: date
) -> ReferralCard:
    row = session.scalars(
        select(Candidate)
        .where(Candidate.id == referral.candidate_id)
        .options(*candidates.LOAD_FACTS)
    ).one()
    named = disclosure is Disclosure.NAMED
    # Age, health, family and the like go in both forms; her name only where it is not told.
    names = () if named else (row.first_name, row.last_name)
    labels = rome_labels(session, {*row.wished_romes, *(e.rome for e in row.experiences if e.rome)})
    experiences = [
        Done(title, _months(e, today), labels.get(e.rome or ""))
        for e in row.experiences
        if (title := _plain(e.title, names))
    ]
    return ReferralCard(
        reference=row.reference,
        name=row.full_name if named else None,
        phone=row.phone if named else None,
        email=row.email if named else None,
        presentation=_plain(referral.presentation, names),
        trades=tuple(labels[code] for code in row.wished_romes if code in labels),
        contracts=tuple(row.contracts),
        hours_min=row.hours_min,
        hours_max=row.hours_max,
        available_from=row.available_from,
        slots=tuple(row.slots),
        days=tuple(row.days),
        weekends=row.weekends,
        licences=tuple(row.licences),
        certificates=tuple(
            code
            for c in row.certificates
            if (c.valid_until is None or c.valid_until >= today) and (code := _plain(c.code, names))
        ),
        languages=tuple(
            f"{x.language} ({x.level})" if x.level else x.language
            for x in sorted(row.languages, key=lambda x: x.language)
        ),
        skills=tuple(filter(None, (_plain(skill, names) for skill in row.skills))),
        experiences=tuple(experiences),
        within_reach=_within_reach(session, row, referral.job_profile),
    )


def _plain(text: str, names: tuple[str, ...]) -> str:
    return redact(text, names=names).strip()


def _months(row: Experience, today: date) -> int | None:
    """How many months of it an employer is told: LONGEST_TOLD_MONTHS + 1 stands for all that is longer."""
    months = months_done(row, today)
    return None if months is None else min(months, LONGEST_TOLD_MONTHS + 1)


def _within_reach(session: Session, row: Candidate, job: JobProfile) -> bool | None:
    stated = reaches(row)
    communes = communes_by_insee(session, [c for c in (row.commune_insee, job.commune_insee) if c])
    home, work = point_of(communes, row.commune_insee), point_of(communes, job.commune_insee)
    if not stated or home is None or work is None:
        return None
    return bool(distance_km(home, work) <= stated[0].km)
