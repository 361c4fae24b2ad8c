"""The fictional people of the demo: enough of them, varied, coherent, and nobody real."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import zipfile
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

from seeds.demo.people.banks import BANKS, trades
from seeds.demo.people.compose import fictional_candidates
from seeds.demo.people.person import WEEK, DemoCandidate

TODAY = date(2026, 11, 23)
ROME_CODE = re.compile(r"[A-N]\d{4}")


@pytest.fixture(scope="module")
def people() -> list[DemoCandidate]:
    return fictional_candidates(today=TODAY)


def shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + 5]) for at in range(len(words) - 4)}


def test_there_are_enough_people_and_trades(people: list[DemoCandidate]) -> None:
    assert len(people) == 420
    assert len(trades()) >= 45
    assert len({person.wished_romes[0] for person in people}) >= 40
    women = sum(person.woman for person in people)
    assert 0.35 < women / len(people) < 0.65
    assert sum(person.status == "active" for person in people) > 0.8 * len(people)


def test_same_seed_same_people_other_seed_other_people(people: list[DemoCandidate]) -> None:
    assert fictional_candidates(today=TODAY) == people
    assert fictional_candidates(30, 7, today=TODAY) != people[:30]
    assert len(fictional_candidates(30, 7, today=TODAY)) == 30


def test_no_two_people_share_half_of_their_text(people: list[DemoCandidate]) -> None:
    said = [shingles(person.full_text) for person in people]
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, parts in enumerate(said):
        for part in parts:
            holders[part].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        shared.update(itertools.combinations(numbers, 2))
    worst = max(
        count / min(len(said[one]), len(said[other])) for (one, other), count in shared.items()
    )
    assert worst <= 0.5
    assert min(len(parts) for parts in said) > 30


def test_nobody_can_be_reached_and_nobody_is_twice(people: list[DemoCandidate]) -> None:
    assert all(person.email.endswith("@exemple.demo.vivier.example") for person in people)
    assert all(person.email.isascii() for person in people)
    reserved = re.compile(r"(06 39 98|03 53 01|01 99 00) \d\d \d\d")
    assert all(reserved.fullmatch(person.phone) for person in people)
    for field in ("key", "email", "phone"):
        assert len({getattr(person, field) for person in people}) == len(people), field
    assert len({(person.first_name, person.last_name) for person in people}) == len(people)


def test_no_notation_of_the_banks_is_left(people: list[DemoCandidate]) -> None:
    for person in people:
        left = re.search(r"[{}<>|]|\bNone\b", person.full_text)
        assert left is None, (person.key, person.full_text)


def test_lives_are_in_order(people: list[DemoCandidate]) -> None:
    now = (TODAY.year, TODAY.month)
    for person in people:
        assert 17 <= TODAY.year - person.birth_date.year <= 64
        assert person.experiences
        for item in person.experiences:
            assert (person.birth_date.year + 15, 1) <= item.start, person.key
            assert item.start <= (item.end or now) <= now, (person.key, item)
            assert item.tasks, (person.key, item)
            assert len(set(item.tasks)) == len(item.tasks)
        for later, earlier in itertools.pairwise(person.experiences):
            assert earlier.end is not None
            assert earlier.end <= later.start, person.key
        assert all(item.year <= TODAY.year for item in person.certificates)
        assert all(item.year is None or item.year <= TODAY.year for item in person.education)
        assert person.availability.available_from >= TODAY


def test_what_is_stated_holds_together(people: list[DemoCandidate]) -> None:
    for person in people:
        assert person.has_vehicle == any(item.means == "car" for item in person.mobility)
        assert not person.has_vehicle or "B" in person.licences
        for way in person.mobility:
            assert way.means in {"walk", "bike", "public_transport", "car", "moped"}
            assert (way.radius_km is None) != (way.minutes is None)
        assert set(person.contracts) <= {
            "CDI", "CDD", "interim", "apprentissage", "saisonnier", "insertion", "cui",
        }  # fmt: skip
        assert person.contracts
        assert 0 < person.hours_min <= person.hours_max <= 35
        assert set(person.availability.days) <= set(WEEK)
        assert person.availability.weekend == ("sat" in person.availability.days)
        assert set(person.availability.slots) <= {"morning", "day", "evening", "night"}
        assert person.languages[0].label == "français"
        assert all(item.level in {"A1", "A2", "B1", "B2", "C1", "C2"} for item in person.languages)
        assert all(action.status in {"todo", "doing", "done"}
                   for item in person.obstacles for action in item.actions)  # fmt: skip
        labels = {item.label for item in person.certificates}
        assert "C" in person.licences or not any("marchandises" in label for label in labels)
        for item in person.experiences:
            driven = {"N4101": "C", "N4103": "D", "N4105": "B"}.get(item.rome or "")
            assert driven is None or driven in person.licences or item.kind == "stage"


def test_no_word_of_health_is_kept_about_a_person(people: list[DemoCandidate]) -> None:
    health = re.compile(
        r"handicap|malad|médic|dépress|invalid|rqth|santé|douleur|opér[ée]e?s? (du|de la)|addict",
        re.IGNORECASE,
    )
    for person in people:
        about_her = [person.wishes_text, *person.constraints, person.profile]
        for item in person.obstacles:
            about_her += [item.note, *(action.label for action in item.actions)]
        assert not [text for text in about_her if health.search(text)], person.key


def test_codes_are_of_the_right_form(people: list[DemoCandidate]) -> None:
    banks = json.loads((BANKS / "places.json").read_text(encoding="utf-8"))
    assert len(banks["communes"]) >= 55
    for insee, _, postcode, _ in banks["communes"]:
        assert re.fullmatch(r"6[78]\d{3}", insee)
        assert postcode[:2] == insee[:2]
    assert len({person.insee for person in people}) >= 40
    for trade in trades().values():
        assert len(set(trade.tasks)) >= 10, trade.rome
        assert trade.titles_m
        assert trade.titles_f
        assert trade.wishes
        assert trade.employers
        assert all(ROME_CODE.fullmatch(code) for code in (trade.rome, *trade.related))


def test_every_rome_code_exists_in_the_official_archive(
    people: list[DemoCandidate], shared_dir: Path
) -> None:
    archive = shared_dir / "reference" / "rome-4.60.zip"
    if not archive.is_file():
        pytest.skip("the official ROME archive is not beside the checkout")
    with zipfile.ZipFile(archive) as source:
        raw = source.read("unix_referentiel_code_rome_v460_utf8.csv").decode("utf-8-sig")
    known = {row["code_rome"] for row in csv.DictReader(io.StringIO(raw))}
    used = {code for trade in trades().values() for code in (trade.rome, *trade.related)}
    used |= {item.rome for person in people for item in person.experiences if item.rome}
    used |= {code for person in people for code in person.wished_romes}
    assert used <= known, used - known
