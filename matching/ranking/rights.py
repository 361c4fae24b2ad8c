"""Searching is seeing: an asker holds exactly the keys of what she may see."""

from __future__ import annotations

from matching.actor import Actor, View
from matching.pool.candidates.rights import candidate_search_keys
from matching.pool.jobs.rights import job_search_keys
from matching.ports import Kind


def search_keys(actor: Actor, kind: Kind, at_least: View = View.MATCH) -> frozenset[str]:
    """The keys that the actor holds for documents of that kind. For people, `at_least` is the view that she must have
    of each."""
    return candidate_search_keys(actor, at_least) if kind == "candidate" else job_search_keys(actor)


def can_search(actor: Actor, kind: Kind) -> bool:
    return bool(search_keys(actor, kind, View.ANONYMOUS))


def can_match(actor: Actor) -> bool:
    """May see people and jobs side by side: those who accompany, and developers without the names."""
    return actor.system or actor.accompanies or actor.develops
