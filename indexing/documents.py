"""Rows to documents: what of a person or a job may be searched, with the keys of those who may see it.

This is the gate through which everything passes that is indexed or turned into a vector. A candidate's
identity, contact, birth date, address, obstacles and constraints are never read here; her own words and her
CV go through `matching.privacy.redact` first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from matching.pool.candidates.reading import LOAD_FACTS
from matching.pool.candidates.rights import candidate_keys
from matching.pool.candidates.tables import Candidate, Cv, CvProposal
from matching.pool.candidates.terms import ProposalState
from matching.pool.jobs import reading
from matching.pool.jobs.rights import job_keys
from matching.pool.jobs.tables import JobProfile
from matching.pool.jobs.terms import RequirementKind
from matching.pool.reference.communes import communes_by_insee
from matching.pool.reference.distance import point_of, reaches
from matching.pool.reference.trades import rome_labels
from matching.ports import Distribution, DocKey, Document, Kind, Passage
from matching.stale import Mark
from matching.texts.redaction import redact

CV_PASSAGE = 1200
"""Characters of a CV in one passage: about what one vector can hold."""

CombineTrades = Callable[[Sequence[str], Sequence[Sequence[str]]], list[Distribution]]
"""Texts, and for each the ROME codes that were declared → their distributions (indexing/rome_pivot.py)."""


def build_documents(
    session: Session, marks: Sequence[Mark], trades: CombineTrades
) -> dict[DocKey, Document]:
    """The documents of the marked rows; a key that is missing from the answer has no row any more."""
    revisions = {mark.key: mark.revision for mark in marks}
    built: list[Document] = []
    built += _candidates(session, _of_kind(revisions, "candidate"), trades)
    built += _jobs(session, _of_kind(revisions, "job"), trades)
    return {document.key: document for document in built}


def _of_kind(revisions: Mapping[DocKey, int], kind: Kind) -> dict[int, int]:
    return {key.id: revision for key, revision in revisions.items() if key.kind == kind}


def _candidates(
    session: Session, revisions: Mapping[int, int], trades: CombineTrades
) -> list[Document]:
    if not revisions:
        return []
    rows = session.scalars(
        select(Candidate)
        .where(Candidate.id.in_(revisions))
        .options(
            *LOAD_FACTS,
            selectinload(Candidate.structure),  # its territory is part of the keys
            selectinload(Candidate.cvs).selectinload(Cv.proposals),
        )
        .order_by(Candidate.id)
    ).all()
    places = communes_by_insee(session, {r.commune_insee for r in rows if r.commune_insee})
    codes = {c for r in rows for c in (*r.wished_romes, *(e.rome for e in r.experiences)) if c}
    labels = rome_labels(session, codes)
    passages = [candidate_passages(row, labels) for row in rows]
    declared = [declared_trades(row) for row in rows]
    # What she says herself, or a coach has checked, is better than a reading of it all at once.
    texts = [
        "" if known else _trade_text(found) for known, found in zip(declared, passages, strict=True)
    ]
    read = trades(texts, declared)
    documents = []
    for row, found, romes in zip(rows, passages, read, strict=True):
        point = point_of(places, row.commune_insee)
        commune = places.get(row.commune_insee) if row.commune_insee else None
        reach = reaches(row)
        documents.append(
            Document(
                key=DocKey("candidate", row.id),
                revision=revisions[row.id],
                title=", ".join([labels[c] for c in row.wished_romes if c in labels]),
                passages=tuple(found),
                romes=romes,
                visible_to=candidate_keys(row),
                status=row.status,
                structure_id=row.structure_id,
                department=commune.department if commune else None,
                contracts=frozenset(row.contracts),
                licences=frozenset(row.licences),
                available_from=row.available_from,
                lat=point[0] if point else None,
                lon=point[1] if point else None,
                radius_km=reach[0].km if reach else None,
            )
        )
    return documents


def candidate_passages(row: Candidate, labels: Mapping[str, str]) -> list[Passage]:
    """What is searched of a person, redacted: her wishes, each experience on its own, what she learnt and
    knows, and the text of her newest CV. `labels` are those of the ROME codes that she wishes."""
    names = (row.first_name, row.last_name)
    found: list[Passage] = []

    def add(part: str, source: str, text: str) -> None:
        text = redact(text, names=names).strip()
        if text:
            found.append(Passage(part, source, text))  # type: ignore[arg-type]

    wished = ", ".join(labels[c] for c in row.wished_romes if c in labels)
    add("wants", "wishes", ". ".join(filter(None, (wished, row.wishes_text))))
    for experience in row.experiences:
        add("can", f"experience:{experience.id}", f"{experience.title}. {experience.description}")
    known = [
        *(c.code for c in row.certificates),
        *(e.label for e in row.education),
        *row.skills,
    ]
    add("can", "skills", ", ".join(known))
    if row.cvs:
        newest = row.cvs[0]
        for proposal in newest.proposals:
            if proposal.kind == "experience" and proposal.state == ProposalState.PENDING:
                add("can", f"proposal:{proposal.id}", _experience_text(proposal))
        if not any(p.kind == "experience" for p in newest.proposals):
            # Nothing could be read apart: the text itself is all there is to be found by.
            for number, text in enumerate(_chunks(redact(newest.text, names=names))):
                add("can", f"cv:{newest.id}:{number}", text)
    return found


def indexed_texts(session: Session, kind: Kind, ids: Collection[int] | None = None) -> list[str]:
    """What is turned into vectors of these rows (all of a kind unless said), as they are now."""
    if kind == "job":
        jobs_asked = select(JobProfile).options(*reading.LOAD_FACTS).order_by(JobProfile.id)
        if ids is not None:
            jobs_asked = jobs_asked.where(JobProfile.id.in_(ids))
        rows = session.scalars(jobs_asked).all()
        labels = rome_labels(session, {row.rome for row in rows if row.rome})
        return [job_text(row, labels) for row in rows]
    people = select(Candidate).order_by(Candidate.id).execution_options(yield_per=200)
    people = people.options(*LOAD_FACTS, selectinload(Candidate.cvs).selectinload(Cv.proposals))
    if ids is not None:
        people = people.where(Candidate.id.in_(ids))
    texts: list[str] = []
    for page in session.scalars(people).partitions():
        labels = rome_labels(session, {c for row in page for c in row.wished_romes})
        for row in page:
            texts += [passage.text for passage in candidate_passages(row, labels)]
    return texts


def declared_trades(row: Candidate) -> list[str]:
    """The ROME codes that she wishes or has worked in; for lines of a CV that nobody has checked yet, the
    code that was read from the title. Each experience counts as much as the last one."""
    codes = [*row.wished_romes, *(e.rome for e in row.experiences if e.rome)]
    for proposal in row.cvs[0].proposals if row.cvs else ():
        if proposal.kind == "experience" and proposal.state == ProposalState.PENDING:
            codes += [code for code, _ in (proposal.payload.get("rome") or ())[:1]]
    return list(dict.fromkeys(codes))


def _experience_text(proposal: CvProposal) -> str:
    lines = proposal.payload.get("description") or ()
    return f"{proposal.payload.get('title', '')}. {' '.join(lines)}"


def _chunks(text: str, limit: int = 3) -> list[str]:
    """The text in passages that end with a line; at most `limit`, the CV's start says most."""
    chunks, current = [], ""
    for line in text.splitlines():
        if current and len(current) + len(line) > CV_PASSAGE:
            chunks.append(current)
            current = ""
        current += line[:CV_PASSAGE] + "\n"
    return [*chunks, current][:limit]


def _trade_text(passages: Sequence[Passage]) -> str:
    """What tells a trade: wishes and experiences, not the whole CV."""
    return " ; ".join(p.text[:200] for p in passages if not p.source.startswith("cv:"))


def _jobs(session: Session, revisions: Mapping[int, int], trades: CombineTrades) -> list[Document]:
    if not revisions:
        return []
    rows = session.scalars(
        select(JobProfile)
        .where(JobProfile.id.in_(revisions))
        .options(*reading.LOAD_FACTS)
        .order_by(JobProfile.id)
    ).all()
    places = communes_by_insee(session, {r.commune_insee for r in rows})
    labels = rome_labels(session, {r.rome for r in rows if r.rome})
    read = trades([row.title for row in rows], [[row.rome] if row.rome else [] for row in rows])
    documents = []
    for row, romes in zip(rows, read, strict=True):
        point = point_of(places, row.commune_insee)
        commune = places.get(row.commune_insee)
        documents.append(
            Document(
                key=DocKey("job", row.id),
                revision=revisions[row.id],
                title=row.title,
                passages=(Passage("job", "profile", job_text(row, labels)),),
                romes=romes,
                visible_to=job_keys(row),
                status=row.status,
                department=commune.department if commune else None,
                contracts=frozenset({row.contract}),
                licences=frozenset(
                    r.code for r in row.requirements if r.kind == RequirementKind.LICENCE
                ),
                available_from=row.starts_on,
                lat=point[0] if point else None,
                lon=point[1] if point else None,
            )
        )
    return documents


def job_text(row: JobProfile, labels: Mapping[str, str]) -> str:
    """What is searched of a job profile, as one passage."""
    asked = [r.code for r in row.requirements]
    parts = [row.title, labels.get(row.rome or "", ""), row.text, ", ".join(asked)]
    return ". ".join(part.strip(" .") for part in parts if part.strip(" ."))


def row_ids(session: Session, kind: Kind) -> list[int]:
    """The ids of all rows that belong in the index, for a rebuild and for the check."""
    table = Candidate if kind == "candidate" else JobProfile
    return list(session.scalars(select(table.id).order_by(table.id)))
