"""Reading CVs of the trades that people here come from: what is proposed, and what is not."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.texts.certificates import CERTIFICATES, mentions
from matching.texts.cv import Experience, Reading, read_cv
from matching.texts.cv.dates import find_period
from matching.texts.cv.education import level_of
from matching.texts.cv.sections import heading_of

TODAY = date(2026, 11, 23)

CARISTE = """\
Karim BENSALAH
14 rue des Vignes
68200 Mulhouse
06 12 34 56 78 – karim.bensalah@exemple.fr
34 ans, marié, 2 enfants
Permis B – véhiculé

CARISTE – PRÉPARATEUR DE COMMANDES

EXPÉRIENCES PROFESSIONNELLES
2021 – aujourd'hui : Cariste, Geodis, Ottmarsheim (68)
• Chargement et déchargement de camions
• Utilisation d'un terminal de radiofréquence
Mars 2018 – novembre 2020 : Préparateur de commandes – Intérim Manpower – Mulhouse
• Préparation vocale
2015 à 2018 : Manutentionnaire, Peugeot Sochaux

FORMATIONS ET CERTIFICATIONS
2023 : CACES R489 cat. 1A, 3 et 5
2022 : SST
2014 : BEP Logistique et commercialisation, Lycée Charles Stoessel

LANGUES
Français : courant
Arabe : langue maternelle
Anglais : notions

LOISIRS
Football, cuisine
"""

AIDE_A_DOMICILE = """\
Madame Fatoumata Diallo
3 impasse du Moulin, 67100 Strasbourg
Tél. : 07.55.66.77.88

Aide à domicile
Sérieuse et patiente, je souhaite accompagner des personnes âgées.

Expérience professionnelle

Depuis septembre 2019
Auxiliaire de vie
ADMR, Strasbourg
Aide au lever, à la toilette et aux repas
Courses et entretien du logement

De 2014 à 2018
Garde d'enfants à domicile
Particuliers, Strasbourg

Formation
Titre professionnel Assistante de vie aux familles (ADVF), 2019
PSC1 obtenu en 2021

Permis
Permis B en cours

Langues : français (B1), peul, bambara courant
"""

PLONGEUR = """\
E X P É R I E N C E S

Plongeur
Restaurant La Cigogne, Colmar
Juin 2022 – octobre 2023
Lavage de la batterie de cuisine, nettoyage des sols

Commis de cuisine
Hôtel Bellevue, Munster
été 2021
Épluchage, préparation des entrées

Vendangeur
Domaine Zusslin, Orschwihr
sept. 2020 (1 mois)

C O M P É T E N C E S
Plonge, hygiène HACCP, travail en équipe

Pas de permis
Je parle espagnol (courant) et un peu français (A2)
"""

MACON = """\
José FERREIRA
Maçon coffreur

Parcours professionnel
2010-2022\tMaçon coffreur, Bâti Rhin SARL, Sélestat
\tCoffrage, ferraillage, coulage de dalles
2005-2010\tManœuvre, Entreprise Keller, Obernai
1999-2004\tOuvrier agricole, Portugal

Habilitations
CACES R482 catégorie A (2021), R372 cat. 1
Travail en hauteur – AIPR opérateur 2020
Montage d'échafaudages R408

Diplômes
CAP Maçon – 1999

Permis B, BE et C
"""

AGENT_D_ENTRETIEN = """\
Nom : Yilmaz
Prénom : Ayse
Adresse : 5 avenue de Colmar, 68100 Mulhouse
Date de naissance : 12/04/1979
Nationalité : turque

PROFIL
10 ans d'expérience dans le nettoyage de bureaux.

MON PARCOURS
Agent d'entretien chez Onet (2016-2024)
Nettoyage de bureaux, vitrerie, autolaveuse
Femme de chambre à l'Hôtel Mercure (2012 - 2015)
Remise en état des chambres
Congé parental 2015-2016

SCOLARITÉ
1995-1998 : Collège, Turquie

PERMIS : aucun
LANGUES : turc (maternelle), français (courant), allemand (notions)
"""

SERVEUSE = """\
Léa Schmitt
Serveuse / barmaid
lea.schmitt@exemple.fr | +33 6 11 22 33 44 | 67000 Strasbourg

Expériences
Brasserie du Port, Strasbourg — Serveuse (03/2021 - 08/2023)
Service en salle de 80 couverts, encaissement
Winstub Au Coin, Obernai — Commis de salle (09/2019 – 02/2021)
Saison hiver 2018-2019 : Employée polyvalente, station de la Bresse

Formation
Bac pro Commercialisation et services en restauration, 2019
CAP Restaurant 2017

Compétences
Port du plateau, service à l'assiette, caisse tactile
Anglais B2, allemand A2
Permis B (véhicule personnel)
"""

PREPARATEUR = """\
Dylan MARCHAL
dylan.marchal@exemple.fr

EXPÉRIENCES
Préparateur de commandes – Amazon, Augny – 01/2022 à 06/2023
Magasinier – Leroy Merlin, Houdemont – 05/2020 à 12/2021
Stagiaire mécanicien – Garage Martin, Nancy – mai à juin 2019

DIPLÔMES ET FORMATIONS
CACES 1, 3 et 5 (R489) – valables jusqu'en 2027
Habilitation électrique B0 H0V
CAP Maintenance des véhicules, 2019 – CFA de Nancy

INFORMATIQUE
Excel, WMS, Pix

Permis AM (scooter)
"""

SECRETAIRE = """\
Isabelle Roth
Secrétaire médicale

Compétences
- Accueil physique et téléphonique
- Gestion de planning ; prise de rendez-vous
- Word, Excel, Doctolib

Expériences professionnelles

Secrétaire médicale – Cabinet du Dr Weber, Haguenau
Depuis 2017
- Accueil des patients
- Frappe des comptes rendus

Assistante administrative – Mairie de Brumath
2008 - 2016
- Courrier, état civil

Hôtesse de caisse – Auchan, Schweighouse
2003 - 2008

Formation
BTS Assistant de gestion – 2003
Bac STT – 2001

Langues
Allemand courant, anglais scolaire
Permis B et voiture
"""

CHAUFFEUR = """\
Marc Weber – Chauffeur-livreur
57000 Metz – 06.98.76.54.32

Chauffeur-livreur, Chronopost, Metz, depuis février 2021
Conducteur de bus, Kéolis, Nancy, 2016-2020

CAP Conducteur livreur 2010
Permis B, C, CE et D
FIMO marchandises, FCO voyageurs, carte conducteur
"""

CVS = {
    "cariste": CARISTE,
    "aide à domicile": AIDE_A_DOMICILE,
    "plongeur": PLONGEUR,
    "maçon": MACON,
    "agent d'entretien": AGENT_D_ENTRETIEN,
    "serveuse": SERVEUSE,
    "préparateur": PREPARATEUR,
    "secrétaire": SECRETAIRE,
    "chauffeur": CHAUFFEUR,
}


def read(text: str) -> Reading:
    return read_cv(text, today=TODAY)


def told(experience: Experience) -> tuple[object, ...]:
    return (
        experience.title, experience.employer, experience.place,
        experience.start, experience.end, experience.current,
    )  # fmt: skip


def codes(reading: Reading) -> list[str]:
    return [certificate.code for certificate in reading.certificates]


# --- Whole CVs ------------------------------------------------------------------------------------


def test_cariste_with_dates_before_titles_on_one_line() -> None:
    reading = read(CARISTE)
    assert [told(e) for e in reading.experiences] == [
        ("Cariste", "Geodis", "Ottmarsheim (68)", (2021, None), None, True),
        ("Préparateur de commandes", "Intérim Manpower", "Mulhouse", (2018, 3), (2020, 11), False),
        ("Manutentionnaire", "Peugeot Sochaux", "", (2015, None), (2018, None), False),
    ]
    assert reading.experiences[0].description == (
        "Chargement et déchargement de camions",
        "Utilisation d'un terminal de radiofréquence",
    )
    assert codes(reading) == ["CACES-R489-1A", "CACES-R489-3", "CACES-R489-5", "SST"]
    caces, sst = reading.certificates[1], reading.certificates[3]
    assert (caces.label, caces.obtained) == ("CACES R489 cat. 3", 2023)
    assert caces.note == "Valable en principe jusqu'en 2028."
    assert "dépassée" in sst.note
    assert [(e.label, e.level, e.year) for e in reading.education] == [
        ("BEP Logistique et commercialisation, Lycée Charles Stoessel", 3, 2014)
    ]
    assert [licence.code for licence in reading.licences] == ["B"]
    assert reading.vehicle is not None
    assert reading.vehicle.has_vehicle
    assert [(x.code, x.level) for x in reading.languages] == [
        ("fr", "fluent"), ("ar", "fluent"), ("en", "notions"),
    ]  # fmt: skip
    assert {c.kind: c.value for c in reading.contact} == {
        "name": "Karim BENSALAH",
        "address": "14 rue des Vignes",
        "postcode": "68200",
        "city": "Mulhouse",
        "phone": "06 12 34 56 78",
        "email": "karim.bensalah@exemple.fr",
    }


def test_home_help_with_dates_alone_before_titles() -> None:
    reading = read(AIDE_A_DOMICILE)
    assert [told(e) for e in reading.experiences] == [
        ("Auxiliaire de vie", "ADMR", "Strasbourg", (2019, 9), None, True),
        ("Garde d'enfants à domicile", "Particuliers", "Strasbourg",
         (2014, None), (2018, None), False),
    ]  # fmt: skip
    assert reading.experiences[0].description[0] == "Aide au lever, à la toilette et aux repas"
    assert codes(reading) == ["ADVF", "PSC1"]
    assert reading.licences == ()
    assert [(n.code, n.status) for n in reading.licence_notes] == [("B", "in_progress")]
    assert [(x.code, x.level) for x in reading.languages] == [
        ("fr", "B1"), ("ff", ""), ("bm", "fluent"),
    ]  # fmt: skip
    assert reading.contact[0].value == "Fatoumata Diallo"


def test_dishwasher_with_dates_alone_after_titles_under_spaced_headings() -> None:
    reading = read(PLONGEUR)
    assert [told(e) for e in reading.experiences] == [
        ("Plongeur", "Restaurant La Cigogne", "Colmar", (2022, 6), (2023, 10), False),
        ("Commis de cuisine", "Hôtel Bellevue", "Munster", (2021, 7), (2021, 8), False),
        ("Vendangeur", "Domaine Zusslin", "Orschwihr", (2020, 9), (2020, 9), False),
    ]
    assert [n.status for n in reading.licence_notes] == ["none"]
    assert [s.label for s in reading.skills] == ["Plonge", "Travail en équipe"]
    assert codes(reading) == ["HACCP"]


def test_mason_with_a_table_of_dates() -> None:
    reading = read(MACON)
    assert [told(e) for e in reading.experiences] == [
        ("Maçon coffreur", "Bâti Rhin SARL", "Sélestat", (2010, None), (2022, None), False),
        ("Manœuvre", "Entreprise Keller", "Obernai", (2005, None), (2010, None), False),
        ("Ouvrier agricole", "", "Portugal", (1999, None), (2004, None), False),
    ]
    by_label = {c.label: c for c in reading.certificates}
    assert by_label["CACES R482 cat. A"].obtained == 2021
    old = by_label["CACES R372 cat. 1"]
    assert (old.code, old.obtained) == ("CACES-R482", None)
    assert "R372" in old.note
    assert {"AIPR", "TRAVAIL-HAUTEUR", "ECHAFAUDAGE"} <= set(codes(reading))
    assert [licence.code for licence in reading.licences] == ["B", "BE", "C"]


def test_cleaner_with_labels_and_parental_leave() -> None:
    reading = read(AGENT_D_ENTRETIEN)
    assert [told(e) for e in reading.experiences] == [
        ("Agent d'entretien", "Onet", "", (2016, None), (2024, None), False),
        ("Femme de chambre", "Hôtel Mercure", "", (2012, None), (2015, None), False),
    ]
    assert {c.kind: c.value for c in reading.contact}["name"] == "Ayse Yilmaz"
    assert [n.status for n in reading.licence_notes] == ["none"]
    turkish = reading.languages[0]
    assert (turkish.code, turkish.level) == ("tr", "fluent")
    assert "maternelle" not in turkish.evidence


def test_waitress_with_the_employer_first() -> None:
    reading = read(SERVEUSE)
    assert [told(e) for e in reading.experiences] == [
        ("Serveuse", "Brasserie du Port", "Strasbourg", (2021, 3), (2023, 8), False),
        ("Commis de salle", "Winstub Au Coin", "Obernai", (2019, 9), (2021, 2), False),
        ("Employée polyvalente", "station de la Bresse", "", (2018, None), (2019, None), False),
    ]
    assert [(e.level, e.year) for e in reading.education] == [(4, 2019), (3, 2017)]
    assert [s.label for s in reading.skills] == [
        "Port du plateau", "Service à l'assiette", "Caisse tactile",
    ]  # fmt: skip
    assert [(x.code, x.level) for x in reading.languages] == [("en", "B2"), ("de", "A2")]


def test_order_picker_with_categories_before_the_recommendation() -> None:
    reading = read(PREPARATEUR)
    assert [told(e)[:4] for e in reading.experiences] == [
        ("Préparateur de commandes", "Amazon", "Augny", (2022, 1)),
        ("Magasinier", "Leroy Merlin", "Houdemont", (2020, 5)),
        ("Stagiaire mécanicien", "Garage Martin", "Nancy", (2019, 5)),
    ]
    assert codes(reading) == [
        "CACES-R489-1A", "CACES-R489-3", "CACES-R489-5", "HAB-ELEC-B0", "HAB-ELEC-H0V", "PIX",
    ]  # fmt: skip
    assert reading.certificates[1].valid_until == 2027
    assert [licence.code for licence in reading.licences] == ["AM"]
    assert {s.label for s in reading.skills if s.software} == {"Excel", "WMS"}


def test_secretary_with_dates_under_titles() -> None:
    reading = read(SECRETAIRE)
    assert [told(e) for e in reading.experiences] == [
        ("Secrétaire médicale", "Cabinet du Dr Weber", "Haguenau", (2017, None), None, True),
        ("Assistante administrative", "Mairie de Brumath", "", (2008, None), (2016, None), False),
        ("Hôtesse de caisse", "Auchan", "Schweighouse", (2003, None), (2008, None), False),
    ]
    assert reading.experiences[1].description == ("Courrier, état civil",)
    assert [(e.level, e.year) for e in reading.education] == [(5, 2003), (4, 2001)]
    assert [(x.code, x.level) for x in reading.languages] == [
        ("de", "fluent"), ("en", "intermediate"),
    ]  # fmt: skip


def test_driver_without_any_heading() -> None:
    reading = read(CHAUFFEUR)
    assert [told(e)[:5] for e in reading.experiences] == [
        ("Chauffeur-livreur", "Chronopost", "Metz", (2021, 2), None),
        ("Conducteur de bus", "Kéolis", "Nancy", (2016, None), (2020, None)),
    ]
    assert [licence.code for licence in reading.licences] == ["B", "C", "CE", "D"]
    assert codes(reading) == ["FIMO-M", "FCO-V", "CARTE-CONDUCTEUR"]
    assert [e.label for e in reading.education] == ["CAP Conducteur livreur"]


def test_headings_in_a_margin_and_on_two_lines() -> None:
    reading = read(
        "Curriculum vitae Noémie LAUBERGER\nEXPÉRIENCE\nPROFESSIONNELLE\n"
        "10/2024 - 01/2026\tCaissière, Marché Frais\nCOMPÉTENCES\tEncaissement, Accueil\n"
    )
    assert [e.title for e in reading.experiences] == ["Caissière"]
    assert [s.label for s in reading.skills] == ["Encaissement", "Accueil"]
    assert reading.contact[0].value == "Noémie LAUBERGER"


def test_childminder_without_dates() -> None:
    reading = read("EXPÉRIENCES\nAssistante maternelle agréée\nNounou à domicile, Thann\nCuisine")
    assert reading.experiences[0].title == "Assistante maternelle agréée"
    assert reading.experiences[0].start is None


# --- Promises that hold for every CV --------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(CVS))
def test_evidence_is_verbatim_and_keys_are_stable(name: str) -> None:
    text = CVS[name]
    first, second = read(text), read("\n" + text)
    for one, other in zip(
        [*first.experiences, *first.education, *first.certificates, *first.licences, *first.skills],
        [*second.experiences, *second.education, *second.certificates, *second.licences,
         *second.skills],
        strict=True,
    ):  # fmt: skip
        assert one.key == other.key
        for line in one.evidence.split("\n"):
            assert line in text
    keys = [e.key for e in (*first.experiences, *first.education, *first.certificates)]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("name", sorted(CVS))
def test_a_course_is_never_a_job(name: str) -> None:
    reading = read(CVS[name])
    courses = {line for course in reading.education for line in course.evidence.split("\n")}
    for experience in reading.experiences:
        assert not courses & set(experience.evidence.split("\n"))


def test_a_diploma_among_the_jobs_is_a_course() -> None:
    reading = read("PARCOURS\n2018-2020 : Cariste, Geodis\n2016-2018 : CAP Cuisine, CFA de Colmar")
    assert [e.title for e in reading.experiences] == ["Cariste"]
    assert [e.label for e in reading.education] == ["CAP Cuisine, CFA de Colmar"]


def test_rome_comes_from_the_reader_of_titles() -> None:
    asked: list[str] = []

    def reader(title: str) -> list[tuple[str, float]]:
        asked.append(title)
        return [("N1101", 0.9), ("N1105", 0.4)]

    reading = read_cv(CARISTE, today=TODAY, rome_reader=reader)
    assert asked == ["Cariste", "Préparateur de commandes", "Manutentionnaire"]
    assert reading.experiences[0].rome[0] == ("N1101", 0.9)


@pytest.mark.parametrize(
    "text", ["", "\n\n", "0", "\x00\ufeff", "Permis", "2020", "• • •", "%PDF-1.4"]
)
def test_little_or_nothing_reads_as_nothing(text: str) -> None:
    assert read(text).experiences == ()


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=800))
def test_any_text_is_read(text: str) -> None:
    read(text)


_SHARDS = st.sampled_from(
    ["2019", " - ", "Cariste", "\n", "\t", "depuis ", "CACES ", "R489 ", "cat. 3", "permis ", "B, ",
     "(", ")", "• ", "EXPÉRIENCES\n", "FORMATION\n", "anglais ", "maternelle", "CAP ", "Colmar ",
     "06 12 34 56 78", "12 rue ", "é", "’", ":", "mars ", "habilitation électrique ", "à "]
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.lists(_SHARDS, max_size=60).map("".join))
def test_any_pieces_of_cvs_are_read(text: str) -> None:
    reading = read(text)
    for experience in reading.experiences:
        if experience.start and experience.end:
            assert experience.start[0] <= experience.end[0]


@pytest.mark.parametrize(
    "shard",
    ["a ", "(", "A-", "2019 - ", "CACES 1, ", "permis b, ", "12 rue ", "a@", "\t", "et ", "x\n"],
)
def test_hostile_repetition_takes_no_longer_than_its_length(shard: str) -> None:
    start = time.thread_time()
    read(shard * (30_000 // len(shard)))
    assert time.thread_time() - start < 2.0


def test_twenty_pages_are_read_at_once() -> None:
    text = "\n".join(list(CVS.values()) * 6)
    assert len(text) > 25_000
    start = time.thread_time()
    read(text)
    assert time.thread_time() - start < 1.0  # 0.15 s of the processor's


# --- Dates ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "start", "end", "current"),
    [
        ("depuis 2019", (2019, None), None, True),
        ("2015 à 2018", (2015, None), (2018, None), False),
        ("03/2018 – 11/2020", (2018, 3), (2020, 11), False),
        ("sept. 2019 - aujourd'hui", (2019, 9), None, True),
        ("2021 (6 mois)", (2021, None), (2021, None), False),
        ("été 2017", (2017, 7), (2017, 8), False),
        ("De mars à juin 2020", (2020, 3), (2020, 6), False),
        ("mars/avril 2020", (2020, 3), (2020, 4), False),
        ("novembre à février 2020", (2019, 11), (2020, 2), False),
        ("2015-18", (2015, None), (2018, None), False),
        ("2008-12", (2008, None), (2012, None), False),
        ("2015/2016", (2015, None), (2016, None), False),
        ("2019-03 - 2020-04", (2019, 3), (2020, 4), False),
        ("01/03/2018 au 30/11/2020", (2018, 3), (2020, 11), False),
        ("03/18 – 11/20", (2018, 3), (2020, 11), False),
        ("Du 1er mars 2018 au 30 nov. 2020", (2018, 3), (2020, 11), False),
        ("à partir de janvier 2022", (2022, 1), None, True),
        ("2024 → aujourd’hui", (2024, None), None, True),
        ("Actuellement (depuis 2021)", (2021, None), None, True),
        ("Saisons 2018, 2019 et 2020", (2018, None), (2020, None), False),
    ],
)
def test_periods(
    line: str, start: tuple[int, int | None], end: tuple[int, int | None] | None, current: bool
) -> None:
    period = find_period(line, TODAY)
    assert period is not None
    assert (period.start, period.end, period.current) == (start, end, current)


@pytest.mark.parametrize(
    "line",
    [
        "68000 Colmar",
        "2000 €",
        "CACES R489",
        "06 20 19 20 20",
        "en mars",
        "2030",
        "2000 m²",
        "20195",
    ],
)
def test_no_period(line: str) -> None:
    assert find_period(line, TODAY) is None


# --- Headings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "section"),
    [
        ("EXPÉRIENCES PROFESSIONNELLES", "experiences"), ("Mes expériences :", "experiences"),
        ("E X P É R I E N C E S", "experiences"), ("Parcours professionnel", "experiences"),
        ("EXPERIENCE PRO", "experiences"), ("II. Expériences", "experiences"),
        ("Formations & diplômes", "education"), ("Parcours scolaire", "education"),
        ("ÉTUDES ET FORMATION", "education"), ("F O R M A T I O N", "education"),
        ("Certifications et habilitations", "certificates"), ("PERMIS", "certificates"),
        ("Compétences clés", "skills"), ("SAVOIR-FAIRE", "skills"), ("Informatique", "skills"),
        ("Langues étrangères", "languages"), ("Centres d’intérêt", "interests"),
        ("État civil", "contact"), ("COORDONNÉES", "contact"), ("Profil", "profile"),
    ],
)  # fmt: skip
def test_headings(line: str, section: str) -> None:
    assert heading_of(line) == section


@pytest.mark.parametrize(
    "line",
    ["Formation cariste", "Cariste", "Expérience de 10 ans chez Geodis", "2019 Formation",
     "Gestion des stages", "• Contact clientèle", "En formation"],
)  # fmt: skip
def test_no_heading(line: str) -> None:
    assert heading_of(line) is None


# --- Certificates, licences, languages ------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("CACES R489 cat. 1A, 3 et 5", "CACES-R489-1A CACES-R489-3 CACES-R489-5"),
        ("CACES R 489 1B-3-5", "CACES-R489-1B CACES-R489-3 CACES-R489-5"),
        ("CACES: R489 (cat 1B, 3), R486 (A)", "CACES-R489-1B CACES-R489-3 CACES-R486-A"),
        ("R.482 cat A, B1, C1", "CACES-R482-A CACES-R482-B1 CACES-R482-C1"),
        ("CACES R389 cat 3 (2018)", "CACES-R489-3"),
        ("CACES chariots 3 et 5", "CACES-R489-3 CACES-R489-5"),
        ("CACES nacelle", "CACES-R486"), ("CACES pont roulant", "CACES-R484"),
        ("CACES R490", "CACES-R490"), ("CACES R485 cat 2", "CACES-R485-2"),
        ("CACES 3 et 5", "CACES"), ("Je n'ai pas de CACES", ""),
        ("CACES R489 cat. 3 en cours", ""), ("R487 cat. 1", "CACES-R487-1"),
        ("Habilitations électriques B0, H0V, BR", "HAB-ELEC-B0 HAB-ELEC-H0V HAB-ELEC-BR"),
        ("Habilitation électrique", "HAB-ELEC"), ("H0 B0", "HAB-ELEC-H0 HAB-ELEC-B0"),
        ("FIMO marchandises, FCO voyageurs", "FIMO-M FCO-V"), ("ADR base", "ADR"),
        ("Carte professionnelle CNAPS", "CNAPS"), ("SSIAP 1", "SSIAP1"), ("SSIAP II", "SSIAP2"),
        ("AIPR encadrant", "AIPR"), ("Travaux en hauteur", "TRAVAIL-HAUTEUR"), ("PRAP 2S", "PRAP"),
        ("BAFA", "BAFA"), ("BAFD", "BAFD"), ("BNSSA", "BNSSA"), ("PSC 1", "PSC1"),
        ("Diplôme d'État d'aide-soignante", "DEAS"), ("DEAES", "DEAES"), ("HACCP", "HACCP"),
        ("Diplôme d'État d'ambulancier", "DEA"), ("CAP petite enfance", "CAP-AEPE"),
        ("Permis bateau", "PERMIS-PLAISANCE"), ("Certiphyto", "CERTIPHYTO"), ("Pix", "PIX"),
        ("CQP APS", "CQP-APS"), ("TOSA", "TOSA"), ("Sauveteuse secouriste du travail", "SST"),
    ],
)  # fmt: skip
def test_certificates(line: str, expected: str) -> None:
    assert codes(read(f"CERTIFICATIONS\n{line}")) == expected.split()


def test_a_job_text_names_certificates_with_the_same_codes() -> None:
    assert [m.code for m in mentions("Titulaire du CACES R489 catégorie 3, SST apprécié")] == [
        "SST", "CACES-R489-3",
    ]  # fmt: skip
    assert len({kind.code for kind in CERTIFICATES}) == len(CERTIFICATES)


@pytest.mark.parametrize(
    ("line", "held", "noted", "vehicle"),
    [
        ("Permis B", "B", "", None), ("Permis de conduire (B)", "B", "", None),
        ("Permis : B, C, CE", "B C CE", "", None), ("permis b et véhicule", "B", "", True),
        ("Permis B à jour", "B", "", None), ("Permis PL et SPL", "C CE", "", None),
        ("Permis poids lourd", "C", "", None), ("Permis EB", "BE", "", None),
        ("Permis cariste", "", "", None), ("Permis de travail", "", "", None),
        ("Permis de construire", "", "", None), ("Permis bateau", "", "", None),
        ("permis B en cours", "", "B in_progress", None),
        ("permis B, permis C en cours", "B", "C in_progress", None),
        ("En cours d'obtention du permis B", "", "B in_progress", None),
        ("Permis B (suspendu)", "", "B suspended", None),
        ("Pas de permis", "", " none", None), ("Permis B non véhiculé", "B", "", False),
        ("Permis B - Véhiculée", "B", "", True), ("Permis A2 et B", "A2 B", "", None),
        ("BSR", "AM", "", None), ("Permis B, C1E, DE", "B C1E DE", "", None),
        ("permis B de plus de 3 ans", "B", "", None), ("Voiture sans permis", "", "", None),
    ],
)  # fmt: skip
def test_licences(line: str, held: str, noted: str, vehicle: bool | None) -> None:
    reading = read(f"DIVERS\n{line}")
    assert [licence.code for licence in reading.licences] == held.split()
    assert [f"{n.code} {n.status}" for n in reading.licence_notes] == ([noted] if noted else [])
    assert (reading.vehicle.has_vehicle if reading.vehicle else None) is vehicle


def test_categories_under_a_heading() -> None:
    assert [x.code for x in read("PERMIS\nB, BE\n").licences] == ["B", "BE"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Anglais : courant, allemand : notions", "en fluent, de notions"),
        ("Bonne maîtrise de l'allemand, notions d'italien", "de intermediate, it notions"),
        ("Français langue maternelle - Anglais B2", "fr fluent, en B2"),
        ("Anglais lu, écrit, parlé", "en fluent"), ("Français\tcourant", "fr fluent"),
        ("anglais et espagnol scolaires", "en intermediate, es intermediate"),
        ("Trilingue français, turc, allemand", "fr fluent, tr fluent, de fluent"),
        ("Allemand – niveau intermédiaire (B1)", "de B1"), ("LSF", "fsl "),
    ],
)  # fmt: skip
def test_languages(line: str, expected: str) -> None:
    reading = read(f"LANGUES\n{line}")
    assert ", ".join(f"{x.code} {x.level}" for x in reading.languages) == expected


def test_a_language_taught_is_no_language_spoken() -> None:
    assert read("EXPÉRIENCES\n2019 : Professeur d'anglais, collège").languages == ()


@pytest.mark.parametrize(
    ("diploma", "level"),
    [("CAP Cuisine", 3), ("BEP", 3), ("Bac pro Commerce", 4), ("BTS", 5), ("Licence d'histoire", 6),
     ("Master 2", 7), ("Titre professionnel niveau IV", 4), ("Brevet des collèges", None),
     ("Bac +2", 5), ("DEAS", 4)],
)  # fmt: skip
def test_levels(diploma: str, level: int | None) -> None:
    assert level_of(diploma) == level
