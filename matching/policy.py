"""The one place that decides rights: can_*(actor, thing) beside visible_*(actor), and the same as search keys.

A rule is written three times at most, next to itself: as a question about one thing, as an SQL
condition for lists, and as keys that a document carries and an asker holds. tests/test_policy.py
walks every role over one table of cases so that the three never drift.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import Session

from matching.actor import Actor, Role, View
from matching.audit import AuditEvent
from matching.journey.tables import Referral
from matching.pool.tables import (
    AccessRequest,
    AccountRequest,
    Candidate,
    Employer,
    JobProfile,
    Person,
    Structure,
)
from matching.pool.terms import CandidateStatus, JobStatus, ReferralState, RequestState
from matching.ports import Kind
from matching.ranking.log import RankingEntry


def actor_of(
    person: Person,
    *,
    granted: Collection[int] = (),
    address: str | None = None,
    request_id: str | None = None,
) -> Actor:
    """The actor that a signed-in person is. A coach's territory is that of her structure."""
    territory = person.territory_id
    if territory is None and person.structure is not None:
        territory = person.structure.territory_id
    return Actor(
        person_id=person.id,
        roles=frozenset(person.roles),
        structure_id=person.structure_id,
        territory_id=territory,
        employer_id=person.employer_id,
        granted=frozenset(granted),
        address=address,
        request_id=request_id,
    )


def granted_to(session: Session, person: Person, today: date) -> frozenset[int]:
    """The candidates of other structures whom this coach may know as colleagues do, for now. With a person's
    consent to be seen outside her structure, what was given under it goes too."""
    return frozenset(
        session.scalars(
            select(AccessRequest.candidate_id)
            .join(AccessRequest.candidate)
            .where(
                Candidate.shares_anonymously,
                AccessRequest.asked_by_id == person.id,
                AccessRequest.state == RequestState.ACCEPTED,
                AccessRequest.expires_on >= today,
            )
        )
    )


# Candidates. In full: her coach, any coach of the structure while she has none, the structure's manager. By name,
# to match: the structure, and coaches to whom access was granted. Without her name, while she agrees to it and is
# looking for work: the coaches and developers of the territory.


def view_of(actor: Actor, candidate: Candidate) -> View:
    """How much of this person the actor may see."""
    if actor.system:
        return View.FULL
    if actor.accompanies and candidate.structure_id == actor.structure_id:
        own = actor.manages or candidate.coach_id in (None, actor.person_id)
        return View.FULL if own else View.MATCH
    if actor.accompanies and candidate.id in actor.granted:
        return View.MATCH
    if (
        (actor.accompanies or actor.develops)
        and _is_in_pool(candidate)
        and candidate.structure.territory_id == actor.territory_id
    ):
        return View.ANONYMOUS
    return View.NONE


def visible_candidates(actor: Actor, at_least: View = View.MATCH) -> ColumnElement[bool]:
    """The people of whom the actor has that view or more."""
    if actor.system or at_least == View.NONE:
        return true()
    rules: list[ColumnElement[bool]] = []
    if actor.accompanies:
        own = Candidate.structure_id == actor.structure_id
        if at_least == View.FULL and not actor.manages:
            mine = or_(Candidate.coach_id.is_(None), Candidate.coach_id == actor.person_id)
            own = and_(own, mine)
        rules.append(own)
    if at_least <= View.MATCH and actor.accompanies and actor.granted:
        rules.append(Candidate.id.in_(sorted(actor.granted)))
    if at_least <= View.ANONYMOUS and (actor.accompanies or actor.develops):
        of_territory = select(Structure.id).where(Structure.territory_id == actor.territory_id)
        rules.append(
            and_(
                Candidate.shares_anonymously,
                Candidate.status == CandidateStatus.ACTIVE,
                Candidate.structure_id.in_(of_territory),
            )
        )
    return or_(*rules) if rules else false()


def candidate_keys(candidate: Candidate) -> frozenset[str]:
    """The keys that a candidate's document carries."""
    keys = {"system", f"structure:{candidate.structure_id}", f"candidate:{candidate.id}"}
    if _is_in_pool(candidate):
        keys.add(f"pool:{candidate.structure.territory_id}")
    return frozenset(keys)


def _is_in_pool(candidate: Candidate) -> bool:
    return candidate.shares_anonymously and candidate.status == CandidateStatus.ACTIVE


def can_see_profile(actor: Actor, candidate: Candidate) -> bool:
    """May see her at least without her name."""
    return view_of(actor, candidate) >= View.ANONYMOUS


def can_see_candidate(actor: Actor, candidate: Candidate) -> bool:
    """May know who she is, and what is matched."""
    return view_of(actor, candidate) >= View.MATCH


def can_open_candidate(actor: Actor, candidate: Candidate) -> bool:
    """May read her whole record."""
    return view_of(actor, candidate) >= View.FULL


def is_herself(actor: Actor, candidate: Candidate) -> bool:
    """The person in her own space."""
    return actor.candidate_id is not None and actor.candidate_id == candidate.id


def can_edit_candidate(actor: Actor, candidate: Candidate) -> bool:
    """Who reads the whole record keeps it."""
    return can_open_candidate(actor, candidate)


def can_hand_over(actor: Actor, candidate: Candidate) -> bool:
    """Give her another coach of the structure: who keeps her record. Where her coach's account is closed, any coach
    of the structure takes her over, so that nobody waits for one who has gone."""
    if can_edit_candidate(actor, candidate):
        return True
    left = candidate.coach is not None and not candidate.coach.active
    return left and actor.accompanies and candidate.structure_id == actor.structure_id


def can_share_out(actor: Actor) -> bool:
    """See who of the structure accompanies how many people, and give all of a coach's to another."""
    return actor.manages


def can_create_candidate(actor: Actor) -> bool:
    return actor.system or actor.accompanies


def can_open_sensitive(actor: Actor, candidate: Candidate) -> bool:
    """Notes on health, disability, justice or family: her own coach and the manager, each time with a reason.
    Not every coach while she has none: these notes wait for hers (RGPD art. 9)."""
    return can_open_candidate(actor, candidate) and (
        actor.system or actor.manages or candidate.coach_id == actor.person_id
    )


def can_keep_consents(actor: Actor, candidate: Candidate) -> bool:
    """Note or withdraw what she agreed to: herself, or who keeps her record on her word."""
    return is_herself(actor, candidate) or can_edit_candidate(actor, candidate)


def can_export_all(actor: Actor, candidate: Candidate) -> bool:
    """Everything held on her (RGPD art. 15 and 20): herself, or who keeps her record for her."""
    return is_herself(actor, candidate) or can_open_candidate(actor, candidate)


def can_erase_candidate(actor: Actor, candidate: Candidate) -> bool:
    """Erase her everywhere (RGPD art. 17): her own coach and the manager of the structure."""
    return can_open_sensitive(actor, candidate)


# Requests to know who an anonymous profile is: asked by a coach, decided by who keeps the person's record.


def can_request_access(actor: Actor, candidate: Candidate) -> bool:
    return actor.accompanies and view_of(actor, candidate) == View.ANONYMOUS


def can_decide_access(actor: Actor, request: AccessRequest) -> bool:
    return can_edit_candidate(actor, request.candidate)


def can_see_access_request(actor: Actor, request: AccessRequest) -> bool:
    """One's own, and those about people whose record one keeps."""
    if actor.system:
        return True
    own = request.asked_by_id == actor.person_id
    return actor.accompanies and (own or can_open_candidate(actor, request.candidate))


def visible_access_requests(actor: Actor) -> ColumnElement[bool]:
    """One's own, and those about people whose record one keeps."""
    if actor.system:
        return true()
    if not actor.accompanies:
        return false()
    kept = AccessRequest.candidate.has(visible_candidates(actor, View.FULL))
    return or_(AccessRequest.asked_by_id == actor.person_id, kept)


# Employers: known in their territory; a contact knows only her own.


def can_create_employer(actor: Actor) -> bool:
    return actor.system or actor.develops


def can_see_employer(actor: Actor, employer: Employer) -> bool:
    if actor.system or (actor.hires and employer.id == actor.employer_id):
        return True
    return (actor.accompanies or actor.develops) and employer.territory_id == actor.territory_id


def visible_employers(actor: Actor) -> ColumnElement[bool]:
    if actor.system:
        return true()
    rules: list[ColumnElement[bool]] = []
    if actor.hires:
        rules.append(Employer.id == actor.employer_id)
    if actor.accompanies or actor.develops:
        rules.append(Employer.territory_id == actor.territory_id)
    return or_(*rules) if rules else false()


# Job profiles: published ones are for the coaches of the territory; drafts for the employer and the developers.


def can_see_job(actor: Actor, job: JobProfile) -> bool:
    if actor.system or (actor.hires and job.employer_id == actor.employer_id):
        return True
    same_territory = job.employer.territory_id == actor.territory_id
    if actor.develops and same_territory:
        return True
    return actor.accompanies and same_territory and job.status != JobStatus.DRAFT


def visible_jobs(actor: Actor) -> ColumnElement[bool]:
    if actor.system:
        return true()
    of_territory = JobProfile.employer_id.in_(
        select(Employer.id).where(Employer.territory_id == actor.territory_id)
    )
    rules: list[ColumnElement[bool]] = []
    if actor.hires:
        rules.append(JobProfile.employer_id == actor.employer_id)
    if actor.develops:
        rules.append(of_territory)
    if actor.accompanies:
        rules.append(and_(of_territory, JobProfile.status != JobStatus.DRAFT))
    return or_(*rules) if rules else false()


def job_keys(job: JobProfile) -> frozenset[str]:
    """The keys that a job profile's document carries."""
    territory = job.employer.territory_id
    keys = {"system", f"employer:{job.employer_id}", f"developers:{territory}"}
    if job.status != JobStatus.DRAFT:
        keys.add(f"coaches:{territory}")
    return frozenset(keys)


def can_create_job(actor: Actor, employer: Employer) -> bool:
    if actor.system or (actor.hires and employer.id == actor.employer_id):
        return True
    return actor.develops and employer.territory_id == actor.territory_id


def can_edit_job(actor: Actor, job: JobProfile) -> bool:
    return can_create_job(actor, job.employer)


# Searching is seeing: an asker holds exactly the keys of what she may see.


def search_keys(actor: Actor, kind: Kind, at_least: View = View.MATCH) -> frozenset[str]:
    """The keys that the actor holds; a document is found only when it carries one of them. For people,
    `at_least` is the view that she must have of each."""
    if actor.system:
        return frozenset({"system"})
    keys: set[str] = set()
    if kind == "candidate":
        if actor.accompanies:
            keys.add(f"structure:{actor.structure_id}")
            keys.update(f"candidate:{id_}" for id_ in actor.granted)
        if at_least <= View.ANONYMOUS and (actor.accompanies or actor.develops):
            keys.add(f"pool:{actor.territory_id}")
    else:
        if actor.hires:
            keys.add(f"employer:{actor.employer_id}")
        if actor.develops:
            keys.add(f"developers:{actor.territory_id}")
        if actor.accompanies:
            keys.add(f"coaches:{actor.territory_id}")
    return frozenset(keys)


def can_search(actor: Actor, kind: Kind) -> bool:
    return bool(search_keys(actor, kind, View.ANONYMOUS))


def can_match(actor: Actor) -> bool:
    """May see people and jobs side by side: those who accompany, and developers without the names."""
    return actor.system or actor.accompanies or actor.develops


def can_shortlist(actor: Actor, job: JobProfile, candidate: Candidate) -> bool:
    return can_see_candidate(actor, candidate) and can_see_job(actor, job)


# Referrals: the person's coach proposes, she decides, and only then does the employer of that job see of her what
# she lets him see. Developers follow those of their territory without the names.

SHOWN_TO_EMPLOYER = (ReferralState.AGREED, ReferralState.INTERESTED, ReferralState.REFUSED)
"""The states in which an employer knows of a referral."""


def can_refer(actor: Actor, job: JobProfile, candidate: Candidate) -> bool:
    return can_edit_candidate(actor, candidate) and can_see_job(actor, job)


def can_see_referral(actor: Actor, referral: Referral) -> bool:
    candidate, job = referral.candidate, referral.job_profile
    if is_herself(actor, candidate) or can_see_candidate(actor, candidate):
        return True
    if referral.state not in SHOWN_TO_EMPLOYER:
        return False
    if actor.hires and job.employer_id == actor.employer_id:
        return True
    return actor.develops and job.employer.territory_id == actor.territory_id


def visible_referrals(actor: Actor) -> ColumnElement[bool]:
    if actor.system:
        return true()
    rules: list[ColumnElement[bool]] = []
    if actor.candidate_id is not None:
        rules.append(Referral.candidate_id == actor.candidate_id)
    if actor.accompanies:
        seen = select(Candidate.id).where(visible_candidates(actor))
        rules.append(Referral.candidate_id.in_(seen))
    shown = Referral.state.in_(SHOWN_TO_EMPLOYER)
    jobs = select(JobProfile.id).join(Employer)
    if actor.hires:
        own = jobs.where(JobProfile.employer_id == actor.employer_id)
        rules.append(and_(shown, Referral.job_profile_id.in_(own)))
    if actor.develops:
        near = jobs.where(Employer.territory_id == actor.territory_id)
        rules.append(and_(shown, Referral.job_profile_id.in_(near)))
    return or_(*rules) if rules else false()


def can_steer_referral(actor: Actor, referral: Referral) -> bool:
    """Change it on the coach's side: note her answer, withdraw."""
    return can_edit_candidate(actor, referral.candidate)


def can_answer_referral(actor: Actor, referral: Referral) -> bool:
    """Say on the employer's side whether one wants to meet her."""
    return (
        actor.hires
        and referral.job_profile.employer_id == actor.employer_id
        and referral.state in SHOWN_TO_EMPLOYER
    )


# Journals: the auditor reads all of them, a manager those of her structure's people and staff.


def can_read_journals(actor: Actor) -> bool:
    return actor.system or actor.audits or actor.manages


def visible_audit(actor: Actor) -> ColumnElement[bool]:
    if actor.system or actor.audits:
        return true()
    if not actor.manages:
        return false()
    staff = select(Person.id).where(Person.structure_id == actor.structure_id)
    return or_(
        AuditEvent.structure_id == actor.structure_id,
        and_(AuditEvent.actor_kind == "person", AuditEvent.actor_id.in_(staff)),
    )


def visible_rankings(actor: Actor) -> ColumnElement[bool]:
    """One's own rankings too: who asked may read again what she was shown."""
    if actor.system or actor.audits:
        return true()
    rules: list[ColumnElement[bool]] = []
    if actor.person_id is not None:
        rules.append(
            and_(RankingEntry.actor_kind == "person", RankingEntry.actor_id == actor.person_id)
        )
    if actor.manages:
        rules.append(RankingEntry.structure_id == actor.structure_id)
    return or_(*rules) if rules else false()


# A structure's own settings.


def can_keep_structure(actor: Actor, structure: Structure) -> bool:
    """Set how long its people are kept, and whom they write to: its manager."""
    return actor.system or (actor.manages and structure.id == actor.structure_id)


# The professionals themselves.


def can_administer_accounts(actor: Actor) -> bool:
    """Invite, close and reopen accounts: administrators anybody's, developers those of contacts."""
    return actor.system or actor.administers or actor.develops


def visible_people(actor: Actor) -> ColumnElement[bool]:
    """The professionals whose accounts one keeps."""
    if actor.system or actor.administers:
        return true()
    if not actor.develops:
        return false()
    near = select(Employer.id).where(Employer.territory_id == actor.territory_id)
    return and_(Person.employer_id.in_(near), Person.roles == [Role.EMPLOYER_CONTACT])


def can_keep_account(actor: Actor, person: Person) -> bool:
    """May close or reopen this person's account, or send her a new invitation."""
    if actor.system or actor.administers:
        return True
    return (
        actor.develops
        and person.employer is not None
        and person.employer.territory_id == actor.territory_id
        and person.roles == [Role.EMPLOYER_CONTACT]
    )


def can_correct_person(actor: Actor, person: Person) -> bool:
    """Change what is written about a professional, her address too: whoever has it has her account."""
    return actor.system or (actor.administers and can_keep_account(actor, person))


def can_set_roles(actor: Actor, person: Person) -> bool:
    """Change her roles and where she has them. Nobody her own: another administrator answers for it, and the last
    one cannot stop being one by mistake."""
    return can_correct_person(actor, person) and actor.person_id != person.id


def can_decide_account_request(actor: Actor, request: AccountRequest) -> bool:
    """The developers of the establishment's territory, who check the SIRET; administrators where there is none."""
    if request.territory_id is None:
        return actor.system or actor.administers
    return actor.system or (actor.develops and request.territory_id == actor.territory_id)


def visible_account_requests(actor: Actor) -> ColumnElement[bool]:
    if actor.system:
        return true()
    rules: list[ColumnElement[bool]] = []
    if actor.administers:
        rules.append(AccountRequest.territory_id.is_(None))
    if actor.develops:
        rules.append(AccountRequest.territory_id == actor.territory_id)
    return or_(*rules) if rules else false()


def can_admit_person(
    actor: Actor, structure: Structure | None, employer: Employer | None, roles: Collection[Role]
) -> bool:
    """Administrators admit anybody; developers admit contacts, and nothing else, for employers of their
    territory."""
    if actor.system or actor.has(Role.ADMINISTRATOR):
        return True
    if employer is None or structure is not None or set(roles) != {Role.EMPLOYER_CONTACT}:
        return False
    return actor.develops and employer.territory_id == actor.territory_id
