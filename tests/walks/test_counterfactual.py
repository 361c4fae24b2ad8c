"""Who a person is must not weigh: twins who differ in identity alone are the same to the index and the ranking.

Names, civility, e-mail, phone, street, birth date and the head of the CV are exchanged; what the person
wants, did and can stays. Documents, findings and scores must then be equal (Code du travail, L1132-1). So must
every page and every export that shows people in an order: the second half of this file looks at what is sent.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from flask.testing import FlaskClient
from lxml import etree, html
from openpyxl import load_workbook
from sqlalchemy.orm import Session, sessionmaker

from matching.actor import SYSTEM
from matching.consents import consents
from matching.consents.terms import Purpose
from matching.files import FileStore
from matching.listing import all_rows
from matching.pool.candidates.life import (
    CandidateData,
    CertificateData,
    ExperienceData,
    MobilityData,
    add_certificate,
    add_experience,
    create_candidate,
    remove_fact,
    update_candidate,
)
from matching.pool.candidates.obstacles import add_obstacle
from matching.pool.candidates.reading import get_candidate
from matching.pool.candidates.tables import Candidate
from matching.pool.cvs.files import import_cv
from matching.pool.jobs.data import JobData, RequirementData
from matching.pool.jobs.reading import list_jobs
from matching.pool.reference.communes import commune_key, communes_by_insee
from matching.pool.reference.tables import Commune, CommunePostcode, CommunePrecision
from matching.pool.structures.tables import Structure
from matching.ports import Document, Passage
from matching.ranking.facts import candidate_facts, job_facts
from matching.ranking.findings import Likeness, compare
from matching.ranking.reasons import Wording
from matching.ranking.score import score
from tests.indexing.test_documents import document
from tests.matching.pool.test_cvs import as_text, trades
from tests.webapp.ranking.test_matches import publish
from tests.world.builders import a_candidate, a_coach, a_job, an_employer
from tests.world.places import COLMAR, OBERNAI, TODAY
from tests.world.site import SignIn, SiteRuntime, World, index
from webapp.cli.answers import show_match


@dataclass(frozen=True)
class Identity:
    first_name: str
    last_name: str
    civility: str | None
    birth_date: date | None
    street: str | None
    head: str
    """What stands at the top of the CV below the name."""


BENALI = Identity(
    "Fatima", "Benali", "Mme", date(1988, 3, 5), "3 rue des Clefs",
    "3 rue des Clefs\n68000 Colmar\n06 12 34 56 78\nfatima.benali@exemple.fr\nNée le 5 mars 1988, mariée, 2 enfants",
)  # fmt: skip
TWINS = [
    Identity("Pierre", "Durand", "M.", date(1962, 7, 1), "12 avenue Foch",
             "12 avenue Foch\n68100 Mulhouse\n03 89 00 00 00\np.durand@exemple.fr\nNé le 1er juillet 1962 (64 ans), célibataire"),
    Identity("Mamadou", "Diallo", "M.", date(2004, 1, 31), None,
             "Tél : +33 7 11 22 33 44\nNationalité : malienne\nTitre de séjour valable"),
    Identity("Rose", "Boulanger", "Mme", None, "1 cité des Roses", "1 cité des Roses, 68000 Colmar\nÂge : 57 ans"),
    Identity("Olivier", "Marchand", None, date(1990, 1, 1), None, "olivier.marchand@exemple.fr\nRQTH, bénéficiaire du RSA"),
    Identity("Anne-Lise", "de la Tour", "Mme", date(1975, 12, 25), None, "LinkedIn : linkedin.com/in/annelise"),
    Identity("Şeyma", "Yıldız", "Mme", date(1999, 9, 9), None, "Permis de séjour, originaire de Turquie"),
    Identity("Li", "Wu", "M.", None, None, "liwu@exemple.fr"),
]  # fmt: skip
BODY = """
EXPÉRIENCES PROFESSIONNELLES
2019 - 2021 : Cariste, Logistique Rhénane
Chargement des camions, préparation de commandes
2015 - 2018 : Marchand ambulant, Marchés du Ried
Vente de pain, mise en place du stand

FORMATION
2014 : CAP boulanger

LANGUES
Français : B2

COMPÉTENCES
Gestion des stocks, lecture de bons
"""


def written(session: Session, structure: Structure, who: Identity, folder: Path) -> Candidate:
    """The same life under another identity."""
    coach = a_coach(session, structure)
    row = a_candidate(
        session,
        structure,
        coach_id=coach.person_id,
        first_name=who.first_name,
        last_name=who.last_name,
        civility=who.civility,
        birth_date=who.birth_date,
        street=who.street,
        email=f"x{coach.person_id}@exemple.fr",
        phone=f"06 00 00 {coach.person_id:04d}",
        commune_insee=COLMAR,
        wishes_text="Un poste de cariste ou de boulanger, plutôt le matin.",
        wished_romes=("N1101",),
        contracts=("CDI",),
        licences=("B",),
        skills=("Gestion des stocks",),
        mobility=(MobilityData("car", radius_km=20),),
        experiences=(
            ExperienceData("Boulanger", start_year=2012, description="Pétrissage, vente de pain"),
            ExperienceData("Cariste", start_year=2019, end_year=2021, rome="N1101"),
        ),
    )
    add_certificate(session, SYSTEM, row, CertificateData("CACES R489 cat. 3", 2023))
    text = f"{who.first_name} {who.last_name.upper()}\n{who.head}\n{BODY}"
    import_cv(
        session, SYSTEM, row, filename=f"{who.last_name}.txt", data=text.encode(), files=FileStore(folder),
        extract=as_text, trade_reader=trades, today=TODAY,
    )  # fmt: skip
    return row


def anonymous(found: Document) -> Document:
    """The document without the numbers of its rows, its own key among them."""
    seen: dict[str, str] = {}
    passages = []
    for passage in found.passages:
        kind, *rest = re.split(r":", passage.source)
        source = seen.setdefault(passage.source, f"{kind}#{len(seen)}" if rest else kind)
        passages.append(Passage(passage.part, source, passage.text))
    return replace(
        found,
        key=replace(found.key, id=0),
        passages=tuple(passages),
        visible_to=found.visible_to - {f"candidate:{found.key.id}"},
    )


@pytest.mark.parametrize("twin", TWINS, ids=lambda who: who.last_name)
def test_twins_are_the_same_to_the_index_and_to_the_ranking(
    session: Session, structure: Structure, tmp_path: Path, twin: Identity
) -> None:
    first = written(session, structure, BENALI, tmp_path)
    second = written(session, structure, twin, tmp_path)
    documents = [anonymous(document(session, "candidate", row.id)) for row in (first, second)]
    assert documents[0].passages == documents[1].passages
    assert documents[0] == documents[1]
    assert "Boulanger. Pétrissage" in repr(documents[1])
    assert "Chargement des camions" in repr(documents[1])

    places = communes_by_insee(session, [COLMAR, OBERNAI])
    employer = an_employer(session, structure.territory)
    asked = (
        RequirementData("certificate", "CACES R489 cat. 3", must=True),
        RequirementData("licence", "CE", must=True),
        RequirementData("language", "français", "B1", must=True),
    )
    for rome, commune in (("N1101", COLMAR), ("N4101", OBERNAI), (None, COLMAR)):
        job = job_facts(
            a_job(session, employer, rome=rome, commune_insee=commune, requirements=asked), places
        )
        told = []
        for row in (first, second):
            person = candidate_facts(row, places)
            findings = compare(person, job, near={}, likeness=Likeness(), today=TODAY)
            told.append((score(0.0, findings), [Wording({}).reason(f) for f in findings]))
        assert told[0] == told[1]


def test_the_comparison_can_fail(session: Session, structure: Structure, tmp_path: Path) -> None:
    """Another life is not the same: the equality above says something."""
    first = written(session, structure, BENALI, tmp_path)
    second = written(session, structure, TWINS[0], tmp_path)
    add_experience(session, SYSTEM, second, ExperienceData("Vendeur", start_year=2025))
    one, two = (anonymous(document(session, "candidate", row.id)) for row in (first, second))
    assert one != two


# --- What is sent: pages and exports ------------------------------------------------------------------


@dataclass(frozen=True)
class Life(Identity):
    """An identity with where it lives and what it tells of money, health and family."""

    commune: str = "north"
    told: str = ""
    """Written into her own wishes."""
    obstacle: str = ""
    trade: str = "Préparatrice de commandes"
    """The same trade in the form of one gender or of the other."""


BEFORE = Life(
    "Khadija", "Mansouri", "Mme", date(1988, 3, 5), "3 rue des Clefs",
    "3 rue des Clefs\nkhadija.mansouri@exemple.fr\nNée le 5 mars 1988, mariée, 2 enfants",
)  # fmt: skip
"""Nobody of tests/world/site.py: her name is masked on the pages."""
LIVES = [
    Life("Pierre", "Durand", "M.", date(1962, 7, 1), "12 avenue Foch",
         "12 avenue Foch\np.durand@exemple.fr\nNé le 1er juillet 1962 (64 ans), célibataire",
         told="Je suis sans emploi depuis deux ans.", trade="Préparateur de commandes"),
    Life("Mamadou", "Diallo", "M.", date(2004, 1, 31), None,
         "Tél : +33 7 11 22 33 44\nNationalité : malienne\nTitre de séjour valable", told="Je suis de nationalité malienne."),
    Life("Rose", "Boulanger", "Mme", None, "1 cité des Roses", "Âge : 57 ans", told="J’ai 57 ans."),
    Life("Olivier", "Marchand", None, date(1990, 1, 1), None, "RQTH, bénéficiaire du RSA",
         told="Je suis bénéficiaire du RSA depuis 2021.", obstacle="Dettes de loyer, RSA suspendu."),
    Life("Yvonne", "Weiss", "Mme", date(1965, 2, 2), None, "Reconnue travailleuse handicapée",
         told="Je suis reconnue travailleuse handicapée.", obstacle="Diabète, traitement lourd le matin."),
    Life("Şeyma", "Yıldız", "Mme", date(1999, 9, 9), None, "mère de 3 enfants",
         told="Je suis mère de 3 enfants et je suis enceinte.", obstacle="Pas de place en crèche."),
    Life("Li", "Wu", "M.", None, None, "liwu@exemple.fr", commune="south"),
    Life("Anne-Lise", "de la Tour", "Mme", date(1975, 12, 25), "4 rue du Sud", "4 rue du Sud\nNée le 25 décembre 1975",
         commune="south", told="J’habite à Sudheim, quartier prioritaire."),
]  # fmt: skip
QUESTIONS = (
    "cariste",
    "un boulanger le matin, permis B",
    "CACES R489 cat. 3 avec expérience",
    "Mansouri Khadija",
    "une femme jeune, sans enfants, en bonne santé",
    "quelqu’un qui habite Nordheim",
    "Diallo nationalité malienne RSA handicap",
)
"""Free questions, also those that ask for what may not weigh."""
PLACES = {
    "north": ("68901", "Nordheim", 48.126, 7.227),
    "south": ("68902", "Sudheim", 48.034, 7.493),
}
"""Two communes of one département, as far from Colmar and from Strasbourg, where the jobs are."""


@dataclass
class Asked:
    """The jobs of a small world in which one person stands among others, and a way to be somebody else."""

    person: int
    jobs: list[int]
    become: Callable[[Life], None]


@pytest.fixture
def asked(
    world: World,
    sessions: sessionmaker[Session],
    indexed: SiteRuntime,
    tmp_path: Path,
) -> Asked:
    """Five people of one structure for three jobs; the one who will change is in the middle of the order."""
    with sessions() as session, session.begin():
        for insee, name, lat, lon in PLACES.values():
            session.add(
                Commune(
                    insee=insee, name=name, name_key=commune_key(name), department="68",
                    lat=lat, lon=lon, precision=CommunePrecision.EXACT, population=900,
                )
            )  # fmt: skip
            session.flush()
            session.add(CommunePostcode(insee=insee, postcode="68" + insee[2:]))
        for title, rome, commune in (
            ("Cariste de jour (H/F)", "N1101", "68066"),
            ("Agent / agente de quai", "N1105", "68066"),
        ):
            publish(
                session,
                world,
                JobData(
                    title, "CDI", commune, rome=rome, text="Charger les camions, ranger les palettes.",
                    requirements=(RequirementData("certificate", "CACES R489 cat. 3", must=True),
                                  RequirementData("language", "français", "B1", must=True)),
                ),
            )  # fmt: skip
        for number, (romes, km) in enumerate(
            ((("N1101",), 30), (("N1105", "N1101"), 20), (("K2204",), 10))
        ):
            other = create_candidate(
                session, SYSTEM,
                CandidateData(f"Autre{number}", f"Personne{number}", commune_insee="68066", wished_romes=romes,
                              wishes_text="Charger des camions." if number else "", contracts=("CDI",),
                              mobility=(MobilityData("car", radius_km=km),)),
                structure_id=world.structures["here"], coach_id=world.people["coach"],
            )  # fmt: skip
            add_experience(
                session, SYSTEM, other, ExperienceData("Cariste", start_year=2020 + number)
            )
        row = create_candidate(
            session, SYSTEM, data_of(BEFORE), structure_id=world.structures["here"], coach_id=world.people["coach"],
        )  # fmt: skip
        add_experience(
            session, SYSTEM, row,
            ExperienceData("Cariste", start_year=2019, end_year=2021, rome="N1101", description="Chargement, palettes"),
        )  # fmt: skip
        add_certificate(session, SYSTEM, row, CertificateData("CACES R489 cat. 3", 2023))
        consents.note_consent(
            session, SYSTEM, row, Purpose.ANONYMOUS_POOL, True, how="en entretien"
        )
        person = row.id
        found = [
            row.id for row in all_rows(session, list_jobs(SYSTEM)) if row.status == "published"
        ]

    def become(life: Life) -> None:
        with sessions() as session, session.begin():
            row = get_candidate(session, SYSTEM, person)
            update_candidate(session, SYSTEM, row, data_of(life))
            for obstacle in list(row.obstacles):
                remove_fact(session, SYSTEM, row, "obstacle", obstacle.id)
            add_obstacle(
                session, SYSTEM, row, kind="other", note=life.obstacle or "À voir.", actions=()
            )
            for experience in [e for e in row.experiences if e.title.startswith("Prépar")]:
                remove_fact(session, SYSTEM, row, "experience", experience.id)
            add_experience(
                session, SYSTEM, row, ExperienceData(life.trade, start_year=2022, end_year=2023)
            )
            row.cvs.clear()
            session.flush()
            text = f"{life.first_name} {life.last_name.upper()}\n{life.head}\n{BODY}"
            import_cv(
                session, SYSTEM, row, filename="cv.txt", data=text.encode(), files=FileStore(tmp_path / "cvs"),
                extract=as_text, trade_reader=trades, today=TODAY,
            )  # fmt: skip
        index(indexed)

    return Asked(person, sorted(found), become)


def data_of(life: Life) -> CandidateData:
    return CandidateData(
        first_name=life.first_name,
        last_name=life.last_name,
        civility=life.civility,
        birth_date=life.birth_date,
        street=life.street,
        email=f"{life.last_name[:2].lower()}@exemple.fr".replace("ş", "s").replace("ı", "i"),
        commune_insee=PLACES[life.commune][0],
        wishes_text=f"Un poste de cariste, plutôt le matin. {life.told}".strip(),
        wished_romes=("N1101",),
        contracts=("CDI",),
        licences=("B",),
        skills=("Gestion des stocks",),
        mobility=(MobilityData("car", radius_km=20),),
    )


def sent(coach: FlaskClient, others: dict[str, FlaskClient], runtime: SiteRuntime, asked: Asked,
         life: Life, say: pytest.CaptureFixture[str]) -> dict[str, object]:  # fmt: skip
    """Everything that shows the person in an order or with reasons, her name and commune masked."""
    shown: dict[str, object] = {}
    for job in asked.jobs:
        for query in ("", "?impossible=1", "?contrat=CDI&permis=B"):
            url = f"/postes/{job}/personnes{query}"
            shown[url] = listed(coach.get(url).text, life)
        url = f"/postes/{job}/selection"
        shown[url] = main(coach.get(url).text, life)
        table = coach.get(f"{url}/tableau.csv").get_data(as_text=True)
        shown[f"{url}/tableau.csv"] = table.replace(
            f"{life.last_name};{life.first_name}", "NAME;NAME"
        )
        say.readouterr()
        show_match(runtime, job, None, page=1, impossible=True, as_json=True)
        answer = json.loads(say.readouterr().out)
        del answer["index_version"]  # counts the writes
        for match in answer["matches"]:
            match["place"] = masked(match["place"] or "", life)
        shown[f"vivier match --job {job} --json"] = answer
    for question in QUESTIONS:
        url = f"/recherche?quoi=personnes&q={question}"
        page = coach.get("/recherche", query_string={"quoi": "personnes", "q": question}).text
        for typed in (question, quote_plus(question), quote(question)):
            page = page.replace(typed, "QUESTION")
        shown[url] = main(page, life)
    for (
        who,
        one,
    ) in others.items():  # they see profiles without names: nothing to mask but the place
        for job in asked.jobs:
            url = f"/postes/{job}/personnes?sans_nom=y"
            shown[f"{who} {url}"] = main(one.get(url).text, life)
        for question in QUESTIONS[:3]:
            asking = {"quoi": "personnes", "sans_nom": "y", "q": question}
            page = one.get("/recherche", query_string=asking).text
            assert "/profils/" in page, who
            shown[f"{who} /recherche {question}"] = main(page, life)
            for profile in sorted(set(re.findall(r"/profils/[\w-]+", page))):
                shown[f"{who} {profile}"] = main(one.get(profile).text, life)
    url = f"/candidats/{asked.person}/postes"
    shown[url] = listed(coach.get(url).text, life)
    book = load_workbook(io.BytesIO(coach.get("/candidats/export.xlsx").data)).active
    assert book is not None
    rows = [[cell for n, cell in enumerate(row) if n not in (0, 1, 5)] for row in book.values]
    shown["/candidats/export.xlsx"] = sorted(map(repr, rows))  # its order is that of the names
    return shown


def listed(text: str, life: Life) -> str:
    """The list of a page of matches."""
    (part,) = html.fromstring(text).xpath("//*[@class='matching__list']")
    return masked(etree.tostring(part, encoding="unicode"), life)


def main(text: str, life: Life) -> str:
    (part,) = html.fromstring(text).xpath("//main")
    return masked(etree.tostring(part, encoding="unicode"), life)


def masked(text: str, life: Life) -> str:
    text = re.sub(r'name="csrf_token" value="[^"]*"', "", text)
    insee, place, *_ = PLACES[life.commune]
    postcode = "68" + insee[2:]
    text = text.replace(f"{life.first_name} {life.last_name}", "NAME")
    text = text.replace(life.trade.split()[0], "TRADE")
    return text.replace(f"{postcode} {place}", "PLACE").replace(place, "PLACE")


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.last_name)
def test_no_page_and_no_export_tells_twins_apart(
    sign_in: SignIn,
    indexed: SiteRuntime,
    asked: Asked,
    life: Life,
    capsys: pytest.CaptureFixture[str],
) -> None:
    coach = sign_in("coach")
    others = {name: sign_in(name) for name in ("stranger", "developer")}
    asked.become(BEFORE)
    for job in asked.jobs:
        note = {"note": "À appeler."}
        assert coach.post(f"/postes/{job}/selection/{asked.person}", data=note).status_code == 302
    before = sent(coach, others, indexed, asked, BEFORE, capsys)
    asked.become(life)
    after = sent(coach, others, indexed, asked, life, capsys)
    for what, shown in before.items():
        assert after[what] == shown, what
    assert "NAME" in str(before[f"/postes/{asked.jobs[-1]}/personnes"])
    assert "CACES R489 cat. 3" in str(before[f"/postes/{asked.jobs[-1]}/personnes"])
    assert len(before) > 30
    assert any(what.startswith("stranger /profils/") for what in before)
    for what, shown in after.items():
        if what.startswith(("stranger", "developer")):
            for secret in (life.first_name, life.last_name, "NAME", "PLACE"):
                assert not re.search(rf"\b{secret}\b", str(shown)), (what, secret)


def test_pages_tell_another_life(
    sign_in: SignIn,
    indexed: SiteRuntime,
    asked: Asked,
    sessions: sessionmaker[Session],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The equality above can fail: without her certificate, pages and orders are others."""
    coach = sign_in("coach")
    others = {name: sign_in(name) for name in ("stranger", "developer")}
    asked.become(BEFORE)
    before = sent(coach, others, indexed, asked, BEFORE, capsys)
    with sessions() as session, session.begin():
        row = get_candidate(session, SYSTEM, asked.person)
        remove_fact(session, SYSTEM, row, "certificate", row.certificates[0].id)
    index(indexed)
    after = sent(coach, others, indexed, asked, BEFORE, capsys)
    assert {what for what in before if before[what] != after[what]} >= {
        f"/postes/{asked.jobs[-1]}/personnes",
        f"vivier match --job {asked.jobs[-1]} --json",
    }
