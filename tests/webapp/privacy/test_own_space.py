"""Pages of a person's own space: entering by a link, never as somebody else, reading and changing what is hers."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from matching import history
from matching.actor import Actor
from matching.consents import consents
from matching.consents.links import ON_PAPER, draw_link
from matching.consents.tables import PersonalLink
from matching.consents.terms import Purpose
from matching.history import FieldChange
from matching.journey.referrals.life import propose
from matching.journey.referrals.tables import Referral
from matching.pool.candidates.tables import Candidate
from matching.pool.jobs.tables import JobProfile
from matching.pool.people.life import actor_of
from matching.pool.people.tables import Person
from matching.ranking.log.tables import RankingEntry, RankingResult
from tests.world.places import TODAY
from tests.world.site import SignIn, World, filled_form
from tests.world.traces import letters

Enter = Callable[..., FlaskClient]
PAGES = ("", "/donnees", "/propositions", "/classement", "/consultations", "/disponibilites", "/accords",
         "/signaler", "/effacement")  # fmt: skip


@pytest.fixture
def link(world: World, sessions: sessionmaker[Session]) -> Callable[..., str]:
    """The address of a new link of «fatima» or another."""

    def drawn(name: str = "fatima", holds: timedelta = ON_PAPER) -> str:
        with sessions() as session, session.begin():
            row = session.get_one(Candidate, world.candidates[name])
            token = draw_link(session, row, made_by_id=None, holds=holds, now=datetime.now(UTC))
        return f"/mon-espace/entrer/{token}"

    return drawn


@pytest.fixture
def enter(app: Flask, link: Callable[..., str]) -> Enter:
    """A browser in the space of «fatima» or another; CSRF checks are off."""

    def entered(name: str = "fatima", client: FlaskClient | None = None) -> FlaskClient:
        app.config["WTF_CSRF_ENABLED"] = False
        one = client or app.test_client()
        assert one.post(link(name)).location == "/mon-espace"
        return one

    return entered


@pytest.fixture
def proposed(world: World, sessions: sessionmaker[Session]) -> str:
    """The address, in her space, of a job that waits for her answer."""
    with sessions() as session, session.begin():
        coach = actor_of(session.get_one(Person, world.people["coach"]))
        history.acting(session, coach)
        one = propose(
            session,
            coach,
            job=session.get_one(JobProfile, world.jobs["washer"]),
            candidate=session.get_one(Candidate, world.candidates["fatima"]),
            message="Tout près de la gare.",
            presentation="Rapide et ponctuelle.",
            now=datetime.now(UTC),
            today=TODAY,
        )
        return f"/mon-espace/propositions/{one.id}"


def agree_to_mails(sessions: sessionmaker[Session], world: World) -> None:
    with sessions() as session, session.begin():
        row = session.get_one(Candidate, world.candidates["fatima"])
        row.email = "fatima@vivier.test"
        herself = Actor(None, frozenset(), candidate_id=row.id)
        consents.note_consent(session, herself, row, Purpose.MAIL, True, how="x")


# The way in.


def test_a_link_is_used_by_its_button_not_by_being_looked_at(
    client: FlaskClient, app: Flask, link: Callable[..., str]
) -> None:
    address = link()
    for _ in range(3):
        page = client.get(address)
        assert page.status_code == 200
        assert "Entrer dans mon espace" in page.text
    head = client.head(address)
    assert head.status_code == 200
    entered = client.post(address, data=filled_form(page))
    assert entered.location == "/mon-espace"
    (cookie,) = [c for c in entered.headers.getlist("Set-Cookie") if "vivier_espace" in c]
    for part in ("HttpOnly", "SameSite=Lax", "Path=/mon-espace"):
        assert part in cookie
    assert "Secure" not in cookie  # as the other cookie, on a site without https
    assert "Bonjour Fatima" in client.get("/mon-espace").text
    again = app.test_client()
    assert again.get(address).status_code == 404
    app.config["WTF_CSRF_ENABLED"] = False
    refused = again.post(address)
    assert refused.status_code == 404
    assert "Demandez-en un nouveau" in refused.text
    assert again.get("/mon-espace").status_code == 302


def test_cookies_are_secure_where_the_site_is(app: Flask, link: Callable[..., str]) -> None:
    app.config.update(WTF_CSRF_ENABLED=False, SESSION_COOKIE_SECURE=True)
    entered = app.test_client().post(link())
    (cookie,) = [c for c in entered.headers.getlist("Set-Cookie") if "vivier_espace" in c]
    assert "Secure" in cookie


def test_entering_needs_the_token_of_the_form(
    client: FlaskClient, link: Callable[..., str]
) -> None:
    address = link()
    assert client.post(address).status_code == 400
    assert "Entrer dans mon espace" in client.get(address).text


def test_every_page_of_the_space_asks_for_a_visit(
    client: FlaskClient, app: Flask, sign_in: SignIn
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("personal.")]
    assert len(rules) >= 15
    staff = sign_in("coach")
    for rule in rules:
        if rule.endpoint in ("personal.ask_link", "personal.enter", "personal.enter_code"):
            continue
        path = re.sub(r"<any\(.*?>", "pdf", rule.rule)
        path = re.sub(r"<.*?>", "1", path)
        for one in (client, staff):
            method = one.post if "POST" in rule.methods else one.get
            answer = method(path)
            assert (answer.status_code, answer.location) == (302, "/mon-espace/lien"), rule
    client.set_cookie("vivier_espace", "x" * 43, path="/mon-espace")
    assert client.get("/mon-espace/donnees").location == "/mon-espace/lien"


def test_a_visit_ends(enter: Enter) -> None:
    one = enter()
    start = datetime.now(UTC)
    with time_machine.travel(start + timedelta(hours=1, minutes=50), tick=False):
        assert one.get("/mon-espace").status_code == 200
    with time_machine.travel(start + timedelta(hours=3), tick=False):
        assert one.get("/mon-espace").status_code == 200
    with time_machine.travel(start + timedelta(hours=6), tick=False):
        assert one.get("/mon-espace").status_code == 302
        assert "Votre visite est terminée" in one.get("/mon-espace/lien").text


def test_leaving_and_closing_everything(enter: Enter, link: Callable[..., str]) -> None:
    one, other = enter(), enter()
    left = one.post("/mon-espace/quitter")
    assert "vivier_espace=;" in " ".join(left.headers.getlist("Set-Cookie"))
    assert one.get("/mon-espace").status_code == 302
    assert other.get("/mon-espace").status_code == 200
    third, unused = enter(), link()
    third.post("/mon-espace/fermer")
    assert other.get("/mon-espace").status_code == 302
    assert other.get(unused).status_code == 404


def test_asking_for_a_link_answers_the_same_to_everybody(
    app: Flask, world: World, sessions: sessionmaker[Session]
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    agree_to_mails(sessions, world)
    answers = set()
    for email in (
        "fatima@vivier.test",
        "nobody@vivier.test",
        "pas une adresse",
        "a\x00b",
        "x" * 9000,
    ):
        one = app.test_client()
        page = one.post("/mon-espace/lien", data={"email": email}, follow_redirects=True)
        token = r'name="csrf_token" value="[^"]*"'  # drawn for each browser
        answers.add((page.status_code, re.sub(token, "", page.text)))
    assert len(answers) == 1
    assert "un lien vient de partir" in page.text
    assert letters(sessions) == [("personal_link", "fatima@vivier.test")]
    empty = app.test_client().post("/mon-espace/lien", data={"email": ""})
    assert empty.status_code == 422


def test_asking_is_limited(app: Flask, world: World) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    for limiter in app.extensions["limiter"]:
        limiter.enabled = True
    one = app.test_client()
    codes = [one.post("/mon-espace/lien", data={"email": "x@y.fr"}).status_code for _ in range(6)]
    assert codes == [302] * 5 + [429]
    codes = [one.post(f"/mon-espace/entrer/{number}").status_code for number in range(31)]
    assert codes == [404] * 30 + [429]
    codes = [one.post("/mon-espace/code", data={"code": "x"}).status_code for _ in range(31)]
    assert codes == [422] * 30 + [429]


# Never as somebody else.


def test_staff_and_her_own_space_do_not_mix(
    sign_in: SignIn, enter: Enter, world: World, proposed: str
) -> None:
    """A coach signed in, who enters Zoé's space on the same browser: each page has the rights of its side."""
    both = enter("zoe", sign_in("coach"))
    home = both.get("/mon-espace")
    assert "Bonjour Zoé" in home.text
    assert "Mon vivier" not in home.text
    assert both.get(proposed).status_code == 404, "Fatima's, whom the coach knows"
    assert both.get(f"/candidats/{world.candidates['fatima']}").status_code == 200
    assert both.get(f"/candidats/{world.candidates['zoe']}").status_code == 404
    both.post("/mon-espace/quitter")
    assert both.get("/candidats/").status_code == 200
    assert both.get("/mon-espace").status_code == 302


def test_a_change_in_her_space_is_noted_as_hers_even_beside_a_professional(
    sign_in: SignIn, enter: Enter, world: World, sessions: sessionmaker[Session]
) -> None:
    both = enter("fatima", sign_in("coach"))
    both.post("/mon-espace/disponibilites", data={"looking": "non", "weekends": "oui"})
    with sessions() as session:
        change = session.scalars(
            select(FieldChange)
            .where(FieldChange.table == "candidate")
            .order_by(FieldChange.id.desc())
        ).first()
        assert change is not None
        assert (change.actor_kind, change.actor_id) == ("candidate", world.candidates["fatima"])


def test_one_person_never_reads_another(enter: Enter, proposed: str) -> None:
    zoe = enter("zoe")
    assert zoe.get(proposed).status_code == 404
    for act in ("repondre", "nom", "retirer"):
        assert zoe.post(f"{proposed}/{act}", data={"answer": "named"}).status_code == 404
    for page in PAGES:
        text = zoe.get(f"/mon-espace{page}").text
        assert "Fatima" not in text, page
        assert "Plonge du soir" not in text, page


def test_her_cookie_opens_no_page_of_professionals(enter: Enter) -> None:
    one = enter()
    for path in ("/", "/candidats/", "/mises-en-relation", "/candidatures"):
        assert "/connexion" in one.get(path).location


# Reading.


def test_every_page_opens(enter: Enter, proposed: str) -> None:
    one = enter()
    for page in PAGES:
        answer = one.get(f"/mon-espace{page}")
        assert answer.status_code == 200, page
        assert "None" not in answer.text, page
    assert one.get(proposed).status_code == 200


def test_what_is_held_is_all_there(enter: Enter, proposed: str) -> None:
    text = enter().get("/mon-espace/donnees").text
    for word in ("Fatima", "Benali", "06 12 34 56 78", "68000 Colmar", "plutôt le soir", "Plongeuse",
                 "Winstub du Ladhof", "CAP cuisine", "SST", "arabe", "Deux enfants", "crèche",
                 "transports en commun", "Plonge du soir", "Rapide et ponctuelle",
                 "Relais Emploi Colmar", "Camille Muller", "24 mois"):  # fmt: skip
        assert word in text, word


def test_who_looked_is_said_by_role_and_place(enter: Enter, proposed: str, sign_in: SignIn) -> None:
    one = enter()
    one.post(f"{proposed}/repondre", data={"answer": "anonymous"})
    number = proposed.rsplit("/", 1)[1]
    sign_in("contact").get(f"/candidatures/{number}")
    page = one.get("/mon-espace/consultations").text
    for word in ("Poste proposé", "Coach emploi, Relais Emploi Colmar", "Vous", "Entrée dans votre espace",
                 "sans votre nom", "Employeur, Boulangerie du Ried"):  # fmt: skip
        assert word in page, word
    assert "Camille Muller" not in page
    assert "Schmitt" not in page


def test_why_she_was_ranked(enter: Enter, world: World, sessions: sessionmaker[Session]) -> None:
    with sessions() as session, session.begin():
        entry = RankingEntry(
            actor_kind="person", found_kind="candidate", asked_kind="job",
            asked_id=world.jobs["washer"], page=1, total=12, model="m", index_version="i",
            ranking_version="r", weights={},
        )  # fmt: skip
        session.add(entry)
        session.flush()
        session.add(
            RankingResult(
                entry_id=entry.id, rank=3, kind="candidate", subject_id=world.candidates["fatima"],
                score=0.87654, signals={"words": 0.5},
                reasons=[{"part": "wants", "tone": "fit", "text": "Elle souhaite la plonge."},
                         {"part": "can", "tone": "lift", "text": "Il manque le HACCP."}],
            )
        )  # fmt: skip
    page = enter().get("/mon-espace/classement").text
    for word in ("Plonge du soir", "3e place sur 12", "Elle souhaite la plonge.", "Il manque le HACCP.",
                 "À lever"):  # fmt: skip
        assert word in page, word
    assert "0.87" not in page


# Doing.


def test_saying_yes_then_giving_her_name_then_taking_it_all_back(
    enter: Enter, proposed: str, sign_in: SignIn
) -> None:
    one, employer = enter(), sign_in("contact")
    theirs = proposed.replace("mon-espace/propositions", "candidatures")
    assert "Votre réponse est attendue" in one.get(proposed).text
    assert employer.get(theirs).status_code == 404
    for data in ({}, {"answer": "peut-être"}, {"answer": "no", "reason": "x" * 1001}):
        refused = one.post(f"{proposed}/repondre", data=data)
        assert refused.status_code == 422
        assert "Erreur" in refused.text
    yes = one.post(f"{proposed}/repondre", data={"answer": "anonymous"}, follow_redirects=True)
    assert "Vous avez dit oui sans votre nom" in yes.text
    assert "Rapide et ponctuelle" in employer.get(theirs).text
    assert "Fatima" not in employer.get(theirs).text
    one.post(f"{proposed}/nom", data={"nom": "oui"})
    assert "Fatima Benali" in employer.get(theirs).text
    one.post(f"{proposed}/nom", data={"nom": "non"})
    assert "Fatima" not in employer.get(theirs).text
    gone = one.post(
        f"{proposed}/retirer", data={"reason": "J’ai changé d’avis"}, follow_redirects=True
    )
    assert "L’employeur n’en voit rien" in gone.text
    assert employer.get(theirs).status_code == 404


def test_what_the_employer_will_read_is_shown_before_she_answers(
    enter: Enter, proposed: str
) -> None:
    page = enter().get(proposed).text
    for word in ("Tout près de la gare.", "Rapide et ponctuelle.", "Sans mon nom", "Avec mon nom",
                 "Laver la vaisselle", "24 h par semaine"):  # fmt: skip
        assert word in page, word
    assert "Deux enfants" not in page


def test_saying_no(enter: Enter, proposed: str, sessions: sessionmaker[Session]) -> None:
    one = enter()
    one.post(f"{proposed}/repondre", data={"answer": "no", "reason": "Trop tard le soir"})
    assert "Vous avez dit non" in one.get("/mon-espace/propositions").text
    late = one.post(f"{proposed}/repondre", data={"answer": "named"})
    assert late.status_code == 422
    assert "a changé entre-temps" in late.text
    with sessions() as session:
        assert session.scalars(select(Referral.answer)).one() == "Trop tard le soir"


def test_availability(enter: Enter, world: World, sessions: sessionmaker[Session]) -> None:
    one = enter()
    form = filled_form(one.get("/mon-espace/disponibilites"), 1)
    assert form["looking"] == ["oui"]
    assert (form["slots"], form["hours_min"], form["weekends"]) == (["evening"], ["20"], ["non"])
    wrong = one.post("/mon-espace/disponibilites", data=form | {"hours_min": "quarante"})
    assert wrong.status_code == 422
    assert "quarante" in wrong.text
    assert "nombre entier" in wrong.text
    form |= {"looking": ["non"], "slots": ["morning", "day"], "available_from": ["2026-12-24"]}
    assert one.post("/mon-espace/disponibilites", data=form).status_code == 302
    with sessions() as session:
        row = session.get_one(Candidate, world.candidates["fatima"])
        assert (row.status, row.slots, str(row.available_from)) == (
            "paused", ["morning", "day"], "2026-12-24",
        )  # fmt: skip
        assert row.wishes_text, "the rest of her record stays"


def test_consents_in_one_click(enter: Enter, world: World, sessions: sessionmaker[Session]) -> None:
    one = enter()
    page = one.get("/mon-espace/accords").text
    assert "Vous n’avez pas encore répondu" in page
    one.post("/mon-espace/accords/anonymous_pool", data={"accord": "oui"})
    with sessions() as session:
        assert session.get_one(Candidate, world.candidates["fatima"]).shares_anonymously
    assert "Vous êtes d’accord" in one.get("/mon-espace/accords").text
    one.post("/mon-espace/accords/anonymous_pool", data={"accord": "non"})
    with sessions() as session:
        assert not session.get_one(Candidate, world.candidates["fatima"]).shares_anonymously
    assert one.post("/mon-espace/accords/nothing").status_code == 404
    assert one.post("/mon-espace/accords/matching", data={"accord": "oui"}).status_code == 422


def test_corrections_and_erasure_are_asked_for(
    enter: Enter, sign_in: SignIn, world: World, sessions: sessionmaker[Session]
) -> None:
    one = enter()
    assert one.post("/mon-espace/signaler", data={"text": " "}).status_code == 422
    long = one.post("/mon-espace/signaler", data={"text": "y" * 2001})
    assert long.status_code == 422
    assert "y" * 2001 in long.text
    assert one.post("/mon-espace/signaler", data={"text": "Plus de permis"}).status_code == 302
    assert one.post("/mon-espace/effacement", data={"text": ""}).status_code == 302
    page = sign_in("coach").get(f"/candidats/{world.candidates['fatima']}/espace").text
    assert "Plus de permis" in page
    assert "Effacement de ses données" in page
    assert [to for _, to in letters(sessions)] == ["coach@vivier.test"] * 2


# The coach's side.


def test_the_coach_gives_a_link(
    coach: FlaskClient, app: Flask, world: World, sessions: sessionmaker[Session]
) -> None:
    base = f"/candidats/{world.candidates['fatima']}/espace"
    assert base in coach.get(f"/candidats/{world.candidates['fatima']}").text
    refused = coach.post(f"{base}/courriel")
    assert refused.status_code == 409
    assert "lien imprimé" in refused.text
    agree_to_mails(sessions, world)
    assert coach.post(f"{base}/courriel").status_code == 302
    paper = coach.post(f"{base}/papier")
    assert paper.headers["Cache-Control"] == "no-store"
    code = re.search(r"\w{4}-\w{4}-\w{4}", paper.text)
    assert code
    assert "data:image/svg+xml;base64," in paper.text
    assert "http://localhost/mon-espace" in paper.text
    page = coach.get(base).text
    assert code[0] not in page, "shown once"
    assert page.count("Lien créé") == 2
    one = app.test_client()
    assert one.post("/mon-espace/code", data={"code": ""}).status_code == 422
    wrong = one.post("/mon-espace/code", data={"code": "AAAA-BBBB-CCCC"})
    assert wrong.status_code == 422
    assert "AAAA-BBBB-CCCC" in wrong.text
    assert "plus valable" in wrong.text
    typed = code[0].replace("-", " ").lower()
    assert one.post("/mon-espace/code", data={"code": typed}).location == "/mon-espace"
    assert "Bonjour Fatima" in one.get("/mon-espace").text
    assert "Visite en cours" in coach.get(base).text
    assert coach.post(f"{base}/fermer").status_code == 302
    with sessions() as session:
        open_ = select(func.count()).where(PersonalLink.revoked_at.is_(None))
        assert session.scalar(open_) == 0


def test_only_who_keeps_her_record_gives_a_link(sign_in: SignIn, world: World) -> None:
    base = f"/candidats/{world.candidates['fatima']}/espace"
    expected = {"manager": 200, "colleague": 403, "stranger": 404, "developer": 404, "contact": 404}
    for name, status in expected.items():
        one = sign_in(name)
        assert one.get(base).status_code == status, name
        assert one.post(f"{base}/papier").status_code == status, name


# Bad input.


@pytest.mark.parametrize("typed", ["\x00", "\ud800", "x" * 100_000, "9" * 400, "<script>", "..%2f"])
def test_hostile_input_is_no_failure(enter: Enter, proposed: str, typed: str) -> None:
    one = enter()
    raw = typed.encode("utf-8", "surrogatepass")
    body = dict.fromkeys(("text", "answer", "reason", "nom", "email", "accord", "looking", "available_from", "slots", "days", "weekends", "hours_min", "hours_max"), raw)  # fmt: skip
    posts = [f"{proposed}/repondre", f"{proposed}/nom", f"{proposed}/retirer"]
    posts += [f"/mon-espace{p}" for p in ("/disponibilites", "/signaler", "/effacement", "/lien", "/code",
              "/accords/mail", "/accords/%00", "/entrer/%00", "/entrer/%F0%9F")]  # fmt: skip
    for path in posts:
        assert one.post(path, data=body).status_code < 500, path
        assert one.post(path, data=body | {"answer": "no"}).status_code < 500, path
    for path in ("/mon-espace/consultations?page=99999999999999", "/mon-espace/entrer/%00",
                 "/mon-espace/propositions/99999999999"):  # fmt: skip
        assert one.get(path).status_code < 500, path
    one.set_cookie("vivier_espace", "é\x01'\"", path="/mon-espace")
    assert one.get("/mon-espace").status_code < 500
