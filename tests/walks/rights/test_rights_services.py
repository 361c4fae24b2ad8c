"""The rights as one table over every service: who × which service × whose thing, and no string where it may not be.

The table is held against the code: a new service (a public function of matching/ that takes an actor) without a row
fails. Each row says, in the words of the issue and not of the policy's code, who may. Every service is called for
real, as everybody, for things at every distance, with good input and with input that it refuses: rights come before
input. Lists are read to the end, and what a service gives back is searched for the strings that its reader may not
see.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy.orm import Session, sessionmaker

import matching
from matching import history
from matching.actor import SYSTEM, Actor, Role
from matching.audit.events import AuditEvent, record, record_about
from matching.clock import day_of
from matching.consents import consents, sensitive
from matching.consents.links import (
    ask_link,
    check_herself,
    close_all,
    leave,
    open_accesses,
    open_links,
    print_link,
    send_link,
)
from matching.consents.terms import Purpose
from matching.db import Base
from matching.errors import Conflict, Forbidden, Invalid, NotFound, VivierError
from matching.files import FileStore
from matching.journals import names as journals_names
from matching.journals.events import get_event, list_events, typed_text
from matching.journals.histories import candidate_history, job_history, referral_history
from matching.journals.names import names_in_events, names_in_rankings
from matching.journals.rankings import get_ranking, list_rankings, note_export_of_ranking
from matching.journey.access_requests.life import ask, decide, end
from matching.journey.access_requests.reading import (
    access_until,
    asked_ids,
    asked_request,
    count_waiting,
    get_request,
    line_of,
    profile_to_ask_about,
    received,
    record_step,
    request_to_answer,
    sent,
)
from matching.journey.access_requests.tables import AccessRequest
from matching.journey.referrals import reading
from matching.journey.referrals.cards import preview, shown_to_employer
from matching.journey.referrals.life import (
    answer_for_herself,
    disclose,
    employer_answer,
    note_answer,
    note_step,
    propose,
    withdraw,
)
from matching.journey.referrals.reading import (
    both_sides,
    called,
    get_referral,
    knows_her,
    list_applications,
    list_referrals,
    open_referral,
    reads_as_employer,
    show_application,
    show_referral,
    steps_of,
)
from matching.journey.referrals.tables import Referral
from matching.journey.referrals.terms import Disclosure
from matching.journey.shortlists import life as shortlists_life
from matching.journey.shortlists import reading as shortlists_reading
from matching.journey.shortlists.life import may_choose, shortlist
from matching.journey.shortlists.reading import (
    chosen_ids,
    entries_for_candidate,
    entries_for_job,
    entry_for,
    job_to_choose_for,
)
from matching.listing import Listing, all_rows
from matching.pool.candidates import portfolios
from matching.pool.candidates.life import (
    CandidateData,
    CertificateData,
    EducationData,
    ExperienceData,
    add_certificate,
    add_education,
    add_experience,
    check_may_create,
    create_candidate,
    remove_fact,
    update_candidate,
    update_experience,
)
from matching.pool.candidates.obstacles import add_obstacle, tick_action
from matching.pool.candidates.reading import (
    get_candidate,
    list_candidates,
    open_candidate,
    open_data,
    open_experience,
)
from matching.pool.candidates.rights import candidate_keys
from matching.pool.candidates.tables import Candidate, Cv
from matching.pool.candidates.terms import ProposalState
from matching.pool.cvs import decisions
from matching.pool.cvs.decisions import Decision
from matching.pool.cvs.files import candidate_for_cv, get_cv, import_cv, note_cv, read_file
from matching.pool.employers import life
from matching.pool.employers.life import (
    EmployerData,
    create_employer,
    get_employer,
    list_employers,
    list_to_write_for,
)
from matching.pool.employers.tables import Employer
from matching.pool.jobs.data import JobData
from matching.pool.jobs.life import create_job, employer_to_write_for, update_job
from matching.pool.jobs.publication import set_status
from matching.pool.jobs.reading import get_job, list_jobs, open_job
from matching.pool.jobs.rights import job_keys
from matching.pool.jobs.tables import JobProfile
from matching.pool.jobs.terms import JobStatus
from matching.pool.jobs.wording import read_wording
from matching.pool.people import account_requests
from matching.pool.people.account_requests import AccountRequestData
from matching.pool.people.life import PersonData, actor_of, admit_person, correct_person, set_active
from matching.pool.people.reading import employers_to_choose, workplaces
from matching.pool.people.tables import AccountRequest, Person
from matching.pool.profiles.cards import card_of
from matching.pool.profiles.reading import find, get_profile
from matching.pool.reference.terms import RequestState
from matching.pool.structures.tables import Structure
from matching.ports import Hit, Page, Query, Signals
from matching.privacy import erasure, own_space, retention
from matching.privacy.corrections import life as corrections_life
from matching.privacy.corrections.life import requests
from matching.privacy.export import cv_files, export_of
from matching.privacy.own_space import (
    AvailabilityData,
    ask_correction,
    ask_erasure,
    events_about,
    held_about,
    rankings_of,
    set_consent,
    update_availability,
)
from matching.privacy.tables import RetentionNotice
from matching.ranking import match
from matching.ranking.log import log
from matching.ranking.log.tables import RankingEntry
from matching.ranking.retrieve import MatchFilters
from matching.steering.terms import ErasureReason
from tests.world.builders import a_siret
from tests.world.rights import PEOPLE, RightsWorld
from tests.world.rights_relations import (
    ANONYMOUS,
    ASK_FOR,
    CHOOSE_FOR_JOB,
    COACHES,
    CONTACTS,
    CORRECT_PERSON,
    DECIDE_ACCOUNT,
    DECIDE_REQUEST,
    DEVELOPERS,
    DEVELOPERS_AND_ADMINISTRATOR,
    EDIT_JOB,
    EXPORT_RANKING,
    FULL,
    GUEST,
    KEEP_ACCOUNT,
    MATCH,
    MATCH_JOB,
    NOBODY,
    NOBODY_AT_ALL,
    SEE_APPLICATION,
    SEE_EMPLOYER,
    SEE_EVENT,
    SEE_JOB,
    SEE_RANKING,
    SEE_REFERRAL,
    SEE_REQUEST,
    VISITORS,
    WRITE_FOR_EMPLOYER,
    Who,
    beyond_rights,
    combinations,
    may,
    who,
)
from tests.world.site import SiteRuntime
from tests.world.staff import STAFF

ASKERS = (NOBODY, *STAFF, GUEST, *VISITORS)
EVERYBODY = frozenset(ASKERS)
NOW = datetime.now(UTC)
TODAY = day_of(NOW)
TOO_LONG = "x" * 70_000

# Relations that only services have.
TAKERS: dict[str, set[str]] = {
    "own": {"colleague"}, "same": {"coach"}, "other": set(), "hidden": set(), "far": set(),
}  # fmt: skip
"""The other coaches of the structures of each person."""
HERSELF = who(herself="own", other_herself="other", far_herself="far")
FULL_OR_HERSELF = FULL | HERSELF
MATCH_OR_HERSELF = MATCH | HERSELF
ASK = who(coach="other", colleague="other", manager="other", stranger="own", guest="")
"""Those who see her without her name, and only they."""
REFERRALS = SEE_REFERRAL | SEE_APPLICATION | HERSELF
ASKED = who(coach="other", stranger="own")
PUBLISHED = {asker: jobs_ - {"draft"} for asker, jobs_ in SEE_JOB.items()}
READ_CHOICE = MATCH | who(guest="other hidden")
"""Choices are read by the structure of who chose and by that of the person, not by whom she was made known to."""
ADMIT_CONTACT = who(developer="own rival", far_developer="far", administrator="own rival far")
KEEP_STRUCTURE = who(manager="here")
READERS_OF_JOURNALS = frozenset({"manager", "auditor"})
READERS_OF_RANKINGS = COACHES | DEVELOPERS | CONTACTS | {"auditor"}
SEARCHERS = COACHES | DEVELOPERS

CHOSEN = {"own": "own same other hidden", "rival": "own same other hidden", "far": "far"}
"""Job → the people chosen for it, as tests/world/rights.py loads them."""


class LeakySearch:
    """A search engine that finds everything, whatever the asker may see, with a passage of a CV: rights must hold
    without it. Keeps the queries, whose keys must say the same."""

    def __init__(self, world: RightsWorld) -> None:
        self.world = world
        self.queries: list[Query] = []

    def search(self, query: Query) -> Page:
        self.queries.append(query)
        ids = self.world.candidates if query.kind == "candidate" else self.world.jobs
        only = query.filters.only
        hits = [
            Hit(
                id=id_, score=1.0, signals=Signals(0.8, 1.0, 0.5),
                snippet=((f"Xcvtexte{key}x", True),) if query.kind == "candidate" else (),
                snippet_from="cv:1",
            )
            for key, id_ in ids.items()
            if key != "draft" and (only is None or id_ in only)
        ]  # fmt: skip
        return Page(hits=hits[query.offset :], total=len(hits), index_version="1", model="m")


@dataclass
class Call:
    """One call of one service by one asker, for things at given distances."""

    session: Session
    world: RightsWorld
    files: FileStore
    service: Callable[..., Any]
    asker: str
    actor: Actor
    names: Mapping[str, str]
    search: LeakySearch = field(init=False)

    def __post_init__(self) -> None:
        self.search = LeakySearch(self.world)

    def do(self, *arguments: Any, **more: Any) -> Any:
        first = next(iter(inspect.signature(self.service).parameters))
        before = (self.session, self.actor) if first == "session" else (self.actor,)
        return self.service(*before, *arguments, **more)

    @property
    def key(self) -> str:
        """The person's."""
        return self.names["candidate"]

    @property
    def candidate(self) -> Candidate:
        return self.session.get_one(Candidate, self.world.candidates[self.key])

    @property
    def job(self) -> JobProfile:
        return self.session.get_one(JobProfile, self.world.jobs[self.names["job"]])

    @property
    def employer(self) -> Employer:
        return self.session.get_one(Employer, self.world.employers[self.names["employer"]])

    @property
    def structure(self) -> Structure:
        return self.session.get_one(Structure, self.world.structures[self.names["structure"]])

    @property
    def referral(self) -> Referral:
        return self.session.get_one(Referral, self.world.referrals[self.names["referral"]])

    @property
    def named_referral(self) -> Referral:
        """The same, she lets her name be told."""
        one = self.referral
        one.disclosure = Disclosure.NAMED
        self.session.flush()
        return one

    @property
    def request_id(self) -> int:
        return self.world.access_requests[self.names["access_request"]]

    @property
    def request(self) -> AccessRequest:
        return self.session.get_one(AccessRequest, self.request_id)

    @property
    def account_request(self) -> AccountRequest:
        id_ = self.world.account_requests[self.names["account_request"]]
        return self.session.get_one(AccountRequest, id_)

    @property
    def person(self) -> Person:
        return self.session.get_one(Person, self.world.people[self.names["person"]])

    @property
    def event(self) -> AuditEvent:
        return self.session.get_one(AuditEvent, self.world.events[self.names["event"]])

    @property
    def ranking(self) -> RankingEntry:
        return self.session.get_one(RankingEntry, self.world.rankings[self.names["ranking"]])

    def fact(self, kind: str) -> int:
        return self.world.facts[kind, self.key]

    def cv(self) -> Cv:
        return self.session.get_one(Cv, self.world.cvs[self.key])

    def correction(self) -> int:
        """What waits for an answer about her, noted a moment ago."""
        return corrections_life.ask(
            self.session, SYSTEM, self.candidate, text="Mon métier est cuisinière"
        ).id

    def grant(self) -> Candidate:
        """The person, known to the asker by an accepted request."""
        if self.actor.person_id is not None:
            self.session.add(
                AccessRequest(
                    candidate=self.candidate, asked_by_id=self.actor.person_id, message="x",
                    state=RequestState.ACCEPTED, expires_on=TODAY,
                )
            )  # fmt: skip
            self.session.flush()
        return self.candidate


Finds = Callable[[str, Mapping[str, str]], Collection[str]]


@dataclass(frozen=True)
class Row:
    """Who may use a service. `things`: kind of thing → who may for which; several must all allow. `askers` is for
    services without a thing, `over` for those that answer everybody about things of these kinds.

    `call` gives good input, `bad` input that the service refuses, after the rights. `says`: the answer is yes or
    no. `finds`: the distances that the answer holds, as `reads` reads them. `tells`: whose strings may be read
    here beyond what is said of all services; `by_reference`: people and jobs whose number the asker has are called
    by reference and title.
    """

    call: Callable[[Call], Any]
    things: Mapping[str, Who] = field(default_factory=dict)
    askers: frozenset[str] = EVERYBODY
    over: tuple[str, ...] = ()
    bad: Callable[[Call], Any] | None = None
    says: bool = False
    finds: Finds | None = None
    reads: Callable[[Call, Any], Collection[str]] = lambda call, answer: distances(call, answer)
    tells: Who = field(default_factory=dict)
    by_reference: bool = False

    def cases(self) -> Iterator[tuple[str, dict[str, str], bool]]:
        """(asker, things by distance, whether she may)."""
        for asker in ASKERS:
            here = "stranger" if asker == GUEST else asker
            for names in combinations((*self.things, *self.over)):
                allowed = here in self.askers and all(
                    names[kind] in may(relation, asker) for kind, relation in self.things.items()
                )
                yield asker, names, allowed


def finds(relation: Who) -> Finds:
    return lambda asker, names: may(relation, asker)


def distances(call: Call, answer: Any) -> set[str]:
    """The distances of the rows, cards or numbers that a list holds."""
    world = call.world
    known: dict[str, Mapping[str, int]] = {
        "Candidate": world.candidates, "PersonCard": world.candidates, "JobProfile": world.jobs,
        "Employer": world.employers, "Structure": world.structures, "Referral": world.referrals,
        "RequestLine": world.access_requests, "AccountRequest": world.account_requests,
        "AuditEvent": world.events, "RankingEntry": world.rankings, "int": world.candidates,
    }  # fmt: skip
    found = set()
    for one in answer if isinstance(answer, (list, tuple, set)) else []:
        id_ = one if isinstance(one, int) else one.id
        keys = {key for key, known_id in known[type(one).__name__].items() if known_id == id_}
        found |= keys
    return found


def matched(call: Call, page: Any) -> set[str]:
    """What a page of matches holds; what the keys of its queries would find must be the same."""
    found = distances(call, [one.row for one in page.matches])
    for query in call.search.queries:
        if query.kind == "candidate":
            rows = {k: call.session.get_one(Candidate, i) for k, i in call.world.candidates.items()}
            keys = {key: candidate_keys(row) for key, row in rows.items()}
        else:
            jobs_ = {k: call.session.get_one(JobProfile, i) for k, i in call.world.jobs.items()}
            keys = {k: job_keys(row) for k, row in jobs_.items() if k != "draft"}
        keyed = {key for key, held in keys.items() if held & query.filters.visible_to}
        if keyed != found:
            found |= {f"the keys find {sorted(keyed)}"}
    return found


def by_job(call: Call, entries: Any) -> set[str]:
    ids = {e if isinstance(e, int) else e.job_profile_id for e in entries}
    return {key for key, id_ in call.world.jobs.items() if id_ in ids}


def by_person(call: Call, entries: Any) -> set[str]:
    return distances(call, {e if isinstance(e, int) else e.candidate_id for e in entries})


def chosen_for(asker: str, names: Mapping[str, str]) -> set[str]:
    """Of the people chosen for a job, those whose choice she reads."""
    return set(CHOSEN.get(names["job"], "").split()) & may(READ_CHOICE, asker)


def jobs_chosen(asker: str, names: Mapping[str, str]) -> set[str]:
    """The jobs for which a person was chosen, where she reads these choices."""
    if names["candidate"] not in may(READ_CHOICE, asker):
        return set()
    return {job for job, chosen in CHOSEN.items() if names["candidate"] in chosen.split()}


def proposable(asker: str, names: Mapping[str, str]) -> set[str]:
    """The jobs for which a person was chosen, where one keeps her record; her own and the far one were proposed."""
    if names["candidate"] not in may(FULL, asker):
        return set()
    return (jobs_chosen(asker, names) & may(SEE_JOB, asker)) - {"own", "far"}


def number(relation: Who) -> Finds:
    return lambda asker, names: {str(len(may(relation, asker)))}


def as_number(call: Call, answer: Any) -> set[str]:
    return {str(answer)}


def whether(call: Call, answer: Any) -> set[str]:
    return {"found"} if answer is not None else set()


def structures_of(call: Call, answer: Any) -> set[str]:
    return distances(call, answer.structures)


EXPERIENCE = ExperienceData("Plongeur", "Winstub", "Colmar", 2021, 3, rome="G1605")
PERSON = CandidateData("Fatima", "Nouvelle", commune_insee="68066")
JOB = JobData(title="Plonge", contract="CDI", commune_insee="68066")
ASKS = AccountRequestData("Paul", "Neuf", "neuf@demande.test", "Neuve", "73282932000074", "68066")


def said(**more: Any) -> dict[str, Any]:
    """What a referral's answer needs."""
    return {"agrees": True, "now": NOW, "today": TODAY} | more


def full(call: Callable[[Call], Any], bad: Callable[[Call], Any] | None = None) -> Row:
    return Row(call, {"candidate": FULL}, bad=bad)


def full_or_herself(call: Callable[[Call], Any], bad: Callable[[Call], Any] | None = None) -> Row:
    return Row(call, {"candidate": FULL_OR_HERSELF}, bad=bad)


def herself(call: Callable[[Call], Any], bad: Callable[[Call], Any] | None = None) -> Row:
    return Row(call, {"candidate": HERSELF}, bad=bad)


ROWS: list[tuple[Callable[..., Any], Row]] = [
    # People.
    (check_may_create, Row(lambda c: c.do(), askers=COACHES)),
    (create_candidate, Row(
        lambda c: c.do(PERSON), askers=COACHES, bad=lambda c: c.do(replace(PERSON, first_name="")))),
    (update_candidate, full(
        lambda c: c.do(c.candidate, PERSON), lambda c: c.do(c.candidate, replace(PERSON, last_name="")))),
    (add_experience, full(
        lambda c: c.do(c.candidate, EXPERIENCE), lambda c: c.do(c.candidate, ExperienceData("")))),
    (update_experience, full(
        lambda c: c.do(c.candidate, c.fact("experience"), EXPERIENCE),
        lambda c: c.do(c.candidate, c.fact("experience"), ExperienceData("")))),
    (add_education, full(
        lambda c: c.do(c.candidate, EducationData("CAP")), lambda c: c.do(c.candidate, EducationData("")))),
    (add_certificate, full(
        lambda c: c.do(c.candidate, CertificateData("CACES")), lambda c: c.do(c.candidate, CertificateData("")))),
    (remove_fact, full(lambda c: c.do(c.candidate, "experience", c.fact("experience")))),
    (add_obstacle, full(
        lambda c: c.do(c.candidate, kind="housing", note="x", actions=["y"]),
        lambda c: c.do(c.candidate, kind="faux", note="x", actions=[]))),
    (tick_action, full(lambda c: c.do(c.candidate, c.fact("action"), TODAY))),
    (list_candidates, Row(lambda c: c.do(), askers=COACHES, finds=finds(MATCH))),
    (get_candidate, Row(lambda c: c.do(c.world.candidates[c.key]), {"candidate": MATCH})),
    (open_candidate, full(lambda c: c.do(c.world.candidates[c.key]))),
    (open_data, full(lambda c: c.do(c.world.candidates[c.key]))),
    (open_experience, full(lambda c: c.do(c.candidate, c.fact("experience")))),
    (portfolios.list_portfolios, Row(
        lambda c: c.do(), askers=frozenset({"manager"}), finds=finds(who(manager="coach colleague")),
        reads=lambda c, found: {
            key for key, id_ in c.world.people.items() if id_ in {one.coach.id for one in found}})),
    (portfolios.takers, Row(
        lambda c: c.do(c.candidate), over=("candidate",), askers=EVERYBODY,
        reads=lambda c, found: {key for key, id_ in c.world.people.items() if id_ in {one.id for one in found}},
        finds=lambda asker, names: TAKERS[names["candidate"]] if names["candidate"] in may(FULL, asker) else set())),
    (portfolios.hand_over, full(
        lambda c: c.do(c.candidate, c.candidate.coach_id), lambda c: c.do(c.candidate, None))),
    (portfolios.hand_over_all, Row(
        lambda c: c.do(c.world.people["coach"], c.world.people["colleague"]), askers=frozenset({"manager"}),
        bad=lambda c: c.do(c.world.people["coach"], c.world.people["stranger"]))),
    (candidate_for_cv, full(lambda c: c.do(c.world.candidates[c.key]))),
    (import_cv, full(
        lambda c: c.do(c.candidate, **a_file(c, b"neuf")), lambda c: c.do(c.candidate, **a_file(c, b"")))),
    (get_cv, full(lambda c: c.do(c.world.cvs[c.key]))),
    (read_file, full(lambda c: c.do(c.world.cvs[c.key], c.files))),
    (decisions.decide, full(
        lambda c: c.do(c.cv(), [Decision(c.cv().proposals[0].id, ProposalState.REJECTED)], now=NOW),
        lambda c: c.do(c.cv(), [Decision(c.cv().proposals[0].id, ProposalState.CORRECTED, {"label": ""})],
                       now=NOW))),
    # Without her name, and requests to know her.
    (card_of, Row(lambda c: c.do(c.candidate), {"candidate": ANONYMOUS})),
    (find, Row(lambda c: c.do(c.world.references[c.key]), {"candidate": ANONYMOUS})),
    (get_profile, Row(
        lambda c: c.do(c.world.references[c.key], today=TODAY), {"candidate": ANONYMOUS})),
    (profile_to_ask_about, Row(
        lambda c: c.do(c.world.references[c.key], today=TODAY), {"candidate": ASK_FOR})),
    (ask, Row(
        lambda c: c.do(c.candidate, message="Un poste"), {"candidate": ASK},
        bad=lambda c: c.do(c.candidate, message=""))),
    (ask, Row(
        lambda c: c.do(c.candidate, message="Un poste", job=c.job), {"candidate": ASK, "job": SEE_JOB})),
    (decide, Row(
        lambda c: c.do(c.request_id, accepted=True, answer="", today=TODAY), {"access_request": DECIDE_REQUEST},
        bad=lambda c: c.do(c.request_id, accepted=False, answer="", today=TODAY))),
    (end, Row(
        lambda c: c.do(accepted(c), today=TODAY), {"access_request": DECIDE_REQUEST},
        bad=lambda c: c.do(c.request_id, today=TODAY))),
    (get_request, Row(
        lambda c: c.do(c.request_id, today=TODAY), {"access_request": SEE_REQUEST})),
    (asked_request, Row(lambda c: c.do(c.request_id), {"access_request": SEE_REQUEST})),
    (request_to_answer, Row(
        lambda c: c.do(c.request_id, today=TODAY), {"access_request": DECIDE_REQUEST})),
    (request_to_answer, Row(
        lambda c: c.do(accepted(c), today=TODAY), {"access_request": DECIDE_REQUEST})),
    (line_of, Row(lambda c: c.do(c.request, TODAY), {"access_request": SEE_REQUEST})),
    (received, Row(lambda c: c.do(today=TODAY), askers=COACHES, finds=finds(DECIDE_REQUEST))),
    (sent, Row(lambda c: c.do(today=TODAY), askers=COACHES, finds=finds(ASKED))),
    (count_waiting, Row(lambda c: c.do(), finds=number(DECIDE_REQUEST), reads=as_number)),
    (asked_ids, Row(lambda c: c.do(), finds=finds(ASKED))),
    (access_until, Row(
        lambda c: c.do(c.grant()), over=("candidate",), reads=whether,
        finds=lambda asker, names: {"found"} if (asker, names["candidate"]) == (GUEST, "own") else set())),
    # Employers, jobs, choices.
    (life.check_may_create, Row(lambda c: c.do(), askers=DEVELOPERS)),
    (create_employer, Row(
        lambda c: c.do(EmployerData("Neuve", a_siret(), "68066")), askers=DEVELOPERS,
        bad=lambda c: c.do(EmployerData("", "1", "68066")))),
    (list_employers, Row(lambda c: c.do(), askers=COACHES | DEVELOPERS, finds=finds(SEE_EMPLOYER))),
    (list_to_write_for, Row(
        lambda c: c.do(), askers=DEVELOPERS | CONTACTS, finds=finds(SEE_EMPLOYER))),
    (get_employer, Row(
        lambda c: c.do(c.world.employers[c.names["employer"]]), {"employer": SEE_EMPLOYER})),
    (employer_to_write_for, Row(
        lambda c: c.do(c.world.employers[c.names["employer"]]), {"employer": WRITE_FOR_EMPLOYER})),
    (create_job, Row(
        lambda c: c.do(c.employer, JOB), {"employer": WRITE_FOR_EMPLOYER},
        bad=lambda c: c.do(c.employer, replace(JOB, title="")))),
    (update_job, Row(
        lambda c: c.do(c.job, JOB), {"job": EDIT_JOB}, bad=lambda c: c.do(c.job, replace(JOB, title="")))),
    (set_status, Row(
        lambda c: c.do(c.job, JobStatus.CLOSED), {"job": EDIT_JOB},
        bad=lambda c: c.do(c.job, JobStatus.FILLED if c.names["job"] == "draft" else JobStatus.DRAFT))),
    (read_wording, Row(lambda c: c.do({"title": "Plongeuse"}), askers=DEVELOPERS | CONTACTS)),
    (list_jobs, Row(
        lambda c: c.do(), askers=COACHES | DEVELOPERS | CONTACTS, finds=finds(SEE_JOB))),
    (get_job, Row(lambda c: c.do(c.world.jobs[c.names["job"]]), {"job": SEE_JOB})),
    (open_job, Row(lambda c: c.do(c.world.jobs[c.names["job"]]), {"job": EDIT_JOB})),
    (job_to_choose_for, Row(
        lambda c: c.do(c.world.jobs[c.names["job"]]), {"job": CHOOSE_FOR_JOB})),
    (shortlists_reading.both_sides, Row(
        lambda c: c.do(c.world.jobs[c.names["job"]], c.world.candidates[c.key]),
        {"candidate": MATCH, "job": CHOOSE_FOR_JOB})),
    (shortlist, Row(
        lambda c: c.do(job=c.job, candidate=c.candidate, note="x"), {"candidate": MATCH, "job": CHOOSE_FOR_JOB},
        bad=lambda c: c.do(job=c.job, candidate=c.candidate, note=TOO_LONG))),
    (shortlists_life.withdraw, Row(
        lambda c: c.do(job=c.job, candidate=c.candidate),
        {"candidate": READ_CHOICE, "job": CHOOSE_FOR_JOB})),
    (may_choose, Row(
        lambda c: c.do(c.job, c.candidate), {"candidate": MATCH, "job": CHOOSE_FOR_JOB}, says=True)),
    (entry_for, Row(
        lambda c: c.do(c.job, c.candidate), over=("candidate", "job"), reads=whether,
        finds=lambda asker, names: {"found"} if names["job"] in jobs_chosen(asker, names) else set())),
    (entries_for_job, Row(
        lambda c: c.do(c.job), {"job": CHOOSE_FOR_JOB}, finds=chosen_for, reads=by_person)),
    (entries_for_candidate, Row(
        lambda c: c.do(c.candidate), over=("candidate",), reads=by_job,
        finds=lambda asker, names: jobs_chosen(asker, names) & may(SEE_JOB, asker))),
    (chosen_ids, Row(lambda c: c.do(job=c.job), over=("job",), finds=chosen_for, reads=by_person)),
    (chosen_ids, Row(
        lambda c: c.do(candidate=c.candidate), over=("candidate",), finds=jobs_chosen, reads=by_job)),
    # Matches.
    (match.kinds_to_search, Row(lambda c: c.do(), askers=SEARCHERS | CONTACTS)),
    (match.match_candidate, Row(
        lambda c: c.do(c.search, c.candidate, today=TODAY), {"candidate": MATCH},
        finds=finds(PUBLISHED), reads=matched)),
    (match.match_job, Row(
        lambda c: c.do(c.search, c.job, today=TODAY), {"job": MATCH_JOB}, finds=lambda asker, names: may(
            ANONYMOUS if asker in DEVELOPERS else MATCH, asker), reads=matched)),
    (match.match_job, Row(
        lambda c: c.do(c.search, c.job, filters=MatchFilters(wide=True), today=TODAY), {"job": MATCH_JOB},
        finds=finds(ANONYMOUS), reads=matched)),
    (match.search_candidates, Row(
        lambda c: c.do(c.search, "plonge", today=TODAY), askers=SEARCHERS, finds=lambda asker, names: may(
            ANONYMOUS if asker in DEVELOPERS else MATCH, asker), reads=matched)),
    (match.search_candidates, Row(
        lambda c: c.do(c.search, "plonge", filters=MatchFilters(wide=True), today=TODAY), askers=SEARCHERS,
        finds=finds(ANONYMOUS), reads=matched)),
    (match.search_jobs, Row(
        lambda c: c.do(c.search, "plonge", today=TODAY), askers=SEARCHERS | CONTACTS,
        finds=finds(PUBLISHED), reads=matched)),
    # Referrals.
    (both_sides, Row(
        lambda c: c.do(c.world.candidates[c.key], c.world.jobs[c.names["job"]]),
        {"candidate": FULL, "job": SEE_JOB})),
    (reading.proposable, Row(
        lambda c: c.do(c.candidate, today=TODAY), over=("candidate",), reads=by_job, finds=proposable)),
    (propose, Row(
        lambda c: c.do(job=c.job, candidate=c.candidate, **proposal("Elle aime le service")),
        {"candidate": FULL, "job": SEE_JOB},
        bad=lambda c: c.do(job=c.job, candidate=c.candidate, **proposal("")))),
    (answer_for_herself, Row(
        lambda c: c.do(c.referral, **said()), {"referral": HERSELF},
        bad=lambda c: c.do(c.referral, **said(reason=TOO_LONG)))),
    (note_answer, Row(
        lambda c: c.do(c.referral, how="au téléphone", **said()), {"referral": FULL},
        bad=lambda c: c.do(c.referral, how="", **said()))),
    (disclose, Row(
        lambda c: c.do(c.referral, Disclosure.NAMED, how="au téléphone", now=NOW),
        {"referral": FULL_OR_HERSELF},
        bad=lambda c: c.do(c.referral, Disclosure.NAMED, how="", now=NOW))),
    (withdraw, Row(
        lambda c: c.do(c.referral, now=NOW), {"referral": FULL_OR_HERSELF},
        bad=lambda c: c.do(c.referral, reason=TOO_LONG, now=NOW))),
    (employer_answer, Row(
        lambda c: c.do(c.referral, interested=True, now=NOW), {"referral": SEE_APPLICATION},
        bad=lambda c: c.do(c.referral, interested=False, now=NOW))),
    (list_referrals, Row(
        lambda c: c.do(), askers=COACHES | DEVELOPERS | frozenset(VISITORS), finds=finds(REFERRALS))),
    (list_applications, Row(lambda c: c.do(), askers=CONTACTS, finds=finds(SEE_APPLICATION))),
    (get_referral, Row(
        lambda c: c.do(c.world.referrals[c.names["referral"]]), {"referral": REFERRALS})),
    (show_referral, Row(
        lambda c: c.do(c.world.referrals[c.names["referral"]]), {"referral": REFERRALS})),
    (open_referral, Row(
        lambda c: c.do(c.world.referrals[c.names["referral"]]), {"referral": FULL})),
    (show_application, Row(
        lambda c: c.do(c.world.referrals[c.names["referral"]]), {"referral": SEE_APPLICATION})),
    (reads_as_employer, Row(lambda c: c.do(), askers=CONTACTS, says=True)),
    (knows_her, Row(lambda c: c.do(c.referral), {"referral": MATCH_OR_HERSELF}, says=True)),
    (called, Row(lambda c: c.do(c.referral), {"referral": REFERRALS})),
    (called, Row(
        lambda c: c.do(c.named_referral), {"referral": REFERRALS}, tells=SEE_APPLICATION)),
    (steps_of, Row(lambda c: c.do(c.referral), {"referral": MATCH_OR_HERSELF})),
    (shown_to_employer, Row(
        lambda c: c.do(c.referral, today=TODAY), {"referral": SEE_APPLICATION})),
    (shown_to_employer, Row(
        lambda c: c.do(c.named_referral, today=TODAY), {"referral": SEE_APPLICATION}, tells=SEE_APPLICATION)),
    (preview, Row(
        lambda c: c.do(c.referral, Disclosure.ANONYMOUS, today=TODAY), {"referral": MATCH_OR_HERSELF})),
    (preview, Row(
        lambda c: c.do(c.referral, Disclosure.NAMED, today=TODAY), {"referral": MATCH_OR_HERSELF})),
    # Accounts.
    (admit_person, Row(
        lambda c: c.do(a_contact(), employer=c.employer), {"employer": ADMIT_CONTACT},
        bad=lambda c: c.do(replace(a_contact(), first_name=""), employer=c.employer))),
    (admit_person, Row(
        lambda c: c.do(replace(a_contact(), roles=(Role.COACH,)), structure=c.structure),
        askers=frozenset({"administrator"}), over=("structure",),
        bad=lambda c: c.do(replace(a_contact(), email="faux", roles=(Role.COACH,)), structure=c.structure))),
    (correct_person, Row(
        lambda c: c.do(c.person, renamed(c.person)), {"person": CORRECT_PERSON},
        bad=lambda c: c.do(c.person, replace(renamed(c.person), email="faux")))),
    (set_active, Row(lambda c: c.do(c.person, False), {"person": KEEP_ACCOUNT})),
    (workplaces, Row(
        lambda c: c.do(), askers=DEVELOPERS_AND_ADMINISTRATOR, reads=structures_of,
        finds=finds(who(administrator="here elsewhere far")))),
    (employers_to_choose, Row(
        lambda c: c.do("n"), askers=DEVELOPERS_AND_ADMINISTRATOR, finds=finds(ADMIT_CONTACT))),
    (account_requests.ask, Row(
        lambda c: c.do(ASKS), bad=lambda c: c.do(replace(ASKS, siret="1")))),
    (account_requests.list_requests, Row(
        lambda c: c.do(), askers=DEVELOPERS_AND_ADMINISTRATOR, finds=finds(DECIDE_ACCOUNT))),
    (account_requests.count_waiting, Row(
        lambda c: c.do(), askers=DEVELOPERS_AND_ADMINISTRATOR, finds=number(DECIDE_ACCOUNT), reads=as_number)),
    (account_requests.get_request, Row(
        lambda c: c.do(c.account_request.id), {"account_request": DECIDE_ACCOUNT})),
    (account_requests.known_of, Row(
        lambda c: c.do(c.account_request), {"account_request": DECIDE_ACCOUNT})),
    (account_requests.accept, Row(
        lambda c: c.do(c.account_request, now=NOW), {"account_request": DECIDE_ACCOUNT})),
    (account_requests.refuse, Row(
        lambda c: c.do(c.account_request, "Inconnue", now=NOW), {"account_request": DECIDE_ACCOUNT},
        bad=lambda c: c.do(c.account_request, "", now=NOW))),
    # Journals.
    (list_events, Row(lambda c: c.do(), askers=READERS_OF_JOURNALS, finds=finds(SEE_EVENT))),
    (get_event, Row(lambda c: c.do(c.event.id), {"event": SEE_EVENT})),
    (typed_text, Row(lambda c: c.do(c.event), {"event": SEE_EVENT})),
    (list_rankings, Row(lambda c: c.do(), askers=READERS_OF_RANKINGS, finds=finds(SEE_RANKING))),
    (get_ranking, Row(lambda c: c.do(c.ranking.id), {"ranking": SEE_RANKING})),
    (note_export_of_ranking, Row(lambda c: c.do(c.ranking), {"ranking": EXPORT_RANKING})),
    (journals_names.names, Row(
        lambda c: c.do({"candidate": c.world.candidates.values(), "job": c.world.jobs.values()}),
        askers=READERS_OF_RANKINGS, by_reference=True)),
    (names_in_events, Row(
        lambda c: c.do([c.event]), askers=READERS_OF_RANKINGS, over=("event",), by_reference=True)),
    (names_in_rankings, Row(
        lambda c: c.do([c.ranking], c.ranking.results), askers=READERS_OF_RANKINGS, over=("ranking",),
        by_reference=True)),
    (candidate_history, full(lambda c: c.do(c.world.candidates[c.key]))),
    (job_history, Row(lambda c: c.do(c.world.jobs[c.names["job"]]), {"job": EDIT_JOB})),
    (referral_history, Row(
        lambda c: c.do(c.world.referrals[c.names["referral"]]), {"referral": FULL})),
    # A person's data.
    (export_of, full_or_herself(
        lambda c: c.do(c.candidate, today=TODAY, reason="aménager le poste"),
        lambda c: c.do(c.candidate, today=TODAY, reason="voir"))),
    (cv_files, full_or_herself(lambda c: c.do(c.candidate, c.files))),
    (consents.inform, full_or_herself(
        lambda c: c.do(c.candidate, Purpose.MATCHING, how="entretien"),
        lambda c: c.do(c.candidate, Purpose.MATCHING, how=""))),
    (consents.note_consent, full_or_herself(
        lambda c: c.do(c.candidate, Purpose.MAIL, True, how="entretien"),
        lambda c: c.do(c.candidate, Purpose.MATCHING, True, how="entretien"))),
    (erasure.extent, full(lambda c: c.do(c.candidate))),
    (erasure.erase, full(
        lambda c: c.do(c.candidate, **erased(c.candidate.reference)), lambda c: c.do(c.candidate, **erased("x")))),
    (corrections_life.ask, full_or_herself(
        lambda c: c.do(c.candidate, text="Je suis cuisinière"), lambda c: c.do(c.candidate, text=""))),
    (corrections_life.answer, full(
        lambda c: c.do(c.candidate, c.correction(), accepted=True, text="Fait"),
        lambda c: c.do(c.candidate, c.correction(), accepted=True, text=""))),
    (requests, full_or_herself(lambda c: c.do(c.candidate))),
    (retention.kept_until, full_or_herself(lambda c: c.do(c.candidate))),
    (retention.falling_due, Row(
        lambda c: c.do(), askers=COACHES, finds=finds(FULL),
        reads=lambda c, kept: distances(c, [one.candidate for one in kept]))),
    (retention.note_contact, full(
        lambda c: c.do(c.candidate, TODAY, today=TODAY), lambda c: c.do(c.candidate, date.max, today=TODAY))),
    (retention.tell, Row(
        lambda c: c.do([c.world.candidates[c.key]], TODAY), over=("candidate",), askers=NOBODY_AT_ALL)),
    (retention.take_back, Row(
        lambda c: c.do([c.world.candidates[c.key]]), over=("candidate",), askers=NOBODY_AT_ALL)),
    (retention.set_rules, Row(
        lambda c: c.do(c.structure, months=12, contact="x"), {"structure": KEEP_STRUCTURE},
        bad=lambda c: c.do(c.structure, months=None, contact="x"))),
    (retention.own_structure, Row(lambda c: c.do(), askers=frozenset({"manager"}))),
    (sensitive.open_person, full(lambda c: c.do(c.world.candidates[c.key]))),
    (sensitive.count, full(lambda c: c.do(c.candidate))),
    (sensitive.open_notes, full(
        lambda c: c.do(c.candidate, reason="aménager le poste"), lambda c: c.do(c.candidate, reason="voir"))),
    (sensitive.add, full(
        lambda c: c.do(c.candidate, kind="health", text="x"), lambda c: c.do(c.candidate, kind="health", text=""))),
    (sensitive.correct, full(
        lambda c: c.do(c.candidate, c.world.notes[c.key], text="x"),
        lambda c: c.do(c.candidate, c.world.notes[c.key], text=""))),
    (sensitive.remove, full(lambda c: c.do(c.candidate, c.world.notes[c.key]))),
    # Her own space.
    (ask_link, Row(lambda c: c.do("inconnue@vivier.test", NOW))),
    (open_accesses, full(lambda c: c.do(c.world.candidates[c.key]))),
    (send_link, full(lambda c: c.do(c.candidate, NOW))),
    (print_link, full(lambda c: c.do(c.candidate, NOW))),
    (close_all, full_or_herself(lambda c: c.do(c.candidate, NOW))),
    (open_links, full_or_herself(lambda c: c.do(c.candidate, NOW))),
    (check_herself, herself(lambda c: c.do(c.candidate))),
    (leave, herself(lambda c: c.do(c.candidate, "key", NOW))),
    (held_about, herself(lambda c: c.do(c.candidate))),
    (own_space.chosen_for, full_or_herself(lambda c: c.do(c.candidate))),
    (rankings_of, full_or_herself(lambda c: c.do(c.candidate, NOW))),
    (events_about, full_or_herself(lambda c: c.do(c.candidate))),
    (update_availability, herself(
        lambda c: c.do(c.candidate, AvailabilityData(True)),
        lambda c: c.do(c.candidate, AvailabilityData(True, hours_min=99)))),
    (set_consent, herself(
        lambda c: c.do(c.candidate, Purpose.MAIL, True), lambda c: c.do(c.candidate, Purpose.MATCHING, True))),
    (ask_correction, herself(
        lambda c: c.do(c.candidate, "Cuisinière"), lambda c: c.do(c.candidate, ""))),
    (ask_erasure, herself(
        lambda c: c.do(c.candidate, ""), lambda c: c.do(c.candidate, TOO_LONG))),
]  # fmt: skip

SHOW_NOTHING: dict[Callable[..., Any], str] = {
    record: "writes an event; called by services that have checked",
    record_about: "the same, about one person",
    history.acting: "tells the database who acts",
    log.note: "writes the page of a ranking that matching/ranking/match.py has made for this actor",
    log.followed: "ties an act to such a page; called by acts that have checked",
    record_step: "writes the event of a request; called by its services, which have checked",
    note_step: "the same of a referral",
    note_cv: "the same of a CV",
}
"""Services without a row, and why: they write what happened for those who have checked, and give nothing back."""


def a_file(call: Call, data: bytes) -> dict[str, Any]:
    read = SimpleNamespace(text="Plongeur", kind="txt", pages=1, ocr=False, warnings=())
    return {
        "filename": "cv.txt", "data": data, "files": call.files, "extract": lambda *_: read,
        "trade_reader": None, "today": TODAY,
    }  # fmt: skip


def accepted(call: Call) -> int:
    """A request that was accepted."""
    request = call.request
    request.state, request.expires_on = RequestState.ACCEPTED, TODAY
    request.candidate.shares_anonymously = True
    call.session.flush()
    return request.id


def proposal(presentation: str) -> dict[str, Any]:
    return {"message": "x", "presentation": presentation, "now": NOW, "today": TODAY}


def erased(reference: str) -> dict[str, Any]:
    return {"reason": ErasureReason.REQUEST, "today": TODAY, "reference": reference}


def a_contact() -> PersonData:
    return PersonData("Paul", "Neuf", "neuf@vivier.test", (Role.EMPLOYER_CONTACT,))


def renamed(person: Person) -> PersonData:
    return PersonData("Paule", "Neuf", person.email, tuple(Role(role) for role in person.roles))


def services() -> Iterator[Callable[..., Any]]:
    """Every public function of the domain that takes an actor, but the rights themselves: those are what they ask."""
    for found in pkgutil.walk_packages(matching.__path__, "matching."):
        if found.name.endswith(".rights"):
            continue
        module = importlib.import_module(found.name)
        for name, thing in vars(module).items():
            if not inspect.isfunction(thing) or thing.__module__ != found.name:
                continue
            first = list(inspect.signature(thing).parameters)[:2]
            if name.startswith("_"):
                continue
            if first == ["session", "actor"] or first[:1] == ["actor"]:
                yield thing


def named(service: Callable[..., Any]) -> str:
    return f"{service.__module__.removeprefix('matching.')}.{service.__name__}"


def test_every_service_has_its_row() -> None:
    found = set(services())
    said = {service for service, _ in ROWS} | SHOW_NOTHING.keys()
    assert {named(one) for one in found - said} == set(), "these services have no row: who may?"
    assert {named(one) for one in said - found} == set(), "these rows speak of no service"
    assert len(found) > 120


def test_what_has_no_row_gives_nothing_back() -> None:
    for service in SHOW_NOTHING:
        assert inspect.signature(service).return_annotation == "None", named(service)
        assert service not in {one for one, _ in ROWS}


@pytest.fixture
def actors(rights: RightsWorld, sessions: sessionmaker[Session]) -> dict[str, Actor]:
    """Who each asker is; everybody is to be written to, and has been given notice of the end of her record."""
    with sessions() as session, session.begin():
        for key in PEOPLE:
            person = session.get_one(Candidate, rights.candidates[key])
            consents.note_consent(session, SYSTEM, person, Purpose.MAIL, True, how="entretien")
            session.add(RetentionNotice(candidate_id=person.id, told_on=TODAY, erase_on=TODAY))
        found = {NOBODY: Actor(None, frozenset())}
        for name in STAFF:
            found[name] = actor_of(session.get_one(Person, rights.people[name]))
    own = frozenset({rights.candidates["own"]})
    found[GUEST] = replace(found["stranger"], granted=own)
    for name, key in VISITORS.items():
        found[name] = Actor(None, frozenset(), candidate_id=rights.candidates[key])
    return {name: found[name] for name in ASKERS}


@dataclass
class Tally:
    """What a row of the table gave."""

    wrong: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)


@pytest.mark.parametrize(
    ("service", "row"), [pytest.param(service, row, id=named(service)) for service, row in ROWS]
)
def test_the_table(
    rights: RightsWorld,
    actors: dict[str, Actor],
    sessions: sessionmaker[Session],
    runtime: SiteRuntime,
    tmp_path: Path,
    service: Callable[..., Any],
    row: Row,
) -> None:
    """Everybody calls this service for every thing, and finds no leak."""
    tally = Tally()
    files = FileStore(tmp_path if service is import_cv else runtime.settings.var / "files")
    refused_input = 0
    for asker, names, allowed in row.cases():
        for how in filter(None, (row.call, row.bad)):
            with sessions() as session:  # a SAVEPOINT, which is rolled back
                call = Call(session, rights, files, service, asker, actors[asker], names)
                answer = outcome(call, how)
                about = f"{asker}: {named(service)} {names}"
                if how is row.bad:
                    refused_input += isinstance(answer, (Conflict, Invalid))
                    about += " with bad input"
                check(tally, call, row, allowed, answer, about, good=how is row.call)
    if row.bad is not None and not refused_input:
        tally.wrong.append(f"{named(service)}: its bad input is refused to nobody")
    assert tally.wrong + tally.leaks == [], "\n".join(tally.wrong + tally.leaks)


def outcome(call: Call, how: Callable[[Call], Any]) -> Any:
    """What the service gave back, lists read to the end, or the refusal that it raised."""
    try:
        answer = how(call)
        call.session.flush()
    except VivierError as error:
        return error
    if isinstance(answer, Listing):
        return all_rows(call.session, answer)
    if isinstance(answer, tuple) and any(isinstance(one, Listing) for one in answer):
        return [all_rows(call.session, one) if isinstance(one, Listing) else one for one in answer]
    return answer


def check(
    tally: Tally, call: Call, row: Row, allowed: bool, answer: Any, about: str, *, good: bool
) -> None:
    refused = isinstance(answer, (Forbidden, NotFound))
    told = isinstance(answer, (Conflict, Invalid))
    if row.says:
        if answer is not allowed:
            tally.wrong.append(f"{about} says {answer}")
    elif refused is allowed or (isinstance(answer, VivierError) and not refused and not told):
        tally.wrong.append(f"{about} → {type(answer).__name__}: {answer}, may: {allowed}")
    elif row.finds is not None and allowed and good:
        expected, found = set(row.finds(call.asker, call.names)), set(row.reads(call, answer))
        if found != expected:
            tally.wrong.append(f"{about} finds {sorted(found)}, should {sorted(expected)}")
    own: set[str] = {VISITORS[call.asker]} if call.asker in VISITORS else set()
    own |= may(row.tells, call.asker) & set(call.names.values())
    for text in beyond_rights(call.world, call.asker, rendered(answer), own):
        by_number = text in call.world.references.values() or text in call.world.job_strings
        if not (row.by_reference and by_number):
            tally.leaks.append(f"{about} shows {text}")


def rendered(answer: Any) -> str:
    """All that an answer says: values of dataclasses and collections, columns of rows. A person's own row is left
    out: it is given to those who may, and pages take from it what `policy.view_of` allows."""
    if isinstance(answer, VivierError):
        return f"{answer.message} {getattr(answer, 'fields', '')}"
    if isinstance(answer, (Candidate, Person)):
        return ""
    if isinstance(answer, Base):
        columns = sqlalchemy.inspect(type(answer)).column_attrs.keys()
        return rendered([getattr(answer, name) for name in columns])
    if is_dataclass(answer) and not isinstance(answer, type):
        return rendered([getattr(answer, one.name) for one in fields(answer)])
    if isinstance(answer, Mapping):
        return rendered([*answer.keys(), *answer.values()])
    if isinstance(answer, bytes):
        return answer.decode("utf-8", "replace")
    if isinstance(answer, (list, tuple, set, frozenset)):
        return "\n".join(rendered(one) for one in answer)
    return str(answer)
