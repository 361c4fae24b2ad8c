"""The journal of rankings."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from matching.actor import Actor, check
from matching.audit.events import Act, record
from matching.db import contains_all_words
from matching.errors import NotFound
from matching.journals.rights import (
    NO_JOURNALS,
    NO_RANKINGS,
    can_read_journals,
    reads_some,
    visible_rankings,
)
from matching.listing import Listing, Noted
from matching.pool.people.tables import Person
from matching.ranking.log.tables import RankingEntry


def list_rankings(
    session: Session,
    actor: Actor,
    *,
    who: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> Listing[RankingEntry]:
    """The pages of rankings that the actor may read again, newest first. Raises Forbidden."""
    check(reads_some(actor), NO_RANKINGS)
    statement = select(RankingEntry).where(visible_rankings(actor))
    if who.strip():
        named = contains_all_words(who, Person.first_name, Person.last_name)
        statement = statement.where(
            RankingEntry.actor_kind == "person",
            RankingEntry.actor_id.in_(select(Person.id).where(named)),
        )
    if since:
        statement = statement.where(RankingEntry.at >= since)
    if until:
        statement = statement.where(RankingEntry.at < until)
    return Listing(
        actor,
        statement.order_by(RankingEntry.id.desc()),
        Noted("site", codes={"journal": "rankings"}),
        (selectinload(RankingEntry.acts),),
    )


def get_ranking(session: Session, actor: Actor, entry_id: int) -> RankingEntry:
    """One page of a ranking with its lines and the acts that followed. Raises NotFound."""
    entry = session.scalar(
        select(RankingEntry)
        .where(RankingEntry.id == entry_id, visible_rankings(actor))
        .options(selectinload(RankingEntry.results), selectinload(RankingEntry.acts))
    )
    if entry is None:
        raise NotFound("Ce classement n’est plus dans le journal, ou vous n’y avez pas accès.")
    facts = {"journal": "rankings", "entry": entry.id}
    record(session, actor, Act.SAW, "site", facts=facts)
    return entry


def note_export_of_ranking(session: Session, actor: Actor, entry: RankingEntry) -> None:
    """Note that one ranking, with its figures, was taken away as a file. Raises Forbidden: figures are for those
    who check, no page of work shows any. Raises NotFound for a ranking that she may not read."""
    check(can_read_journals(actor), NO_JOURNALS)
    get_ranking(session, actor, entry.id)
    facts = {"journal": "rankings", "entry": entry.id, "rows": len(entry.results)}
    record(session, actor, Act.EXPORTED, "site", facts=facts)
