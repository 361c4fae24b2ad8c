"""Comparing a person and a job, fact by fact: every kind of finding, and nothing but the facts."""

from __future__ import annotations

import ast
import inspect
from dataclasses import dataclass, field, fields, replace
from datetime import date, time, timedelta
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.pool.jobs.terms import RequirementKind
from matching.pool.reference.distance import Reach
from matching.pool.reference.terms import (
    LANGUAGE_LEVELS,
    LICENCES,
    WEEKDAYS,
    Condition,
    Contract,
    Means,
    Slot,
)
from matching.ports import PartMatch
from matching.ranking import findings, question
from matching.ranking.facts import Asked, CandidateFacts, ExperienceFact, JobFacts
from matching.ranking.findings import (
    CLOSE_COSINE,
    Finding,
    Likeness,
    NearCodes,
    Part,
    Tone,
    alike_skill,
    compare,
)
from matching.ranking.kinds import KINDS
from matching.ranking.reasons import Wording
from matching.ranking.score import WEIGHTS, score

TODAY = date(2026, 11, 23)
COLMAR, OBERNAI = (48.08, 7.36), (48.46, 7.48)
"""43 km apart."""

PERSON = CandidateFacts(
    id=1,
    wishes_text="",
    wished_romes=(),
    contracts=frozenset(),
    hours_min=None,
    hours_max=None,
    available_from=None,
    slots=frozenset(),
    days=frozenset(),
    weekends=None,
    avoided_conditions=frozenset(),
    licences=frozenset(),
    has_vehicle=None,
    reaches=(),
    point=None,
    experiences=(),
    certificates={},
    diplomas=(),
    languages={},
    skills=(),
)
JOB = JobFacts(
    id=1,
    title="Cariste",
    rome="N1101",
    contract="CDI",
    duration_months=None,
    hours_per_week=None,
    starts_on=None,
    valid_until=None,
    slots=frozenset(),
    days=frozenset(),
    weekends=False,
    starts_at=None,
    conditions=frozenset(),
    beginners_accepted=False,
    immersion_possible=False,
    point=None,
    asked=(),
)


def person(**said: Any) -> CandidateFacts:
    return replace(PERSON, **said)


def job(*asked: tuple[str, str, str | None, bool], **said: Any) -> JobFacts:
    return replace(JOB, asked=tuple(Asked(*one) for one in asked), **said)


def did(title: str, rome: str | None, start: int | None = None, end: int | None = None) -> Any:
    return {"experiences": (ExperienceFact("experience:7", title, rome, start, end, False),)}


def car(km: float) -> dict[str, Any]:
    return {"reaches": (Reach("car", km, f"{km:g} km"),), "point": COLMAR}


def alike(part: str) -> Likeness:
    return Likeness(**{part: PartMatch(CLOSE_COSINE, "profile", "experience:7")})


MUST, WELCOME = True, False


@dataclass(frozen=True)
class Case:
    """A pair, and the finding that it must give: its tone, and how its sentence reads."""

    kind: str
    tone: Tone
    text: str
    person: CandidateFacts = PERSON
    job: JobFacts = JOB
    likeness: Likeness = field(default_factory=Likeness)
    near: NearCodes = field(default_factory=dict)

    def findings(self) -> list[Finding]:
        return compare(self.person, self.job, near=self.near, likeness=self.likeness, today=TODAY)


FIT, LIFT, NOTE, IMPOSSIBLE = Tone.FIT, Tone.LIFT, Tone.NOTE, Tone.IMPOSSIBLE
CASES = [
    Case("law", IMPOSSIBLE, "Exigé par la loi et manquant : permis CE (conduite d’un véhicule de transport de marchandises : Code de la route, L221-2)",
         person(licences=frozenset({"B"})), job(("licence", "CE", None, MUST), rome="N4101")),
    Case("expired", IMPOSSIBLE, "Ce profil de poste n’est plus valable depuis le 1er novembre 2026",
         job=job(valid_until=date(2026, 11, 1))),
    Case("wished_trade", FIT, "Métier souhaité : Cariste (N1101) – c’est celui du poste",
         person(wished_romes=("K2204", "N1101"))),
    Case("wished_near_trade", FIT, "Métier souhaité : Agent de quai (N1105) – Cariste (N1101) est un métier proche",
         person(wished_romes=("N1105",))),
    Case("wishes_alike", FIT, "Souhait exprimé : « Conduire un chariot » – le poste s’en approche",
         person(wishes_text="Conduire\nun chariot"), likeness=alike("wants")),
    Case("other_trade_wished", NOTE, "Souhaite d’abord un autre métier : Agent d’entretien (K2204)",
         person(wished_romes=("K2204",))),
    Case("contract", FIT, "CDI – type de contrat souhaité", person(contracts=frozenset({"CDI"}))),
    Case("other_contract", LIFT, "Le poste est en Intérim ; souhait : CDD ou CDI",
         person(contracts=frozenset({"CDI", "CDD"})), job(contract="interim")),
    Case("hours", FIT, "24 h par semaine – dans le souhait (20 à 30 h)",
         person(hours_min=20, hours_max=30), job(hours_per_week=24)),
    Case("other_hours", LIFT, "35 h par semaine ; souhait : 20 h au plus",
         person(hours_max=20), job(hours_per_week=35)),
    Case("avoided_condition", LIFT, "À éviter d’après la personne : port de charges",
         person(avoided_conditions=frozenset({"heavy_loads", "cold"})), job(conditions=frozenset({"heavy_loads"}))),
    Case("same_trade", FIT, "« Cariste » de 2019 à 2021 – c’est le métier du poste",
         person(**did("Cariste", "N1101", 2019, 2021))),
    Case("near_trade", FIT, "« Agent de quai » en 2018 – Cariste (N1101) est un métier proche",
         person(**did("Agent de quai", "N1105", 2018, 2018))),
    Case("tasks_alike", FIT, "« Magasin familial » – des tâches proches de celles du poste",
         person(**did("Magasin familial", None)), likeness=alike("can")),
    Case("beginners", FIT, "Débutants acceptés sur ce poste", job=job(beginners_accepted=True)),
    Case("no_experience", LIFT, "Pas encore d’expérience dans ce métier"),
    Case("no_experience_immersion", LIFT, "Pas encore d’expérience dans ce métier – l’employeur accepte une immersion (PMSMP)",
         job=job(immersion_possible=True)),
    Case("certificate", FIT, "CACES R489 cat. 3 obtenu en 2023 – demandé par le poste",
         person(certificates={"CACES R489 cat. 3": (2023, None)}), job(("certificate", "CACES R489 cat. 3", None, MUST))),
    Case("certificate_expired", LIFT, "SST à renouveler depuis le 1er juin 2025 – demandé par le poste",
         person(certificates={"SST": (2023, date(2025, 6, 1))}), job(("certificate", "SST", None, MUST))),
    Case("no_certificate", LIFT, "CACES R489 cat. 3 manquant – demandé par le poste",
         job=job(("certificate", "CACES R489 cat. 3", None, MUST))),
    Case("licence", FIT, "Permis B – demandé par le poste",
         person(licences=frozenset({"B"})), job(("licence", "B", None, MUST))),
    Case("no_licence", LIFT, "Permis B manquant – demandé par le poste", job=job(("licence", "B", None, MUST))),
    Case("language", FIT, "Allemand (B2) – apprécié pour le poste",
         person(languages={"allemand": "B2"}), job(("language", "Allemand", "B1", WELCOME))),
    Case("no_language", LIFT, "Allemand B1 – demandé par le poste, à vérifier", job=job(("language", "allemand", "B1", MUST))),
    Case("language_below", LIFT, "Français : niveau A2, B1 demandé par le poste",
         person(languages={"français": "A2"}), job(("language", "français", "B1", MUST))),
    Case("skill", FIT, "« Nettoyage de locaux » – demandé par le poste (« Nettoyer des locaux, nettoyage »)",
         person(skills=("Nettoyage de locaux",)), job(("skill", "Nettoyer des locaux, nettoyage", None, MUST))),
    Case("skills_to_check", NOTE, "À vérifier ensemble : Gerber des palettes, Lire un bon",
         job=job(("skill", "Lire un bon", None, MUST), ("skill", "Gerber des palettes", None, MUST))),
    Case("distance_unknown", NOTE, "Distance inconnue : la commune n’est pas renseignée", job=job(point=COLMAR)),
    Case("mobility_unknown", NOTE, "À 43 km ; mobilité à préciser avec la personne",
         person(point=COLMAR), job(point=OBERNAI)),
    Case("within_reach", FIT, "À 43 km – dans le périmètre souhaité (60 km en voiture)", person(**car(60)), job(point=OBERNAI)),
    Case("beyond_reach", LIFT, "4 km au-delà du périmètre souhaité (39 km en voiture ; le poste est à 43 km)",
         person(**car(39)), job(point=OBERNAI)),
    Case("slots", FIT, "Horaires possibles : le soir",
         person(slots=frozenset({"evening", "day"})), job(slots=frozenset({"evening"}))),
    Case("other_slots", LIFT, "Horaires hors des disponibilités : la nuit",
         person(slots=frozenset({"evening"})), job(slots=frozenset({"evening", "night"}))),
    Case("other_slots", LIFT, "Horaires hors des disponibilités : tôt le matin, le soir et la nuit",
         person(slots=frozenset({"day"})), job(slots=frozenset({"morning", "night", "evening"}))),
    Case("night_to_ask", NOTE, "Travail de nuit : à voir ensemble", job=job(slots=frozenset({"night"}))),
    Case("other_days", LIFT, "Jours hors des disponibilités : samedi et dimanche",
         person(days=frozenset({"lun"})), job(days=frozenset({"lun", "sam", "dim"}))),
    Case("weekends", LIFT, "Travail le week-end, non souhaité", person(weekends=False), job(weekends=True)),
    Case("early_start", LIFT, "Prise de poste à 5 h 30 : peu de transports en commun à cette heure",
         person(reaches=(Reach("public_transport", 15.0, "50 min"),)), job(starts_at=time(5, 30))),
    Case("available", FIT, "Disponible maintenant", person(available_from=TODAY)),
    Case("available_later", LIFT, "Disponible à partir du 1er janvier 2027 ; le poste commence le 1er décembre 2026",
         person(available_from=date(2027, 1, 1)), job(starts_on=date(2026, 12, 1))),
]  # fmt: skip
LABELS = {"N1101": "Cariste", "N1105": "Agent de quai", "K2204": "Agent d’entretien"}
OF_A_QUESTION = {"asked_trade", "near_place", "far_from_place"}
"""What only a question in everyday words gives: tests/matching/ranking/test_question.py."""


@pytest.mark.parametrize("case", CASES, ids=[case.kind for case in CASES])
def test_each_kind_of_finding_is_given_and_said(case: Case) -> None:
    found = [finding for finding in case.findings() if finding.kind == case.kind]
    assert [finding.tone for finding in found] == [case.tone]
    assert Wording(LABELS).reason(found[0]).text == case.text


def test_every_kind_has_a_case_and_no_weight_is_written_twice() -> None:
    assert {case.kind for case in CASES} | OF_A_QUESTION == set(KINDS)
    for kind in KINDS.values():
        assert kind.free_weight != kind.weight, f"{kind.code}: the weight of a question is the same"


def kinds_found_by(module: ModuleType) -> set[str]:
    """The kinds that its code names: in a `Finding`, in `_asked`, or as `kind` before them."""
    named: list[ast.expr] = []
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Finding", "_asked"):
            named.append(node.args[1])
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "kind":
            named.append(node.value)
    said = [
        end
        for one in named
        for end in ((one.body, one.orelse) if isinstance(one, ast.IfExp) else (one,))
    ]
    return {one.value for one in said if isinstance(one, ast.Constant)}


def test_every_kind_that_is_found_has_its_row_and_each_row_is_found() -> None:
    assert kinds_found_by(findings) | kinds_found_by(question) == set(KINDS)
    assert kinds_found_by(question) >= OF_A_QUESTION


MORE_WORDINGS = [
    (person(licences=frozenset({"AM"})), job(("licence", "B", None, WELCOME)), "Permis B manquant – apprécié pour le poste"),
    (person(hours_min=30), job(hours_per_week=20), "20 h par semaine ; souhait : au moins 30 h"),
    (person(hours_min=35, hours_max=35), job(hours_per_week=35), "35 h par semaine – dans le souhait (35 h)"),
    (person(**car(10)), job(point=COLMAR), "Dans la même commune – dans le périmètre souhaité (10 km en voiture)"),
    (person(available_from=date(2026, 12, 24)), JOB, "Disponible à partir du 24 décembre 2026"),
    (PERSON, job(("language", "allemand", None, MUST)), "Allemand – demandé par le poste, à vérifier"),
    (person(diplomas=("Diplôme d’État d’aide-soignant",)), job(("certificate", "DEAS", None, MUST)), "DEAS – demandé par le poste"),
]  # fmt: skip


@pytest.mark.parametrize(("who", "what", "text"), MORE_WORDINGS, ids=[x[2] for x in MORE_WORDINGS])
def test_other_wordings(who: CandidateFacts, what: JobFacts, text: str) -> None:
    found = compare(who, what, near={}, likeness=Likeness(), today=TODAY)
    assert text in [Wording(LABELS).reason(finding).text for finding in found]


def kinds(who: CandidateFacts, what: JobFacts, near: NearCodes | None = None) -> set[str]:
    found = compare(who, what, near=near or {}, likeness=Likeness(), today=TODAY)
    return {finding.kind for finding in found}


def test_near_trades_come_from_the_official_list_where_there_is_one() -> None:
    forklift = person(**did("Agent de quai", "N1105"))
    assert "near_trade" in kinds(forklift, JOB)
    assert "near_trade" in kinds(forklift, JOB, {"N1101": {"N1105"}})
    assert "near_trade" not in kinds(forklift, JOB, {"N1101": {"K2204"}})
    assert "near_trade" in kinds(person(**did("Entretien", "K2204")), JOB, {"K2204": {"N1101"}})


def test_several_experiences_of_the_trade_are_counted() -> None:
    one = did("Cariste", "N1101", 2019)["experiences"]
    found = compare(person(experiences=one * 3), JOB, near={}, likeness=Likeness(), today=TODAY)
    texts = [Wording({}).reason(f).text for f in found]
    assert "« Cariste » en 2019, 3 expériences – c’est le métier du poste" in texts


def test_a_cosine_under_the_threshold_claims_nothing() -> None:
    shy = Likeness(
        wants=PartMatch(CLOSE_COSINE - 0.001, "profile", "wishes"),
        can=PartMatch(CLOSE_COSINE - 0.001, "profile", "experience:7"),
    )
    who = person(wishes_text="Un travail", **did("Magasin", None))
    found = compare(who, JOB, near={}, likeness=shy, today=TODAY)
    assert {f.kind for f in found}.isdisjoint({"wishes_alike", "tasks_alike"})


@pytest.mark.parametrize(
    ("asked", "held", "fits"),
    [
        ("CACES R489 cat. 3", "R489 cat 3", True),
        ("CACES R489 cat. 3", "CACES R489 cat. 5", False),
        ("SSIAP 1", "SSIAP 2", True),
        ("SSIAP 2", "SSIAP 1", False),
        ("FIMO marchandises", "FCO marchandises", True),
        ("FCO marchandises", "FIMO marchandises", False),
        ("B1V", "Habilitation électrique B1V", True),
        ("Diplôme de la maison", "diplome de la Maison", True),
    ],
)
def test_a_certificate_is_recognised_in_another_writing(asked: str, held: str, fits: bool) -> None:
    who = person(certificates={held: (2024, None)})
    kind = "certificate" if fits else "no_certificate"
    assert kind in kinds(who, job(("certificate", asked, None, MUST)))


def test_a_certificate_is_valid_on_its_last_day() -> None:
    asked = job(("certificate", "SST", None, MUST))
    assert "certificate" in kinds(person(certificates={"SST": (None, TODAY)}), asked)
    yesterday = TODAY - timedelta(days=1)
    assert "certificate_expired" in kinds(person(certificates={"SST": (None, yesterday)}), asked)
    both = {"SST": (2020, yesterday), "Sauveteur secouriste du travail": (2026, None)}
    assert "certificate" in kinds(person(certificates=both), asked)


@pytest.mark.parametrize(
    ("asked", "held", "found"),
    [
        ("Accueil des clients", ["accueillir", "Accueil client"], "Accueil client"),
        ("Cuisine", ["Conduite"], None),
        ("Nettoyage des sols", ["Nettoyage"], "Nettoyage"),
        ("de la", ["de la"], None),
        ("Travail en équipe", [], None),
    ],
)
def test_alike_skills(asked: str, held: list[str], found: str | None) -> None:
    assert alike_skill(asked, held) == found


# Score.


def scored(who: CandidateFacts, what: JobFacts) -> float:
    return score(0.0, compare(who, what, near={}, likeness=Likeness(), today=TODAY))


@given(km=st.floats(min_value=0, max_value=59))
def test_all_distances_within_what_the_person_stated_are_equal(km: float) -> None:
    there = (COLMAR[0] + km / 111.2, COLMAR[1])
    assert scored(person(**car(60)), job(point=there)) == scored(
        person(**car(60)), job(point=COLMAR)
    )


def test_farther_beyond_the_stated_distance_weighs_more_and_never_endlessly() -> None:
    steps = [scored(person(**car(km)), job(point=OBERNAI)) for km in (60, 42, 30, 10, 1)]
    assert steps == sorted(steps, reverse=True)
    assert len(set(steps[:4])) == 4
    abroad = scored(person(**car(1)), job(point=(0.0, 0.0)))
    assert abroad == scored(person(**car(1)), job(point=(-48.0, -170.0)))
    assert abroad - scored(PERSON, JOB) == pytest.approx(WEIGHTS["beyond_reach"])


@pytest.mark.parametrize(
    "asked",
    [
        ("certificate", "SST", None),
        ("licence", "B", None),
        ("language", "allemand", "B1"),
        ("skill", "Gerber des palettes", None),
    ],
)
def test_something_merely_welcome_never_costs(asked: tuple[str, str, str | None]) -> None:
    said = person(certificates={"SST": (None, date(2020, 1, 1))}, languages={"allemand": "A1"})
    for who in (PERSON, said):
        without = scored(who, JOB)
        assert scored(who, job((*asked, WELCOME))) == without
        if asked[0] != "skill":
            assert scored(who, job((*asked, MUST))) < without
    for case in CASES:
        if case.tone == Tone.NOTE:
            told = [f for f in case.findings() if f.kind == case.kind]
            assert score(0.0, told) == 0.0, case.kind


def test_what_fits_never_lowers_and_what_lacks_never_raises() -> None:
    for case in CASES:
        told = [f for f in case.findings() if f.kind == case.kind]
        if case.tone == Tone.FIT:
            assert score(0.0, told) >= 0.0, case.kind
        if case.tone == Tone.LIFT:
            assert score(0.0, told) <= 0.0, case.kind


# Properties.

ROMES = st.sampled_from(["N1101", "N1105", "N4101", "K2503", "J1501", "K2204"])


def subset(values: Any) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from([str(v) for v in values]))


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
YEARS = st.integers(1960, 2030)
POINTS = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
TEXT = st.text(max_size=20)
TITLES = st.sampled_from(["SST", "CACES R489 cat. 3", "DEAS", "FCO marchandises"]) | TEXT
PEOPLE = st.builds(
    CandidateFacts,
    id=st.just(1),
    wishes_text=TEXT,
    wished_romes=st.lists(ROMES, max_size=3, unique=True).map(tuple),
    contracts=subset(Contract),
    hours_min=maybe(st.integers(1, 48)),
    hours_max=maybe(st.integers(1, 48)),
    available_from=maybe(DAYS),
    slots=subset(Slot),
    days=subset(WEEKDAYS),
    weekends=maybe(st.booleans()),
    avoided_conditions=subset(Condition),
    licences=subset(LICENCES),
    has_vehicle=maybe(st.booleans()),
    reaches=st.lists(
        st.builds(Reach, st.sampled_from(list(Means)), st.floats(0, 500), st.just("20 km")),
        max_size=2,
    ).map(tuple),
    point=maybe(POINTS),
    experiences=st.lists(
        st.builds(
            ExperienceFact,
            st.just("experience:7"),
            TEXT,
            maybe(ROMES),
            maybe(YEARS),
            maybe(YEARS),
            st.booleans(),
        ),
        max_size=3,
    ).map(tuple),
    certificates=st.dictionaries(TITLES, st.tuples(maybe(YEARS), maybe(DAYS)), max_size=2),
    diplomas=st.lists(TITLES, max_size=2).map(tuple),
    languages=st.dictionaries(
        st.sampled_from(["français", "allemand"]), maybe(st.sampled_from(LANGUAGE_LEVELS))
    ),
    skills=st.lists(TEXT, max_size=3).map(tuple),
)
ASKED = st.builds(
    Asked,
    st.sampled_from(list(RequirementKind)),
    TITLES | st.sampled_from([*LICENCES, "français", "Allemand"]),
    maybe(st.sampled_from(LANGUAGE_LEVELS)),
    st.booleans(),
)
JOBS = st.builds(
    JobFacts,
    id=st.just(1),
    title=TEXT,
    rome=maybe(ROMES),
    contract=st.sampled_from(["", *Contract]),
    duration_months=maybe(st.integers(1, 60)),
    hours_per_week=maybe(st.integers(1, 48)),
    starts_on=maybe(DAYS),
    valid_until=maybe(DAYS),
    slots=subset(Slot),
    days=subset(WEEKDAYS),
    weekends=st.booleans(),
    starts_at=maybe(st.times()),
    conditions=subset(Condition),
    beginners_accepted=st.booleans(),
    immersion_possible=st.booleans(),
    point=maybe(POINTS),
    asked=st.lists(ASKED, max_size=4).map(tuple),
)
LIKENESS = st.builds(
    Likeness,
    *2
    * [
        maybe(
            st.builds(PartMatch, st.floats(0.7, 0.95), st.just("profile"), st.just("experience:7"))
        )
    ],
)
NEAR = st.dictionaries(ROMES, st.sets(ROMES), max_size=2)


@settings(max_examples=150, deadline=None)
@given(who=PEOPLE, what=JOBS, likeness=LIKENESS, near=NEAR)
def test_comparing_never_fails_says_all_and_is_the_same_every_time(
    who: CandidateFacts, what: JobFacts, likeness: Likeness, near: NearCodes
) -> None:
    found = compare(who, what, near=near, likeness=likeness, today=TODAY)
    assert compare(who, what, near=near, likeness=likeness, today=TODAY) == found
    assert isinstance(score(1.0, found), float)
    assert [f.part for f in found if f.kind not in ("law", "expired")] == sorted(
        (f.part for f in found if f.kind not in ("law", "expired")), key=list(Part).index
    )
    for free in (False, True):
        for finding in found:
            reason = Wording(LABELS, free=free).reason(finding)
            assert (reason.part, reason.tone) == (finding.part, finding.tone)
            assert reason.text


@settings(max_examples=60, deadline=None)
@given(who=PEOPLE, what=JOBS, likeness=LIKENESS)
def test_who_it_is_and_having_a_vehicle_move_nothing(
    who: CandidateFacts, what: JobFacts, likeness: Likeness
) -> None:
    found = compare(who, what, near={}, likeness=likeness, today=TODAY)
    twin = replace(who, id=99, has_vehicle=not who.has_vehicle)
    other = replace(what, id=99, duration_months=12)
    assert compare(twin, other, near={}, likeness=likeness, today=TODAY) == found


def test_facts_hold_nothing_that_may_not_be_a_criterion() -> None:
    """Whoever adds a fact decides here that the law lets it weigh (Code du travail, L1132-1)."""
    assert {f.name for f in fields(CandidateFacts)} == {
        "id", "wishes_text", "wished_romes", "contracts", "hours_min", "hours_max", "available_from",
        "slots", "days", "weekends", "avoided_conditions", "licences", "has_vehicle", "reaches", "point",
        "experiences", "certificates", "diplomas", "languages", "skills",
    }  # fmt: skip


def test_the_point_of_home_counts_through_the_stated_distance_alone() -> None:
    """Moving both the person and the job moves nothing, nor does a move within what she accepts."""
    asked = job(("licence", "B", None, MUST), point=COLMAR)
    here = compare(person(**car(30)), asked, near={}, likeness=Likeness(), today=TODAY)
    there = replace(person(**car(30)), point=(48.10, 7.40))
    moved = compare(there, asked, near={}, likeness=Likeness(), today=TODAY)
    assert [(f.kind, f.tone, f.strength) for f in moved] == [
        (f.kind, f.tone, f.strength) for f in here
    ]
    assert score(0.0, moved) == score(0.0, here)
