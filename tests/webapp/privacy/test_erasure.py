"""Erasing a person, from her page."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from matching.audit.events import Act, AuditDetail
from matching.history import FieldChange
from matching.pool.candidates.tables import Candidate
from matching.steering.statistics import AnonymousStatistic
from tests.world.site import SiteRuntime, World
from tests.world.traces import acts

Sessions = sessionmaker[Session]


def test_erasing_takes_two_steps(
    coach: FlaskClient, her_data: str, world: World, sessions: Sessions, runtime: SiteRuntime
) -> None:
    page = coach.get(f"{her_data}/effacement").text
    with sessions() as session:
        reference = session.get_one(Candidate, world.candidates["fatima"]).reference
    assert reference in page
    for wrong, says in (
        ({}, "Choisissez la raison."),
        ({"reason": "request"}, "Recopiez la référence"),
        ({"reason": "request", "reference": "AAAA-AAAA"}, "Recopiez la référence"),
        ({"reason": "retention", "reference": reference}, "Raison"),
        ({"reason": "nothing", "reference": reference}, "Raison"),
    ):
        answer = coach.post(f"{her_data}/effacement", data=wrong)
        assert answer.status_code == 422
        assert says in answer.text
    done = coach.post(f"{her_data}/effacement", data={"reason": "request", "reference": reference})
    assert done.status_code == 302
    assert coach.get(her_data).status_code == 404
    assert coach.post(
        f"{her_data}/effacement", data={"reason": "request", "reference": reference}
    ).status_code == 404  # fmt: skip
    assert runtime.drains
    with sessions() as session:
        assert session.get(Candidate, world.candidates["fatima"]) is None
        assert session.scalars(select(AnonymousStatistic.reason)).one() == "request"
        left = session.scalar(
            select(func.count()).where(
                FieldChange.kind == "candidate",
                FieldChange.subject_id == world.candidates["fatima"],
            )
        )
        assert left == 0
        assert acts(session, Act.ERASED, about=world.candidates["fatima"])
        assert session.scalar(select(func.count()).select_from(AuditDetail)) == 0
