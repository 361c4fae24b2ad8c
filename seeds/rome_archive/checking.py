"""Rows of the files into rows of our tables that agree with each other, or a refusal that names the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from matching.errors import ReferenceDataError
from matching.pool.reference.communes import search_key
from matching.pool.reference.tables import SkillKind
from seeds.rome_archive.reading import ADVICE

ORPHANS = 0.001
"""Share of a table's rows that may point at something unknown; they are left out."""

COVERED = 0.98
"""Share of the codes that must have a job name, a definition, a skill, a near job: all 1,584 have
them in version 4.60, and a table cut short has lost those of the last letters."""

_CODE = re.compile(r"[A-Z]\d{4}")

Tables = Mapping[str, list[dict[str, str]]]
"""The rows of each file, by the name of its table."""

_Key = TypeVar("_Key", str, int)


@dataclass(frozen=True)
class Archive:
    """The tables as they will be written, checked against each other."""

    codes: list[tuple[str, str, str, str | None, str | None, str | None, bool]]
    appellations: list[tuple[int, str, str, str, str, bool, bool]]
    skills: list[tuple[int, str, str]]
    code_skills: list[tuple[str, int, bool, bool]]
    contexts: list[tuple[int, str, str]]
    code_contexts: list[tuple[str, int]]
    near: list[tuple[str, str, int]]


def checked(tables: Tables) -> Archive:
    """The tables in the shape they will be written in, consistent with each other. Raises ReferenceDataError."""
    codes = _codes(tables)
    known = _unique("referentiel_code_rome", [code[0] for code in codes])
    appellations = _appellations(tables, known)
    skills = _skills(tables)
    contexts = _contexts(tables)
    skill_links, context_links = _links(
        tables,
        known,
        skills=_unique("referentiel_competence", [skill[0] for skill in skills]),
        contexts=_unique("referentiel_contexte_travail", [context[0] for context in contexts]),
        appellations={appellation[0] for appellation in appellations},
    )
    hearts = {
        (row["code_rome"], _ogr("coherence_item", row["code_ogr"])): row["coeur_metier"]
        for row in _pointing(tables, "coherence_item", lambda r: r["code_rome"] in known)
    }
    near = _near(tables, known)
    _cover("referentiel_appellation", {a[1] for a in appellations}, known)
    _cover("texte", {code[0] for code in codes if code[3] is not None}, known)
    _cover("liens_rome_referentiels", {code for code, _ in skill_links}, known)
    _cover("coherence_item", {code for (code, _), heart in hearts.items() if heart}, known)
    _cover("rubrique_mobilite", {code for code, _ in near}, known)
    return Archive(
        codes=codes,
        appellations=appellations,
        skills=skills,
        code_skills=[
            (code, ogr, heart == "Principale", heart == "Émergente")
            for code, ogr in sorted(skill_links)
            for heart in [hearts.get((code, ogr), "")]
        ],
        contexts=contexts,
        code_contexts=sorted(context_links),
        near=[(code, target, order) for (code, target), order in near.items()],
    )


def _codes(tables: Tables) -> list[tuple[str, str, str, str | None, str | None, str | None, bool]]:
    definitions = _texts(tables["texte"], "definition")
    accesses = _texts(tables["texte"], "acces_metier")
    return [
        (
            _code("referentiel_code_rome", row["code_rome"]),
            _label("referentiel_code_rome", row["libelle_rome"]),
            search_key(row["libelle_rome"]),
            definitions.get(row["code_rome"]),
            accesses.get(row["code_rome"]),
            row["code_rome_parent"][:5] or None,
            row["emploi_reglemente"] == "O",
        )
        for row in tables["referentiel_code_rome"]
    ]


def _appellations(
    tables: Tables, known: set[str]
) -> list[tuple[int, str, str, str, str, bool, bool]]:
    table = "referentiel_appellation"
    appellations = [
        (
            _ogr(table, row["code_ogr"]),
            row["code_rome"],
            _label(table, row["libelle_appellation_long"]),
            _label(table, row["libelle_appellation_court"]),
            search_key(row["libelle_appellation_long"]),
            row["classification"].upper() == "PRINCIPALE",
            row["peu_usite"] == "O",
        )
        for row in _pointing(tables, table, lambda r: r["code_rome"] in known)
    ]
    _unique(table, [appellation[0] for appellation in appellations])
    return appellations


def _skills(tables: Tables) -> list[tuple[int, str, str]]:
    """Know-how and behaviour from one file, knowledge and certificates from the other."""
    return [
        (
            _ogr("referentiel_competence", row["code_ogr"]),
            _label("referentiel_competence", row["libelle_competence"]),
            (
                SkillKind.SOFT if row["cat_comp"].startswith("Savoir-être") else SkillKind.SKILL
            ).value,
        )
        for row in tables["referentiel_competence"]
    ] + [
        (
            _ogr("referentiel_savoir", row["code_ogr_savoir"]),
            _label("referentiel_savoir", row["libelle_savoir"]),
            (
                SkillKind.CERTIFICATE
                if row["categorie_savoir"].startswith("Certifications")
                else SkillKind.KNOWLEDGE
            ).value,
        )
        for row in tables["referentiel_savoir"]
    ]


def _contexts(tables: Tables) -> list[tuple[int, str, str]]:
    table = "referentiel_contexte_travail"
    return [
        (
            _ogr(table, row["code_ogr"]),
            _label(table, row["libelle_cont_travail"]),
            _label(table, row["libelle_type_cont_trav"])[:100],
        )
        for row in tables[table]
    ]


def _links(
    tables: Tables,
    known: set[str],
    *,
    skills: set[int],
    contexts: set[int],
    appellations: set[int],
) -> tuple[set[tuple[str, int]], set[tuple[str, int]]]:
    """Which codes have which skills, and which contexts."""
    # The links also hold each code's own number and its job names: known from the other tables.
    others = appellations | {
        _ogr("referentiel_code_rome", row["code_ogr"]) for row in tables["referentiel_code_rome"]
    }
    skill_links: set[tuple[str, int]] = set()
    context_links: set[tuple[str, int]] = set()
    orphans = 0
    for row in tables["liens_rome_referentiels"]:
        ogr = _ogr("liens_rome_referentiels", row["code_ogr"])
        if row["code_rome"] not in known:
            orphans += 1
        elif ogr in skills:
            skill_links.add((row["code_rome"], ogr))
        elif ogr in contexts:
            context_links.add((row["code_rome"], ogr))
        elif ogr not in others:
            orphans += 1
    _tolerated("liens_rome_referentiels", orphans, len(tables["liens_rome_referentiels"]))
    return skill_links, context_links


def _near(tables: Tables, known: set[str]) -> dict[tuple[str, str], int]:
    """Code and near code → their official order, the first where the file has several."""
    near: dict[tuple[str, str], int] = {}
    for row in _pointing(
        tables,
        "rubrique_mobilite",
        lambda r: r["code_rome"] in known and r["code_rome_cible"] in known,
    ):
        near.setdefault(
            (row["code_rome"], row["code_rome_cible"]),
            _ogr("rubrique_mobilite", row["numero_ordre"]),
        )
    return near


def _texts(rows: list[dict[str, str]], kind: str) -> dict[str, str]:
    """Code → its sentences of that kind in order, doubled apostrophes made single."""
    sentences: dict[str, list[tuple[int, str]]] = {}
    for row in rows:
        if row["libelle_type_texte"] == kind:
            position = _ogr("texte", row["position_phrase"])
            text = row["libelle_texte"].replace("''", "'")
            sentences.setdefault(row["code_rome"], []).append((position, text))
    return {code: " ".join(text for _, text in sorted(found)) for code, found in sentences.items()}


def _code(table: str, value: str) -> str:
    if not _CODE.fullmatch(value):
        raise _wrong(table, value, "un code ROME")
    return value


def _ogr(table: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise _wrong(table, value, "un numéro")
    return int(value)


def _label(table: str, value: str) -> str:
    if not 0 < len(value) <= 300:
        raise _wrong(table, value[:40], "un libellé de 1 à 300 caractères")
    return value


def _wrong(table: str, value: str, expected: str) -> ReferenceDataError:
    return ReferenceDataError(
        f"Le fichier {table} du ROME contient « {value} » au lieu d’{expected} : "
        f"il est abîmé. {ADVICE}"
    )


def _unique(table: str, keys: list[_Key]) -> set[_Key]:
    found = set(keys)
    if len(found) < len(keys):
        raise ReferenceDataError(
            f"Le fichier {table} du ROME contient {len(keys) - len(found)} numéros en double : "
            f"il est abîmé. {ADVICE}"
        )
    return found


def _pointing(
    tables: Mapping[str, list[dict[str, str]]],
    table: str,
    known: Callable[[dict[str, str]], bool],
) -> Iterator[dict[str, str]]:
    """The rows whose references are known, provided that nearly all are."""
    rows = tables[table]
    kept = [row for row in rows if known(row)]
    _tolerated(table, len(rows) - len(kept), len(rows))
    yield from kept


def _tolerated(table: str, orphans: int, rows: int) -> None:
    if orphans > ORPHANS * rows:
        raise ReferenceDataError(
            f"Le fichier {table} du ROME renvoie à des éléments absents des autres fichiers "
            f"({orphans} lignes) : l’archive est incomplète ou mêle deux versions. {ADVICE}"
        )


def _cover(table: str, codes: set[str], known: set[str]) -> None:
    bare = len(known - codes)
    if bare > (1 - COVERED) * len(known):
        raise ReferenceDataError(
            f"Le fichier {table} du ROME est incomplet : {bare} métiers n’y ont rien. {ADVICE}"
        )
