"""What a CV and what was read in it are called, and what was done with them."""

from __future__ import annotations

from matching.audit.events import Act
from matching.pool.candidates.tables import Cv, CvProposal
from matching.pool.candidates.terms import ProposalState
from webapp.pages.pool.candidates.words import CANDIDATE, CERTIFICATE, EDUCATION, EXPERIENCE
from webapp.words.french import plural
from webapp.words.journal import plain
from webapp.words.rooms import Kind, Room, TableWords, Told, keys

READ = keys(
    {**EXPERIENCE.names, **EDUCATION.names, **CERTIFICATE.names}
    | {
        "start": "Début",
        "end": "Fin",
        "year": "Année",
        "code": "Code",
        "obtained": CERTIFICATE.names["year"],
        "note": "Note",
        "has_vehicle": CANDIDATE.names["has_vehicle"],
        "software": "Logiciel",
        "kind": "Sorte",
        "value": "Valeur",
    }
)
"""What was read, of all kinds (matching/texts/cv/proposals.py)."""

PROPOSAL = TableWords(
    CvProposal,
    "Élément lu",
    {
        "kind": "Sorte",
        "payload": "Élément lu",
        "evidence": "Lu dans le CV",
        "state": "État",
        "decided_by_id": "Décidé par",
        "decided_at": "Décidé le",
    },
    inside={"payload": READ},
    unsaid=frozenset({"key"}),
)

CV = TableWords(
    Cv,
    "CV",
    {
        "version": "Version",
        "filename": "Fichier",
        "kind": "Sorte",
        "size": "Taille (octets)",
        "pages": "Pages",
        "ocr": "Lu par reconnaissance de caractères",
        "warnings": "Remarques de lecture",
        "text": "Texte",
        "uploaded_by_id": "Déposé par",
        "uploaded_at": "Déposé le",
        "proposals": "Éléments lus",
    },
    inside={"proposals": PROPOSAL},
    unsaid=frozenset({"sha256"}),
)


def decided(told: Told) -> str:
    counts = [count for state, count in told.event.facts.items() if state in tuple(ProposalState)]
    return f"a vérifié ce qui a été lu dans {told.subject} : {plural(sum(counts), 'décision')}"


ROOM = Room(
    kinds=(Kind("cv", "CV", numbered="le CV n° {id}", hers=True, to_her="CV"),),
    tables=(CV, PROPOSAL),
    sentences={
        (Act.SAW, "cv"): plain("a lu {s}"),
        (Act.CREATED, "cv"): plain("a déposé {s}"),
        (Act.DECIDED, "cv"): decided,
    },
)
