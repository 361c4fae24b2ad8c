"""Links to a person's own space, and the visits that they open.

No password: many people of the pool have none that they remember, and share a phone or a mailbox. A link works
once, for a short time, and opens a visit that is known by a random key of its own. Only hashes of links and keys
are kept. Whoever makes a link for her could use it, so each is in the audit and she reads there who made it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session, selectinload

from matching.actor import Actor, check
from matching.audit.events import Act, record, record_about
from matching.consents import consents
from matching.consents.letters import LinkToHerSpace
from matching.consents.rights import can_keep_consents
from matching.consents.tables import PersonalLink
from matching.consents.terms import Purpose
from matching.errors import Conflict, Forbidden, NotFound
from matching.letters import Letter, post
from matching.pool.candidates.reading import open_candidate
from matching.pool.candidates.rights import can_edit_candidate, is_herself
from matching.pool.candidates.tables import Candidate
from matching.tokens import LETTERS, hashed, new_code, new_token

BY_MAIL = timedelta(hours=48)
ON_PAPER = timedelta(days=7)
VISIT = timedelta(hours=2)
"""How long a visit lives after the last page that was opened."""
LONGEST_VISIT = timedelta(hours=12)
RENEW_AFTER = timedelta(minutes=5)
"""A visit is written again at most this often, not at each page."""
ASKED_PER_HOUR = 3
"""Links that one person may have sent to herself in an hour: nobody floods her mailbox."""

HERE = "espace personnel"
"""How the person said something that she did in her space."""

USED_UP = (
    "Ce lien a déjà servi, ou il n’est plus valable. Demandez-en un nouveau à votre coach, ou "
    "faites-vous en envoyer un par courriel."
)


def mail_address(session: Session, candidate: Candidate) -> str | None:
    """Where she may be written to: her address, if she has one and agrees to mails; None otherwise."""
    if candidate.email and consents.agrees(session, candidate, Purpose.MAIL):
        return candidate.email
    return None


def write_to_her(session: Session, candidate: Candidate, letter: Letter) -> bool:
    """Post a letter to her, if she may be written to (`mail_address`); whether it leaves."""
    address = mail_address(session, candidate)
    if address is not None:
        post(session, address, letter, about=candidate)
    return address is not None


def draw_link(
    session: Session,
    candidate: Candidate,
    *,
    made_by_id: int | None,
    holds: timedelta,
    now: datetime,
    typed: bool = False,
) -> str:
    """A new link to her space: the token, which is shown to nobody again. Those who call it have checked that
    the link goes to her. One that is `typed` from paper is a short code, «K7M2-Q9XB-4TRW» (59 bits at random)."""
    token = new_code(3) if typed else new_token()
    session.add(
        PersonalLink(
            candidate_id=candidate.id,
            token_sha256=hashed(token),
            made_by_id=made_by_id,
            created_at=now,
            expires_at=now + holds,
        )
    )
    session.flush()
    return token


def mail_link(
    session: Session,
    candidate: Candidate,
    letter: Callable[[str, int], Letter],
    *,
    made_by_id: int | None,
    now: datetime,
) -> bool:
    """Draw a link and send it to her in the letter made of its token and of the hours that it holds, if she may be
    written to (`mail_address`); whether it leaves. Otherwise no link is drawn."""
    address = mail_address(session, candidate)
    if address is None:
        return False
    token = draw_link(session, candidate, made_by_id=made_by_id, holds=BY_MAIL, now=now)
    post(session, address, letter(token, BY_MAIL // timedelta(hours=1)), about=candidate)
    return True


def open_accesses(session: Session, actor: Actor, candidate_id: int) -> Candidate:
    """One person for her links and visits: for who keeps her record. Raises NotFound, Forbidden."""
    return open_candidate(
        session,
        actor,
        candidate_id,
        refusal="Seul son coach, ou la personne responsable de la structure, donne accès à son espace.",
    )


def send_link(session: Session, actor: Actor, candidate: Candidate, now: datetime) -> None:
    """Send her a link by mail. Raises Forbidden, Conflict when she may not be written to."""
    check(can_edit_candidate(actor, candidate))
    letter = partial(LinkToHerSpace, candidate.first_name)
    if not mail_link(session, candidate, letter, made_by_id=actor.person_id, now=now):
        raise Conflict(
            "Vivier ne peut pas lui écrire : il faut une adresse de courriel et son accord pour recevoir "
            "des courriels. Vous pouvez lui remettre un lien imprimé."
        )
    record_about(session, actor, Act.CREATED, candidate, facts={"what": "link", "by": "mail"})


def print_link(session: Session, actor: Actor, candidate: Candidate, now: datetime) -> str:
    """A link to hand over on paper: its code, to be shown once. Raises Forbidden."""
    check(can_edit_candidate(actor, candidate))
    token = draw_link(
        session, candidate, made_by_id=actor.person_id, holds=ON_PAPER, now=now, typed=True
    )
    record_about(session, actor, Act.CREATED, candidate, facts={"what": "link", "by": "paper"})
    return token


def ask_link(session: Session, actor: Actor, email: str, now: datetime) -> None:
    """Somebody who is not known asks for a link to be sent to this address.

    The answer is the same whatever happens, and an event is written in any case, so that neither words nor time
    tell whether the address is known. Nothing is sent to an address that several people share: one of them
    could otherwise open the space of another.
    """
    asked = email.strip().lower() if "\x00" not in email else ""
    found = session.scalars(
        select(Candidate).where(func.lower(Candidate.email) == asked).order_by(Candidate.id)
    ).all()
    one = found[0] if len(found) == 1 else None
    if (
        one is not None
        and _may_ask(session, one, now)
        and mail_link(
            session, one, partial(LinkToHerSpace, one.first_name), made_by_id=None, now=now
        )
    ):
        record_about(session, actor, Act.ASKED, one, facts={"what": "link"})
    else:
        record(session, actor, Act.ASKED, "site", facts={"what": "link"})
    session.flush()


def written_code(typed: str) -> str:
    """A code as it was printed, from what somebody typed: «k7m2 q9xb 4trw»; any other text as it is."""
    letters = re.sub(r"[\s-]", "", typed).upper()
    if len(letters) == 12 and set(letters) <= set(LETTERS):
        return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"
    return typed


def _may_ask(session: Session, candidate: Candidate, now: datetime) -> bool:
    recent = session.scalar(
        select(func.count())
        .select_from(PersonalLink)
        .where(
            PersonalLink.candidate_id == candidate.id,
            PersonalLink.made_by_id.is_(None),
            PersonalLink.created_at > now - timedelta(hours=1),
        )
    )
    return (recent or 0) < ASKED_PER_HOUR


def is_usable(session: Session, token: str, now: datetime) -> bool:
    """Whether the link would open the space. Looking does not use it: mail scanners open every link."""
    link = session.scalar(
        select(PersonalLink).where(
            PersonalLink.token_sha256 == hashed(written_code(token)), _unused(now)
        )
    )
    return link is not None


def open_visit(
    session: Session, token: str, now: datetime, *, today: date, address: str | None = None
) -> str:
    """Use a link: the key of the visit that it opens. Raises NotFound for a link that was used, has expired
    or was closed; of two clicks at the same moment, one opens."""
    link = session.scalar(
        select(PersonalLink)
        .where(PersonalLink.token_sha256 == hashed(written_code(token)), _unused(now))
        .with_for_update()
    )
    if link is None:
        raise NotFound(USED_UP)
    key = new_token()
    link.used_at, link.visit_sha256, link.visit_until = now, hashed(key), now + VISIT
    candidate = link.candidate
    # She came herself: that is a contact, from which the time that her record is kept counts.
    candidate.last_contact_on = max(filter(None, (candidate.last_contact_on, today)))
    herself = Actor(None, frozenset(), candidate_id=candidate.id, address=address)
    record_about(session, herself, Act.SIGNED_IN, candidate)
    session.flush()
    return key


def visitor(session: Session, key: str, now: datetime) -> Candidate | None:
    """Whose visit this key is, None when there is none or it is over. The visit lives on from here."""
    link = session.scalar(
        select(PersonalLink)
        .where(
            PersonalLink.visit_sha256 == hashed(key),
            PersonalLink.revoked_at.is_(None),
            PersonalLink.visit_until > now,
        )
        .options(selectinload(PersonalLink.candidate))
    )
    if link is None or link.used_at is None or link.visit_until is None:
        return None
    until = min(now + VISIT, link.used_at + LONGEST_VISIT)
    if until - link.visit_until > RENEW_AFTER:
        link.visit_until = until
    return link.candidate


def leave(session: Session, actor: Actor, candidate: Candidate, key: str, now: datetime) -> None:
    """End this visit of hers. Raises Forbidden."""
    check_herself(actor, candidate)
    session.execute(
        update(PersonalLink)
        .where(
            PersonalLink.candidate_id == candidate.id,
            PersonalLink.visit_sha256 == hashed(key),
            PersonalLink.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
    record_about(session, actor, Act.SIGNED_OUT, candidate)


def close_all(session: Session, actor: Actor, candidate: Candidate, now: datetime) -> int:
    """End every visit and every link that was not used, her own too; returns how many. By herself, or by who
    keeps her record. Raises Forbidden."""
    check(can_keep_consents(actor, candidate))
    closed = session.scalars(
        update(PersonalLink)
        .where(PersonalLink.candidate_id == candidate.id, _is_open(now))
        .values(revoked_at=now)
        .returning(PersonalLink.id)
    ).all()
    record_about(
        session, actor, Act.REMOVED, candidate, facts={"what": "links", "count": len(closed)}
    )
    return len(closed)


def open_links(
    session: Session, actor: Actor, candidate: Candidate, now: datetime
) -> Sequence[PersonalLink]:
    """The links that may still be used and the visits under way, newest first. Raises Forbidden."""
    check(can_keep_consents(actor, candidate))
    return session.scalars(
        select(PersonalLink)
        .where(PersonalLink.candidate_id == candidate.id, _is_open(now))
        .order_by(PersonalLink.id.desc())
    ).all()


def _unused(now: datetime) -> Any:
    return and_(
        PersonalLink.used_at.is_(None),
        PersonalLink.revoked_at.is_(None),
        PersonalLink.expires_at > now,
    )


def _is_open(now: datetime) -> Any:
    visiting = and_(PersonalLink.revoked_at.is_(None), PersonalLink.visit_until > now)
    return or_(_unused(now), visiting)


def check_herself(actor: Actor, candidate: Candidate) -> None:
    if not is_herself(actor, candidate):
        raise Forbidden("Cet espace est celui d’une autre personne.")
