"""Searching is seeing: an asker holds exactly the keys of what she may see."""

from __future__ import annotations

from matching.actor import Actor, View
from matching.ports import Kind

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
