"""What a ranking that was shown is called, what it was narrowed to, and what followed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from matching.ranking.log.tables import Followed, RankingEntry, RankingResult
from matching.texts.french import listed
from webapp.pages.pool.jobs.words import JOB
from webapp.words.french import fr_date
from webapp.words.rooms import Room, TableWords, keys

FOLLOWED = {
    Followed.SHORTLISTED: "mise dans la sélection",
    Followed.TAKEN_OFF: "retirée de la sélection",
    Followed.REFERRED: "mise en relation proposée",
    Followed.ACCESS_ASKED: "accès demandé à sa structure",
}

FILTERS = {
    "departments": "département",
    "romes": "métier",
    "contracts": "contrat",
    "licences": "permis",
    "available_by": "disponible au plus tard le",
    "within_km": "distance en km",
    "within_reach": "dans le périmètre souhaité",
    "show_impossible": "avec ce que la loi rend impossible",
}


def filter_words(filters: Mapping[str, Any]) -> list[str]:
    """What a ranking was narrowed to."""
    words = []
    for name, value in filters.items():
        if value is True:
            words.append(FILTERS.get(name, name))
        elif isinstance(value, list):
            words.append(f"{FILTERS.get(name, name)} : {listed([str(v) for v in value], 'ou')}")
        else:
            shown = fr_date(date.fromisoformat(value)) if name == "available_by" else value
            words.append(f"{FILTERS.get(name, name)} : {shown}")
    return words


_SHOWN = {"at": "Le", "by": "Par", "of": "Sur"}

RESULT = TableWords(
    RankingResult,
    "Rang dans un classement",
    {
        **_SHOWN,
        "job": "Poste",
        "free_question": "Question libre",
        "rank": "Rang",
        "score": "Note de tri (ordonne une seule liste)",
        "signals": "Signaux",
        "reasons": "Raisons",
        "model": "Modèle",
        "ranking_version": "Version du classement",
    },
    inside={
        "job": JOB,
        "signals": keys({"rome": "Métier"}),
        "reasons": keys({"kind": "Sorte", "text": "Texte", "evidence": "Appui"}),
    },
)

ENTRY = TableWords(
    RankingEntry,
    "Classement",
    {
        **_SHOWN,
        "question": "Question",
        "set_aside": "Postes écartés par la loi",
        "results": "Postes",
    },
    inside={"results": RESULT},
)

ROOM = Room(tables=(ENTRY, RESULT))
