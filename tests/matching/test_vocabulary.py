"""Columns of a closed vocabulary: members in code, plain text in the database, and no page lost over a text that
the vocabulary does not have."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import nodes
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from matching.journey.referrals.tables import Referral
from matching.journey.referrals.terms import Disclosure, ReferralState
from matching.terms import vocabularies
from tests.world.referrals import Side, proposed
from tests.world.site import World
from webapp.accounts.keeping import State

UNKNOWN = "on_the_moon"

HOMES = {"terms": SimpleNamespace(**vocabularies()), "State": State}
"""What templates find words in, by the name that they call it."""
HELD = {"state", "status", "disclosure", "purpose", "roles", "next_states", "contract", "means"}
"""What holds words of a vocabulary, wherever a template meets it."""


COLUMNS = ("referral.state", "referral.disclosure", "candidate.status", "job_profile.status")
"""Those whose words the pages below turn on."""


def kept(session: Session, referral: Referral) -> str | None:
    """What the database itself says of a state."""
    return session.scalar(text("SELECT state FROM referral WHERE id = :id"), {"id": referral.id})


def written(session: Session, referral: Referral, state: str) -> None:
    """Written behind the code's back."""
    session.execute(
        text("UPDATE referral SET state = :state WHERE id = :id"),
        {"state": state, "id": referral.id},
    )
    session.expire(referral)


def test_a_word_is_read_as_the_member_that_it_is(session: Session, side: Side) -> None:
    referral = proposed(session, side)
    assert type(kept(session, referral)) is str
    session.expire(referral)
    assert referral.state is ReferralState.PROPOSED
    assert referral.disclosure is Disclosure.ANONYMOUS


@pytest.mark.parametrize("asked", [ReferralState.PROPOSED, "proposed"])
def test_a_word_is_found_by_the_member_or_by_its_text(
    session: Session, side: Side, asked: str
) -> None:
    referral = proposed(session, side)
    for condition in (Referral.state == asked, Referral.state.in_([asked])):
        assert session.scalar(select(Referral).where(condition)) is referral
    assert session.scalar(select(Referral).where(Referral.state == UNKNOWN)) is None


def test_a_text_of_no_vocabulary_is_read_as_it_stands(session: Session, side: Side) -> None:
    referral = proposed(session, side)
    written(session, referral, UNKNOWN)
    assert str(referral.state) == UNKNOWN
    referral.message = "Elle reste telle quelle."
    session.flush()
    assert kept(session, referral) == UNKNOWN


def test_no_page_is_lost_over_it(
    coach: FlaskClient, world: World, sessions: sessionmaker[Session]
) -> None:
    fatima, washer = world.candidates["fatima"], world.jobs["washer"]
    made = coach.post(
        f"/candidats/{fatima}/propositions/{washer}", data={"presentation": "Ponctuelle."}
    )
    assert made.status_code == 302, made.text
    for column in COLUMNS:
        table, name = column.split(".")
        with sessions() as session, session.begin():
            session.execute(text(f"UPDATE {table} SET {name} = :said"), {"said": UNKNOWN})
    pages = (
        "/candidats/",
        f"/candidats/{fatima}",
        f"/candidats/{fatima}/propositions",
        f"/postes/{washer}",
        "/mises-en-relation",
        made.location,
    )
    for page in pages:
        answer = coach.get(page)
        assert answer.status_code == 200, page


def parsed(app: Flask) -> Iterator[tuple[str, nodes.Template]]:
    """Every page's template."""
    loader = app.jinja_env.loader
    assert loader is not None
    for name in loader.list_templates():
        if name.endswith(".html"):
            yield name, app.jinja_env.parse(loader.get_source(app.jinja_env, name)[0])


def path(node: nodes.Node) -> list[str]:
    """«terms.JobStatus.DRAFT» as its parts; empty for anything that does not begin with a name."""
    if isinstance(node, nodes.Name):
        return [node.name]
    if isinstance(node, nodes.Getattr):
        return [*before, node.attr] if (before := path(node.node)) else []
    return []


def texts(node: nodes.Node) -> list[str]:
    return [
        one.value
        for one in (node, *node.find_all(nodes.Const))
        if isinstance(getattr(one, "value", None), str)
    ]


def test_every_word_of_a_template_is_one_of_its_vocabulary(served: Flask) -> None:
    """Jinja takes an unknown member for a value that equals nothing, and draws nothing."""
    found = 0
    for name, template in parsed(served):
        for node in template.find_all(nodes.Getattr):
            home, *rest = path(node) or [""]
            if home in HOMES:
                word: object = HOMES[home]
                for part in rest:
                    assert hasattr(word, part), f"{name}: {'.'.join(path(node))}"
                    word = getattr(word, part)
                found += 1
    assert found > 50


def test_no_template_writes_a_word_as_text(served: Flask) -> None:
    """A state that gets another name must fail here, not leave a page without its form."""
    for name, template in parsed(served):
        for node in template.find_all(nodes.Compare):
            sides = [node.expr, *(operand.expr for operand in node.ops)]
            held = [one for one in sides if (path(one) or [""])[-1] in HELD]
            written = [text for one in sides for text in texts(one)]
            assert not (held and written), f"{name}:{node.lineno}: {written}"
