"""People. In full: her coach, any coach of the structure while she has none, the structure's manager. By name, to
match: the structure, and coaches to whom access was granted. Without her name, while she agrees to it and is looking
for work: the coaches and developers of the territory.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from matching.actor import Actor, View
from matching.pool.candidates.tables import Candidate
from matching.pool.candidates.terms import CandidateStatus
from matching.pool.structures.tables import Structure

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


def can_request_access(actor: Actor, candidate: Candidate) -> bool:
    """May ask who she is: a coach who sees her without her name."""
    return actor.accompanies and view_of(actor, candidate) == View.ANONYMOUS


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


def candidate_search_keys(actor: Actor, at_least: View = View.MATCH) -> frozenset[str]:
    """The keys that the actor holds for people, of whom she must have that view: a document is found only when it
    carries one of them (`candidate_keys`)."""
    if actor.system:
        return frozenset({"system"})
    keys: set[str] = set()
    if actor.accompanies:
        keys.add(f"structure:{actor.structure_id}")
        keys.update(f"candidate:{id_}" for id_ in actor.granted)
    if at_least <= View.ANONYMOUS and (actor.accompanies or actor.develops):
        keys.add(f"pool:{actor.territory_id}")
    return frozenset(keys)
