"""Rights are asked in the services: what a page refuses, the command line and an API refuse too, in the same words.

A view may ask `can_*` to draw a button or leave it out. It refuses nobody by itself.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, sessionmaker

import webapp.pages
from matching.actor import Actor
from matching.clock import day_of
from matching.consents import sensitive
from matching.consents.links import open_accesses
from matching.errors import Forbidden
from matching.journey.access_requests.reading import (
    profile_to_ask_about,
    received,
    request_to_answer,
)
from matching.journey.referrals.reading import (
    both_sides,
    list_applications,
    list_referrals,
    show_application,
)
from matching.journey.shortlists.reading import job_to_choose_for
from matching.pool.candidates.life import check_may_create
from matching.pool.candidates.reading import list_candidates, open_candidate, open_data
from matching.pool.cvs.files import candidate_for_cv
from matching.pool.employers import life
from matching.pool.jobs.reading import list_jobs, open_job
from matching.pool.people.life import actor_of
from matching.pool.people.tables import Person
from matching.ranking import match
from tests.world.rights import RightsWorld

VIEWS = Path(webapp.pages.__file__).parent


def refusals(tree: ast.Module) -> Iterator[str]:
    """The functions that call the check of a right, or raise Forbidden, with the name of the function."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and last_name(node.func) in ("check", "Forbidden"):
                yield function.name


def last_name(node: ast.expr) -> str:
    """«check» of `policy.check` and of `check`."""
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def test_views_refuse_nobody_by_themselves() -> None:
    found = {
        (path.relative_to(VIEWS).as_posix(), name)
        for path in VIEWS.rglob("*.py")
        for name in refusals(ast.parse(path.read_text("utf-8")))
    }
    assert found == set(), "ask these rights in the service that the view calls"


def test_the_walk_sees_both_ways_to_refuse() -> None:
    views = """
def one(): policy.check(True, "no")
def two(): check(False)
def three(): raise Forbidden("no")
def four(): return policy.can_match(actor)
"""
    assert list(refusals(ast.parse(views))) == ["one", "two", "three"]


def test_services_refuse_in_the_words_of_the_pages(
    rights: RightsWorld, sessions: sessionmaker[Session]
) -> None:
    hers, one = rights.candidates["own"], rights.jobs["own"]
    colleague, contact, developer = "colleague", "contact", "developer"
    refused: list[tuple[str, Callable[[Session, Actor], object], str]] = [
        (contact, lambda s, a: check_may_create(a), "Seuls les coachs d’une structure"),
        (colleague, lambda s, a: open_candidate(s, a, hers), "ouvre le dossier complet"),
        (colleague, lambda s, a: open_data(s, a, hers), "ouvre ses données."),
        (colleague, lambda s, a: candidate_for_cv(s, a, hers), "dépose un CV ici."),
        (colleague, lambda s, a: open_accesses(s, a, hers), "donne accès à son espace."),
        (colleague, lambda s, a: sensitive.open_person(s, a, hers), "ouvre ses données."),
        (colleague, lambda s, a: both_sides(s, a, hers, one), "lui propose un poste."),
        (colleague, lambda s, a: life.check_may_create(a), "Seuls les développeurs emploi"),
        (colleague, lambda s, a: open_job(s, a, one), "Vous n’avez pas le droit"),
        (developer, lambda s, a: job_to_choose_for(s, a, one), "Les sélections sont réservées"),
        (developer, lambda s, a: profile_to_ask_about(
            s, a, rights.references["own"], today=day_of(datetime.now(UTC))), "Seuls les coachs demandent"),
        (developer, lambda s, a: show_application(s, a, rights.referrals["own"]),
         "Cette page est celle de l’employeur."),
        ("stranger", lambda s, a: request_to_answer(
            s, a, rights.access_requests["own"], today=day_of(datetime.now(UTC))), "répond à cette demande."),
        ("administrator", lambda s, a: match.kinds_to_search(a), "La recherche est réservée"),
        (contact, lambda s, a: list_candidates(a), "Ces pages sont réservées aux coachs"),
        (contact, lambda s, a: life.list_employers(a), "La liste des employeurs est réservée"),
        (colleague, lambda s, a: life.list_to_write_for(a), "sont écrits par les employeurs."),
        ("administrator", lambda s, a: list_jobs(a), "ne donne pas accès aux profils de poste."),
        (contact, lambda s, a: list_referrals(a), "suivies par les coachs et les développeurs"),
        (colleague, lambda s, a: list_applications(a), "Cette page est celle des employeurs."),
        (developer, lambda s, a: received(a, today=day_of(datetime.now(UTC))), "Les demandes sont réservées"),
    ]  # fmt: skip
    for name, service, words in refused:
        with sessions() as session:
            actor = actor_of(session.get_one(Person, rights.people[name]))
            with pytest.raises(Forbidden) as refusal:
                service(session, actor)
            assert words in refusal.value.message, name
