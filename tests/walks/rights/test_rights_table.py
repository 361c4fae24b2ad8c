"""The rights as one table over every page: who × which page × whose thing, and no string where it may not be.

The table is held against the application's map of addresses: a new address without a row fails. Each row says, in
the words of the issue and not of the policy's code, who may. Every request is made for real, as everybody, for
things at every distance; its answer is then searched for the strings of things that its reader may not see, in
pages, spreadsheets, JSON, PDF and refusals alike.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import Connection
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.world.rights import RightsWorld
from tests.world.rights_relations import (
    ANONYMOUS,
    ASK_FOR,
    ASKERS,
    BOTH,
    CHOOSE_FOR_JOB,
    COACHES,
    CONTACTS,
    CORRECT_PERSON,
    DECIDE_ACCOUNT,
    DECIDE_REQUEST,
    DEVELOPERS,
    DEVELOPERS_AND_ADMINISTRATOR,
    EDIT_JOB,
    EVERYBODY,
    EXPORT_RANKING,
    FULL,
    KEEP_ACCOUNT,
    LED_TO_APPLICATIONS,
    MATCH,
    MATCH_JOB,
    NOBODY_AT_ALL,
    OWN_REFERRAL,
    SEE_APPLICATION,
    SEE_EMPLOYER,
    SEE_EVENT,
    SEE_JOB,
    SEE_RANKING,
    SEE_REFERRAL,
    SEE_REQUEST,
    SIGNED_IN,
    VISITING,
    VISITORS,
    WRITE_FOR_EMPLOYER,
    Who,
    beyond_rights,
    combinations,
)


@dataclass(frozen=True)
class Row:
    """Who may use an address. `things`: kind of thing → who may for which; several must all allow. `askers` is
    for addresses without a thing. `query` and `form` are what is sent, «{own}»-like marks apart."""

    things: Mapping[str, Who] | None = None
    askers: frozenset[str] = frozenset()
    query: str = ""
    form: Mapping[str, str] | None = None


def of(**things: Who) -> Row:
    return Row(things=things)


def only(askers: frozenset[str], query: str = "") -> Row:
    return Row(askers=askers, query=query)


def both(methods: tuple[str, ...], endpoint: str, row: Row) -> dict[tuple[str, str], Row]:
    return {(endpoint, method): row for method in methods}


GET, POST, GET_POST = ("GET",), ("POST",), ("GET", "POST")


TABLE: dict[tuple[str, str], Row] = {
    ("home.index", "GET"): only(SIGNED_IN),
    ("home.health", "GET"): only(EVERYBODY),
    ("security.login", "GET"): only(EVERYBODY),
    ("security.login", "POST"): only(EVERYBODY),
    ("security.logout", "POST"): only(EVERYBODY),
    ("reference.communes", "GET"): only(SIGNED_IN, "q=col"),
    ("reference.trades", "GET"): only(SIGNED_IN, "q=plo"),
    ("matches.explained", "GET"): only(EVERYBODY),
    ("search.index", "GET"): only(COACHES | DEVELOPERS | CONTACTS),
    # People.
    ("candidates.index", "GET"): only(COACHES, "suivi=structure"),
    ("candidates.export", "GET"): only(COACHES, "suivi=structure"),
    ("candidates.create", "GET"): only(COACHES),
    ("candidates.create", "POST"): only(COACHES),
    ("candidates.show", "GET"): of(candidate=MATCH),
    ("candidates.edit", "GET"): of(candidate=FULL),
    ("candidates.edit", "POST"): of(candidate=FULL),
    ("candidates.add_experience", "GET"): of(candidate=FULL),
    ("candidates.add_experience", "POST"): of(candidate=FULL),
    ("candidates.edit_experience", "GET"): of(candidate=FULL),
    ("candidates.edit_experience", "POST"): of(candidate=FULL),
    ("candidates.add_education", "POST"): of(candidate=FULL),
    ("candidates.add_certificate", "POST"): of(candidate=FULL),
    ("candidates.add_obstacle", "POST"): of(candidate=FULL),
    ("candidates.tick_action", "POST"): of(candidate=FULL),
    ("candidates.remove_fact", "POST"): of(candidate=FULL),
    ("portfolios.hand_over", "POST"): of(candidate=FULL),
    **both(GET_POST, "portfolios.index", only(frozenset({"manager"}))),
    ("portfolios.export", "GET"): only(frozenset({"manager"})),
    ("cvs.upload", "GET"): of(candidate=FULL),
    ("cvs.upload", "POST"): of(candidate=FULL),
    ("cvs.review", "GET"): of(candidate=FULL),
    ("cvs.review", "POST"): of(candidate=FULL),
    ("cvs.download", "GET"): of(candidate=FULL),
    # Employers and jobs.
    ("employers.index", "GET"): only(COACHES | DEVELOPERS),
    ("employers.show", "GET"): of(employer=SEE_EMPLOYER),
    ("employers.create", "GET"): only(DEVELOPERS),
    ("employers.create", "POST"): only(DEVELOPERS),
    ("jobs.index", "GET"): only(COACHES | DEVELOPERS | CONTACTS),
    ("jobs.show", "GET"): of(job=SEE_JOB),
    ("jobs.choose_employer", "GET"): only(DEVELOPERS | CONTACTS),
    ("jobs.create", "GET"): of(employer=WRITE_FOR_EMPLOYER),
    ("jobs.create", "POST"): of(employer=WRITE_FOR_EMPLOYER),
    ("jobs.edit", "GET"): of(job=EDIT_JOB),
    ("jobs.edit", "POST"): of(job=EDIT_JOB),
    ("jobs.set_status", "POST"): Row({"job": EDIT_JOB}, form={"etat": "closed"}),
    # Matches and choices.
    ("matches.for_candidate", "GET"): of(candidate=MATCH),
    ("matches.for_job", "GET"): of(job=MATCH_JOB),
    ("shortlist.for_job", "GET"): of(job=CHOOSE_FOR_JOB),
    ("shortlist.export", "GET"): of(job=CHOOSE_FOR_JOB),
    ("shortlist.add", "GET"): of(job=CHOOSE_FOR_JOB, candidate=MATCH),
    ("shortlist.add", "POST"): of(job=CHOOSE_FOR_JOB, candidate=MATCH),
    ("shortlist.remove", "POST"): of(job=CHOOSE_FOR_JOB, candidate=MATCH),
    ("jobs.wording", "POST"): only(DEVELOPERS | CONTACTS),
    # Profiles without a name, and requests to know one.
    ("profiles.show", "GET"): of(candidate=ANONYMOUS),
    **both(GET_POST, "profiles.ask", of(candidate=ASK_FOR)),
    ("profiles.requests", "GET"): only(COACHES),
    ("profiles.one_request", "GET"): of(access_request=SEE_REQUEST),
    ("profiles.accept", "POST"): of(access_request=DECIDE_REQUEST),
    ("profiles.refuse", "POST"): of(access_request=DECIDE_REQUEST),
    ("profiles.end", "POST"): of(access_request=DECIDE_REQUEST),
    # Referrals.
    ("referrals.index", "GET"): only(COACHES | DEVELOPERS),
    ("referrals.export", "GET"): only(COACHES | DEVELOPERS),
    ("referrals.show", "GET"): of(referral=SEE_REFERRAL | LED_TO_APPLICATIONS),
    ("referrals.of_candidate", "GET"): of(candidate=MATCH),
    **both(GET_POST, "referrals.propose", of(candidate=FULL, job=CHOOSE_FOR_JOB)),
    ("referrals.note_answer", "POST"): of(referral=FULL),
    ("referrals.disclose", "POST"): of(referral=FULL),
    ("referrals.withdraw", "POST"): of(referral=FULL),
    ("referrals.applications", "GET"): only(CONTACTS),
    ("referrals.export_applications", "GET"): only(CONTACTS),
    **both(GET_POST, "referrals.application", of(referral=SEE_APPLICATION)),
    # A person's own space.
    ("personal.home", "GET"): only(VISITING),
    ("personal.held", "GET"): only(VISITING),
    ("personal.proposals", "GET"): only(VISITING),
    ("personal.rankings", "GET"): only(VISITING),
    ("personal.events", "GET"): only(VISITING),
    ("personal.agreements", "GET"): only(VISITING),
    ("personal.agree", "POST"): only(VISITING),
    ("personal.export", "GET"): only(VISITING),
    **both(GET_POST, "personal.availability", only(VISITING)),
    **both(GET_POST, "personal.correct", only(VISITING)),
    **both(GET_POST, "personal.erase", only(VISITING)),
    ("personal.close_all", "POST"): only(EVERYBODY),
    ("personal.leave", "POST"): only(EVERYBODY),
    ("personal.proposal", "GET"): of(referral=OWN_REFERRAL),
    ("personal.reply", "POST"): of(referral=OWN_REFERRAL),
    ("personal.disclose", "POST"): of(referral=OWN_REFERRAL),
    ("personal.withdraw", "POST"): of(referral=OWN_REFERRAL),
    **both(GET_POST, "personal.ask_link", only(EVERYBODY)),
    **both(GET_POST, "personal.enter", only(NOBODY_AT_ALL)),
    ("personal_links.show", "GET"): of(candidate=FULL),
    ("personal_links.send", "POST"): of(candidate=FULL),
    ("personal_links.on_paper", "POST"): of(candidate=FULL),
    ("personal_links.close", "POST"): of(candidate=FULL),
    ("personal.enter_code", "POST"): only(EVERYBODY),
    # A person's data.
    ("privacy.show", "GET"): of(candidate=FULL),
    ("privacy.information", "GET"): of(candidate=FULL),
    ("privacy.note_consent", "POST"): of(candidate=FULL),
    ("privacy.note_contact", "POST"): of(candidate=FULL),
    **both(GET_POST, "privacy.export", of(candidate=FULL)),
    ("privacy.ask_correction", "POST"): of(candidate=FULL),
    ("privacy.answer_correction", "POST"): of(candidate=FULL),
    **both(GET_POST, "privacy.erase", of(candidate=FULL)),
    ("privacy.notes", "GET"): of(candidate=FULL),
    ("privacy.open_notes", "POST"): Row({"candidate": FULL}, form={"motif": "aménager le poste"}),
    ("privacy.add_note", "POST"): of(candidate=FULL),
    ("privacy.correct_note", "POST"): of(candidate=FULL),
    ("privacy.remove_note", "POST"): of(candidate=FULL),
    ("privacy.falling_due", "GET"): only(COACHES),
    ("privacy.falling_due_sheet", "GET"): only(COACHES),
    **both(GET_POST, "privacy.settings", only(frozenset({"manager"}))),
    # For machines: strangers are told nothing.
    ("health.ready", "GET"): only(EVERYBODY),
    ("health.figures", "GET"): only(NOBODY_AT_ALL),
    # One's own account.
    ("account.index", "GET"): only(SIGNED_IN),
    ("account.end_other_sign_ins", "POST"): only(SIGNED_IN),
    ("account.end_sign_in", "POST"): only(frozenset({"coach"})),
    **both(GET_POST, "account.second_factor", only(SIGNED_IN)),
    **both(GET_POST, "account.second_step", only(EVERYBODY)),
    **both(GET_POST, "account.accept_invitation", only(NOBODY_AT_ALL)),
    **both(GET_POST, "security.forgot_password", only(EVERYBODY)),
    **both(GET_POST, "security.reset_password", only(EVERYBODY)),
    **both(GET_POST, "security.change_password", only(SIGNED_IN)),
    **both(GET_POST, "security.verify", only(EVERYBODY)),
    # Others' accounts.
    ("accounts.index", "GET"): only(DEVELOPERS_AND_ADMINISTRATOR),
    ("accounts.export", "GET"): only(DEVELOPERS_AND_ADMINISTRATOR),
    **both(GET_POST, "accounts.invite", only(DEVELOPERS_AND_ADMINISTRATOR)),
    ("accounts.show", "GET"): of(person=KEEP_ACCOUNT),
    **both(GET_POST, "accounts.correct", of(person=CORRECT_PERSON)),
    ("accounts.send_invitation", "POST"): of(person=KEEP_ACCOUNT),
    ("accounts.cancel_invitation", "POST"): of(person=KEEP_ACCOUNT),
    ("accounts.close", "POST"): of(person=KEEP_ACCOUNT),
    ("accounts.reopen", "POST"): of(person=KEEP_ACCOUNT),
    ("accounts.unlock", "POST"): of(person=KEEP_ACCOUNT),
    ("accounts.reset_second_factor", "POST"): of(person=KEEP_ACCOUNT),
    **both(GET_POST, "account_requests.ask", only(EVERYBODY)),
    ("account_requests.index", "GET"): only(DEVELOPERS_AND_ADMINISTRATOR),
    ("account_requests.show", "GET"): of(account_request=DECIDE_ACCOUNT),
    ("account_requests.accept", "POST"): of(account_request=DECIDE_ACCOUNT),
    ("account_requests.refuse", "POST"): of(account_request=DECIDE_ACCOUNT),
    # Journals.
    ("journals.index", "GET"): only(frozenset({"manager", "auditor"})),
    ("journals.export", "GET"): only(frozenset({"manager", "auditor"})),
    ("journals.show", "GET"): of(event=SEE_EVENT),
    ("journals.candidate", "GET"): of(candidate=FULL),
    ("journals.job", "GET"): of(job=EDIT_JOB),
    ("journals.referral", "GET"): of(referral=FULL),
    ("journals.rankings", "GET"): only(COACHES | DEVELOPERS | CONTACTS | {"auditor"}),
    ("journals.ranking", "GET"): of(ranking=SEE_RANKING),
    ("journals.ranking_data", "GET"): of(ranking=EXPORT_RANKING),
    ("journals.ranking_table", "GET"): of(ranking=EXPORT_RANKING),
}

UNTOUCHED = frozenset({"static", "security.static"})
"""Files, the same for everybody."""


def values(
    world: RightsWorld, names: Mapping[str, str], arguments: set[str], kind: str
) -> dict[str, Any]:
    """What stands in the address for these things; what belongs to a person is hers."""
    person = names.get("candidate", "own")
    known: dict[str, Any] = {
        "candidate_id": world.candidates.get(person),
        "reference": world.references.get(person),
        "job_id": world.jobs.get(names.get("job", "own")),
        "employer_id": world.employers.get(names.get("employer", "own")),
        "cv_id": world.cvs.get(person),
        "experience_id": world.facts.get(("experience", person)),
        "fact_id": world.facts.get(("experience", person)),
        "action_id": world.facts.get(("action", person)),
        "kind": kind,
        "referral_id": world.referrals.get(names.get("referral", person)),
        "request_id": world.access_requests.get(names.get("access_request", ""))
        or world.account_requests.get(names.get("account_request", "here")),
        "person_id": world.people.get(names.get("person", "coach")),
        "event_id": world.events.get(names.get("event", "coach")),
        "entry_id": world.rankings.get(names.get("ranking", "coach")),
        "sign_in_id": world.sign_in_id,
        "purpose": "mail",
        "note_id": world.notes.get(person),
        "token": "faux",
    }
    missing = arguments - known.keys()
    assert not missing, f"the table does not know what stands for {missing}"
    return {name: known[name] for name in arguments}


def kind_for(endpoint: str) -> str:
    return "pdf" if endpoint.endswith(".export") else "experience"


def cases(
    endpoint: str, row: Row, askers: tuple[str, ...]
) -> Iterator[tuple[str, dict[str, str], bool]]:
    """(asker, things by distance, whether she may)."""
    for asker in askers:
        # On the pages of professionals, who also visits her own space is what she is there.
        here = "coach" if asker == BOTH and not endpoint.startswith("personal.") else asker
        if not row.things:
            yield asker, {}, here in row.askers
            continue
        for names in combinations(row.things):
            allowed = all(
                names[kind] in row.things[kind].get(here, frozenset()) for kind in row.things
            )
            yield asker, names, allowed


def test_every_address_has_its_row(app: Flask) -> None:
    found = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint not in UNTOUCHED
    }
    assert found - TABLE.keys() == set(), "these addresses have no row: who may use them?"
    assert TABLE.keys() - found == set(), "these rows speak of no address"


@pytest.mark.parametrize(
    ("endpoint", "method", "row"),
    [pytest.param(*address, row, id=" ".join(address)) for address, row in TABLE.items()],
)
def test_the_table(
    app: Flask, rights: RightsWorld, cookies: dict[str, str], session: Session, endpoint: str, method: str, row: Row
) -> None:  # fmt: skip
    """Everybody asks this address for every thing, and finds no leak."""
    connection = session.connection()
    wrong, leaks = [], []
    for asker, names, allowed in cases(endpoint, row, ASKERS):
        answer, url = request(app, rights, cookies[asker], connection, endpoint, method, row, names)
        if (seen := was_let_in(answer)) is not allowed:
            wrong.append(f"{asker}: {method} {url} → {answer.status_code}, let in: {seen}")
        for text in forbidden_strings(rights, asker, answer):
            leaks.append(f"{asker}: {method} {url} shows {text}")
    assert wrong + leaks == [], "\n".join(wrong + leaks)


def request(
    app: Flask,
    rights: RightsWorld,
    cookie: str,
    connection: Connection,
    endpoint: str,
    method: str,
    row: Row,
    names: dict[str, str],
) -> tuple[TestResponse, str]:
    """Make the request; whatever it changes is undone."""
    rule = next(r for r in app.url_map.iter_rules(endpoint) if method in (r.methods or ()))
    with app.test_request_context():
        url = app.url_for(
            endpoint, **values(rights, names, set(rule.arguments), kind_for(endpoint))
        )
    with connection.begin_nested() as undone:
        answer = app.test_client(use_cookies=False).open(
            url,
            method=method,
            query_string=row.query,
            data=row.form or {},
            headers={"Cookie": cookie} if cookie else {},
            buffered=True,
        )
        answer.get_data()
        undone.rollback()
    return answer, url


def was_let_in(answer: TestResponse) -> bool:
    """Whether the asker passed the gate: shown, sent on, or told what is wrong with an empty form."""
    assert answer.status_code < 500, answer.text
    if answer.status_code in (301, 302, 303):
        led = answer.location or ""
        if answer.request.path.startswith(("/deconnexion", "/mot-de-passe", "/connexion")):
            return True  # these lead to the way in by right
        if answer.request.path in ("/mon-espace/quitter", "/mon-espace/fermer"):
            return True
        return "/connexion" not in led and not led.endswith("/mon-espace/lien")
    return answer.status_code not in (401, 403, 404)


def forbidden_strings(rights: RightsWorld, asker: str, answer: TestResponse) -> list[str]:
    """The strings in the answer that speak of things beyond the asker's rights."""
    sent = answer.request.path  # what she wrote herself is no news to her
    text = readable(answer).replace(quote(sent, safe=""), "").replace(sent, "")
    own = {VISITORS[asker]} if asker in VISITORS else set()
    if asker == BOTH:
        in_space = answer.request.path.startswith("/mon-espace")
        asker, own = ("", {"far"}) if in_space else ("coach", set())
    return beyond_rights(rights, asker, text, own)


def readable(answer: TestResponse) -> str:
    """The answer's text, out of whatever wraps it."""
    data = answer.get_data()
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "\n".join(
                archive.read(name).decode("utf-8", "replace") for name in archive.namelist()
            )
    if data.startswith(b"%PDF"):
        import pypdfium2

        document = pypdfium2.PdfDocument(data)
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    text = data.decode("utf-8", "replace")
    if answer.mimetype == "application/json":
        return json.dumps(json.loads(text), ensure_ascii=False)
    return text
