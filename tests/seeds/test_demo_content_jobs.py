"""The demo territory's structures, employers and job profiles: whole, consistent and fit to show.

The content is written by hand; this file keeps a later edit from breaking a reference, repeating a
text, or publishing a job whose wording the law forbids (Code du travail, L1132-1 and L5321-2).
"""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import Counter
from itertools import combinations
from typing import Any

import pytest
from stdnum.fr import siren, siret

from matching.actor import Role
from matching.pool.jobs.terms import JobStatus
from matching.pool.reference.terms import (
    LANGUAGE_LEVELS,
    LICENCES,
    WEEKDAYS,
    Condition,
    Contract,
    Slot,
)
from matching.pool.structures.terms import StructureKind
from tests.world import ROOT

SEEDS = ROOT / "seeds"
DEMO = SEEDS / "demo" / "content"
REFERENCE = SEEDS / "reference"

ROLES = {Role.COACH, Role.STRUCTURE_MANAGER, Role.EMPLOYMENT_DEVELOPER}
SIZES = {"0-9", "10-19", "20-49", "50-99", "100-249", "250-499"}
STATUSES = {JobStatus.PUBLISHED, JobStatus.DRAFT, JobStatus.FILLED, JobStatus.CLOSED}
FIELDS = {
    "key",
    "employer",
    "title",
    "text",
    "rome",
    "contract",
    "duration_months",
    "hours_per_week",
    "place",
    "openings",
    "wage_text",
    "must_skills",
    "nice_skills",
    "certificates",
    "licences",
    "languages",
    "schedule",
    "conditions",
    "beginners_accepted",
    "immersion_possible",
    "starts_in_days",
    "status",
    "valid_for_days",
}
FORBIDDEN = re.compile(
    r"\b(âge|sexe|photos?|langue maternelle|jeunes?|nationalité|religion|célibataire|physique"
    r"|dynamique|marié\w*|bonne présentation|origine)\b",
    re.IGNORECASE,
)
# Trades that the law closes to whoever lacks the paper: their profiles must ask for it.
REGULATED = {
    "J1501": {"DEAS"},
    "J1305": {"DEA ambulancier"},
    "K2503": {"CNAPS"},
    "K2504": {"CNAPS"},
    "K2509": {"CNAPS"},
    "K2510": {"CNAPS"},
    "N4101": {"FIMO marchandises"},
    "N4115": {"FIMO marchandises"},
}


def _load(name: str) -> Any:
    return json.loads((DEMO / name).read_text(encoding="utf-8"))


TERRITORY = _load("structures.json")
STRUCTURES: list[dict[str, Any]] = TERRITORY["structures"]
PEOPLE: list[dict[str, Any]] = TERRITORY["people"]
EMPLOYERS: list[dict[str, Any]] = _load("employers.json")
JOBS: list[dict[str, Any]] = [
    job for path in sorted(DEMO.glob("job_profiles_*.json")) for job in _load(path.name)
]
each_job = pytest.mark.parametrize("job", JOBS, ids=[job["key"] for job in JOBS])


def _reference_codes(name: str) -> set[str]:
    """The first column of a shipped reference table; skips the test where the table is absent."""
    path = REFERENCE / name
    if not path.exists():
        pytest.skip(f"seeds/reference/{name} is not there")
    data = path.read_bytes()
    text = (gzip.decompress(data) if name.endswith(".gz") else data).decode("utf-8")
    return {row[0] for row in csv.reader(text.splitlines()) if row}


def _spoken(record: dict[str, Any]) -> str:
    """Every text of a record, on one line, with plain apostrophes and spaces."""
    return json.dumps(record, ensure_ascii=False).replace("\u2019", "'").replace("\u00a0", " ")


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + 5]) for i in range(max(1, len(words) - 4))}


def test_counts_fill_the_demo_territory() -> None:
    roles = Counter(person["role"] for person in PEOPLE)
    assert len(STRUCTURES) == 12
    assert roles["coach"] >= 18
    assert roles["employment_developer"] == 4
    assert len(EMPLOYERS) == 90
    assert sum(employer["contact"]["login"] for employer in EMPLOYERS) == 12
    assert len(JOBS) >= 165
    assert len({job["rome"] for job in JOBS}) >= 60
    statuses = Counter(job["status"] for job in JOBS)
    assert statuses["published"] > 0.85 * len(JOBS)
    assert set(statuses) == STATUSES


def test_keys_and_addresses_are_unique() -> None:
    for records in (STRUCTURES, EMPLOYERS, JOBS):
        assert len({record["key"] for record in records}) == len(records)
    emails = [person["email"] for person in PEOPLE]
    emails += [employer["contact"]["email"] for employer in EMPLOYERS]
    assert len(set(emails)) == len(emails)
    assert all(re.fullmatch(r"[a-z0-9.-]+@([a-z0-9-]+\.)+example", email) for email in emails)


def test_structures_and_people_hold_together() -> None:
    keys = {structure["key"] for structure in STRUCTURES}
    assert {structure["kind"] for structure in STRUCTURES} == set(StructureKind)
    assert {person["role"] for person in PEOPLE} == ROLES
    assert {person["structure"] for person in PEOPLE} == keys
    coached = {person["structure"] for person in PEOPLE if person["role"] == "coach"}
    assert coached == keys
    managed = Counter(p["structure"] for p in PEOPLE if p["role"] == "structure_manager")
    assert max(managed.values()) == 1


def test_both_departments_everywhere() -> None:
    for records in (STRUCTURES, EMPLOYERS):
        assert {record["department"] for record in records} == {"67", "68"}
        assert all(record["commune"].startswith(record["department"]) for record in records)


def test_employers_have_valid_invented_registrations() -> None:
    for employer in EMPLOYERS:
        assert siren.validate(employer["siren"]) == employer["siren"]
        assert siret.validate(employer["siret"]) == employer["siret"]
        assert employer["siret"].startswith(employer["siren"])
        # No company bears so low a number: the first ones of the register begin at 000 325 175.
        assert employer["siren"].startswith("0000")
        assert employer["size"] in SIZES
        assert employer["street"]
        assert employer["postcode"].startswith(employer["department"])
        assert set(employer["contact"]) == {"first_name", "last_name", "function", "email", "login"}
    for number in ("siren", "siret"):
        assert len({employer[number] for employer in EMPLOYERS}) == len(EMPLOYERS)


def test_every_employer_has_a_job_and_every_job_an_employer() -> None:
    assert {job["employer"] for job in JOBS} == {employer["key"] for employer in EMPLOYERS}


def test_codes_exist_in_the_reference_data() -> None:
    communes = {r["commune"] for r in (*STRUCTURES, *EMPLOYERS)} | {job["place"] for job in JOBS}
    assert communes <= _reference_codes("communes.csv.gz")
    assert {employer["naf"] for employer in EMPLOYERS} <= _reference_codes("naf_rev2.csv")
    assert {job["rome"] for job in JOBS} <= _reference_codes("rome.csv")


@each_job
def test_job_is_well_formed(job: dict[str, Any]) -> None:
    assert set(job) == FIELDS
    assert re.fullmatch(r"[A-N]\d{4}", job["rome"])
    assert re.fullmatch(r"6[78]\d{3}", job["place"])
    assert job["contract"] in set(Contract)
    assert (job["duration_months"] is None) == (job["contract"] == "CDI")
    assert 4 <= job["hours_per_week"] <= 48
    assert job["openings"] >= 1
    assert job["wage_text"] is None or job["wage_text"].strip()
    assert job["must_skills"]
    skills = job["must_skills"] + job["nice_skills"]
    assert all(0 < len(skill) <= 80 for skill in skills)
    assert all(set(c) == {"code", "must"} and c["code"] for c in job["certificates"])
    assert {licence["code"] for licence in job["licences"]} <= set(LICENCES)
    assert {language["level"] for language in job["languages"]} <= set(LANGUAGE_LEVELS)
    assert set(job["conditions"]) <= set(Condition)
    assert len(set(job["conditions"])) == len(job["conditions"])
    assert job["status"] in STATUSES
    assert -90 <= job["starts_in_days"] <= 120
    assert 10 <= job["valid_for_days"] <= 120
    assert isinstance(job["beginners_accepted"], bool)
    assert isinstance(job["immersion_possible"], bool)


@each_job
def test_job_timetable_is_consistent(job: dict[str, Any]) -> None:
    schedule = job["schedule"]
    assert set(schedule) == {"days", "time_slots", "early_start", "weekend", "shifts"}
    assert schedule["days"] == [day for day in WEEKDAYS if day in schedule["days"]]
    assert schedule["days"]
    assert schedule["time_slots"] == [slot for slot in Slot if slot in schedule["time_slots"]]
    assert schedule["time_slots"]
    assert schedule["weekend"] == bool({"sam", "dim"} & set(schedule["days"]))
    assert ("night" in schedule["time_slots"]) == ("night" in job["conditions"])
    if schedule["early_start"] is not None:
        assert re.fullmatch(r"0[2-8]:[0-5]\d", schedule["early_start"])
        early = schedule["early_start"] < "07:30"
        assert early == bool({Slot.MORNING, Slot.NIGHT} & set(schedule["time_slots"]))


@each_job
def test_job_reads_well_and_discriminates_nobody(job: dict[str, Any]) -> None:
    assert FORBIDDEN.search(_spoken(job)) is None
    sentences = re.findall(r"[.!?…;](?:\s|$)", job["text"])
    assert len(sentences) >= 2
    assert 80 <= len(job["text"]) <= 1500
    assert "'" not in job["text"] + job["title"], "typographic apostrophes in what people read"


@each_job
def test_regulated_trade_asks_for_its_paper(job: dict[str, Any]) -> None:
    asked = {certificate["code"] for certificate in job["certificates"] if certificate["must"]}
    assert REGULATED.get(job["rome"], set()) <= asked
    licences = {licence["code"] for licence in job["licences"] if licence["must"]}
    if job["rome"] == "N4101":
        assert "C" in licences
    if job["rome"] == "N4115":
        assert "CE" in licences


@each_job
def test_hourly_wage_is_lawful(job: dict[str, Any]) -> None:
    for euros, cents in re.findall(r"\b(\d{2}),(\d{2})\s€", job["wage_text"] or ""):
        if float(f"{euros}.{cents}") < 20:
            assert float(f"{euros}.{cents}") >= 12.02  # SMIC brut horaire, 1 January 2026


def test_no_forbidden_word_in_structures_and_employers() -> None:
    for record in (*STRUCTURES, *PEOPLE, *EMPLOYERS):
        assert FORBIDDEN.search(_spoken(record)) is None


def test_no_two_texts_share_most_of_their_wording() -> None:
    shingled = [(job["key"], _shingles(job["text"])) for job in JOBS]
    for (key, one), (other, two) in combinations(shingled, 2):
        shared = len(one & two) / min(len(one), len(two))
        assert shared <= 0.6, f"{key} and {other} share {shared:.0%} of their wording"
