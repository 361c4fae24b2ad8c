"""The communes: that coaches find them as they type, and that they lie where they lie."""

from __future__ import annotations

import csv
import gzip
import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from matching.pool.reference.communes import (
    commune,
    commune_key,
    communes_by_insee,
    communes_matching,
    search_key,
)
from matching.pool.reference.tables import CommunePrecision
from seeds.reference.load import FOLDER, load_reference


@pytest.fixture(scope="module")
def loaded(db_engine: Engine) -> Iterator[Session]:
    """The shipped communes, loaded once for the tests below, which only read."""
    with Session(db_engine) as session:
        load_reference(session)
        yield session
        session.rollback()


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    mean = math.radians((a[0] + b[0]) / 2)
    return 111.2 * math.hypot(a[0] - b[0], (a[1] - b[1]) * math.cos(mean))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("colmar", "68066"),
        ("COLMAR", "68066"),
        ("68000", "68066"),
        ("68000 col", "68066"),
        ("colmar 680", "68066"),
        ("Strasb", "67482"),
        ("st-die", "88413"),
        ("Ste-Marie-aux-Mines", "68298"),
        ("Sélestat", "67462"),
        ("selestat", "67462"),
        ("havre", "76351"),
        ("l'isle d'abeau", "38193"),
        ("paris", "75056"),
        ("paris 15", "75115"),
        ("75015", "75056"),
    ],
)
def test_a_commune_is_found_as_it_is_typed(loaded: Session, typed: str, expected: str) -> None:
    assert communes_matching(loaded, typed)[0].insee == expected


def test_a_postcode_gives_all_its_communes_largest_first(loaded: Session) -> None:
    found = communes_matching(loaded, "68420", limit=50)
    assert "Herrlisheim-près-Colmar" in {c.name for c in found}
    assert all("68420" in {p.postcode for p in c.postcodes} for c in found)
    people = [c.population or 0 for c in found]
    assert people == sorted(people, reverse=True)
    assert len(people) > 3


@pytest.mark.parametrize("typed", ["", "  ", "%", "_", "'; --", "zzzz", "99999"])
def test_what_names_no_commune_finds_none(loaded: Session, typed: str) -> None:
    assert communes_matching(loaded, typed) == []


def test_the_list_is_cut(loaded: Session) -> None:
    assert len(communes_matching(loaded, "saint", limit=7)) == 7


def test_a_list_of_communes_costs_one_statement(loaded: Session) -> None:
    loaded.expunge_all()
    statements: list[str] = []

    def note(*call: Any) -> None:
        statements.append(call[2])

    event.listen(loaded.get_bind(), "before_cursor_execute", note)
    try:
        rows = communes_by_insee(loaded, ["68066", "67482", "00000"])
        assert [p.postcode for p in rows["67482"].postcodes] == ["67000", "67100", "67200"]
    finally:
        event.remove(loaded.get_bind(), "before_cursor_execute", note)
    assert set(rows) == {"68066", "67482"}
    assert len(statements) == 1
    assert communes_by_insee(loaded, []) == {}


def test_one_commune(loaded: Session) -> None:
    colmar = commune(loaded, "68066")
    assert colmar is not None
    assert (colmar.name, colmar.department, colmar.parent) == ("Colmar", "68", None)
    assert colmar.precision is CommunePrecision.EXACT
    lyon_2 = commune(loaded, "69382")
    assert lyon_2 is not None
    assert lyon_2.parent == "69123"
    assert commune(loaded, "00000") is None


@pytest.mark.parametrize(
    ("insee", "lat", "lon"),
    [
        ("67482", 48.583, 7.746),  # Strasbourg
        ("68224", 47.750, 7.336),  # Mulhouse
        ("68066", 48.081, 7.356),  # Colmar
        ("67180", 48.817, 7.790),  # Haguenau
        ("75056", 48.857, 2.351),  # Paris
        ("69382", 45.752, 4.829),  # Lyon 2e
        ("13208", 43.263, 5.382),  # Marseille 8e
        ("93066", 48.936, 2.357),  # Saint-Denis, Seine-Saint-Denis
        ("97411", -20.882, 55.450),  # Saint-Denis, La Réunion
        ("97302", 4.937, -52.326),  # Cayenne
        ("2A004", 41.927, 8.735),  # Ajaccio
        ("72003", 47.968, 0.160),  # Allonnes, near Le Mans: the name is found twice in the region
        ("88413", 48.285, 6.950),  # Saint-Dié-des-Vosges
    ],
)
def test_known_places_lie_where_they_lie(
    loaded: Session, insee: str, lat: float, lon: float
) -> None:
    row = commune(loaded, insee)
    assert row is not None
    assert kilometres((row.lat, row.lon), (lat, lon)) < 15


def test_the_shipped_table_is_whole_and_nothing_lies_outside_its_department() -> None:
    with gzip.open(FOLDER / "communes.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({r["insee"] for r in rows}) == len(rows) == 35_008
    assert sum(r["parent"] != "" for r in rows) == 45
    assert {"67": 514, "68": 366}.items() <= Counter(r["department"] for r in rows).items()
    assert all(r["postcodes"] for r in rows)
    people: Counter[str] = Counter()
    for r in rows:
        people[r["precision"]] += int(r["population"] or 0)
    assert people["exact"] > 0.9 * people.total()

    exact: dict[str, list[tuple[float, float]]] = {}
    for r in rows:
        if r["precision"] == "exact":
            exact.setdefault(r["department"], []).append((float(r["lat"]), float(r["lon"])))
    for department, points in exact.items():
        if len(department) == 2:  # the mainland's departments are about 100 km across
            middle = (
                sorted(p[0] for p in points)[len(points) // 2],
                sorted(p[1] for p in points)[len(points) // 2],
            )
            assert max(kilometres(middle, p) for p in points) < 150, department


def test_the_table_is_small_enough_to_ship() -> None:
    assert sum(f.stat().st_size for f in FOLDER.glob("*.csv*")) < 1_500_000


def test_names_are_compared_without_what_people_leave_out() -> None:
    assert search_key("  Œuvre-d’Art, 3ᵉ É_% ") == "oeuvre d art 3e e"
    assert commune_key("St-Louis") == commune_key("Saint Louis") == "saint louis"
    assert commune_key("STE-CROIX") == "sainte croix"
