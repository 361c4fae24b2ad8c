"""What stands in a person's way to work, and the steps that lift it."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from matching.actor import Actor, check
from matching.audit.events import Act, record_about
from matching.checks import Checks
from matching.errors import NotFound
from matching.pool.candidates.rights import can_edit_candidate
from matching.pool.candidates.tables import Candidate, CandidateObstacle, ObstacleAction
from matching.pool.candidates.terms import Obstacle


def add_obstacle(
    session: Session,
    actor: Actor,
    candidate: Candidate,
    *,
    kind: str,
    note: str,
    actions: list[str],
) -> CandidateObstacle:
    """Note an obstacle to work and the steps that would lift it. Never part of the index."""
    check(can_edit_candidate(actor, candidate))
    checks = Checks()
    checks.among([kind], Obstacle, "kind")
    checks.length(note, "note", 2000)
    for action in actions:
        checks.length(action, "actions", 300)
    checks.done()
    row = CandidateObstacle(
        kind=Obstacle(kind),
        note=note.strip(),
        actions=[ObstacleAction(label=a.strip()) for a in actions if a.strip()],
    )
    candidate.obstacles.append(row)
    session.flush()  # its actions are ticked by id
    record_about(session, actor, Act.CHANGED, candidate, facts={"what": "obstacle", "how": "added"})
    return row


def tick_action(
    session: Session,
    actor: Actor,
    candidate: Candidate,
    action_id: int,
    done_on: date | None,
) -> None:
    """Mark a step done (or not done any more). The obstacle is lifted when all its steps are."""
    check(can_edit_candidate(actor, candidate))
    for obstacle in candidate.obstacles:
        for action in obstacle.actions:
            if action.id == action_id:
                action.done_on = done_on
                days = [a.done_on for a in obstacle.actions]
                obstacle.lifted_on = max(d for d in days if d) if all(days) else None
                facts = {"what": "obstacle", "how": "changed"}
                record_about(session, actor, Act.CHANGED, candidate, facts=facts)
                return
    raise NotFound("Cette action n’existe pas.")
