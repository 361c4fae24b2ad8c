"""Wordings of a trade to ROME codes. The model is replaced: what is tested here is the reading."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from math import isclose
from pathlib import Path

import numpy as np
import pytest

from indexing.model.contract import Vectors
from indexing.rome_pivot import RomePivot, combine
from matching.pool.reference.communes import search_key
from matching.pool.reference.trades import RomeName, gendered_forms
from tests.world import ROOT
from tests.world.fake_embedder import FakeEmbedder

NAMES = [
    RomeName("K2205", "Agent de propreté de locaux", "label", 1.0),
    RomeName("K2205", "technicien de surface", "trade_name", 1.0),
    RomeName("H3402", "Agent de traitement de surface", "label", 1.0),
    RomeName("K2503", "Agent de prévention et de sécurité", "label", 1.0),
    RomeName("K2503", "vigile", "trade_name", 1.0),
    RomeName("K1303", "nounou", "trade_name", 1.0),
    RomeName("K1310", "nounou", "trade_name", 0.5),
    RomeName("G1605", "plonge", "trade_name", 1.0),
]


@pytest.fixture
def pivot() -> RomePivot:
    return RomePivot(NAMES, FakeEmbedder())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Vigile", "K2503"),
        ("vigiles (H/F)", "K2503"),
        ("technicien de surface", "K2205"),
        ("agent de traitement de surface", "H3402"),
        ("NOUNOU", "K1303"),
    ],
)
def test_the_first_code(pivot: RomePivot, text: str, code: str) -> None:
    assert next(iter(pivot.read(text))) == code


class Blind(FakeEmbedder):
    """Finds everything equally close."""

    def documents(self, texts: Sequence[str]) -> Vectors:
        return np.tile(np.eye(1, self.dimension, dtype=np.float32), (len(texts), 1))


@pytest.mark.parametrize(
    ("text", "code"),
    [("technissien de surfasse", "K2205"), ("vijile", "K2503"), ("nounous", "K1303")],
)
def test_letters_help_where_the_model_does_not(text: str, code: str) -> None:
    assert next(iter(RomePivot(NAMES, Blind()).read(text))) == code


def test_a_reading_is_a_unit_vector_strongest_first(pivot: RomePivot) -> None:
    for text in ("vigile", "quelqu’un pour la plonge le soir", "zzz"):
        shares = list(pivot.read(text).values())
        assert isclose(sum(share * share for share in shares), 1.0, abs_tol=1e-6)
        assert shares == sorted(shares, reverse=True)
        assert all(share > 0 for share in shares)


def test_a_lighter_name_comes_after(pivot: RomePivot) -> None:
    read = pivot.read("nounou")
    assert read["K1303"] > read["K1310"] > 0


def test_many_are_read_as_one_by_one(pivot: RomePivot) -> None:
    texts = ["vigile", "", "nounou", "plonge"]
    many = pivot.read_many(texts)
    assert [dict(one) for one in many] == [dict(pivot.read(text)) for text in texts]
    assert many[1] == {}


def test_without_names_nothing_is_read() -> None:
    assert RomePivot([], FakeEmbedder()).read("vigile") == {}


def test_vectors_of_names_are_kept_for_the_next_start(tmp_path: Path) -> None:
    first, second = FakeEmbedder(), FakeEmbedder()
    read = RomePivot(NAMES, first, tmp_path).read("vigile")
    assert RomePivot(NAMES, second, tmp_path).read("vigile") == read
    assert first.embedded > len(NAMES) - 2
    assert second.embedded == 1

    # Other names: made again, and the former file does not stay.
    RomePivot(NAMES[:3], FakeEmbedder(), tmp_path).read("vigile")
    assert len(list(tmp_path.iterdir())) == 1


def test_a_damaged_file_of_vectors_is_made_again(tmp_path: Path) -> None:
    read = RomePivot(NAMES, FakeEmbedder(), tmp_path).read("vigile")
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes()[:100])
    assert RomePivot(NAMES, FakeEmbedder(), tmp_path).read("vigile") == read


def test_a_declared_code_outweighs_a_guess(pivot: RomePivot) -> None:
    read = pivot.read("vigile")
    both = combine(read, ["G1605"])
    assert next(iter(both)) == "G1605"
    assert both["K2503"] > 0
    assert isclose(sum(share * share for share in both.values()), 1.0, abs_tol=1e-6)
    assert combine(read, []) == read
    assert combine({}, ["G1605", "G1605"]) == {"G1605": 1.0}
    assert set(combine({}, ["G1605", "K2205"])) == {"G1605", "K2205"}


def lexicon() -> list[dict[str, str]]:
    path = ROOT / "seeds" / "reference" / "trade_names.csv"
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_the_lexicon_is_well_formed() -> None:
    rows = lexicon()
    pairs = [(search_key(row["name"]), row["rome"]) for row in rows]
    assert len(set(pairs)) == len(pairs)
    codes = csv.DictReader((ROOT / "seeds/reference/rome.csv").read_text("utf-8").splitlines())
    known = {row["code"] for row in codes}
    assert {row["rome"] for row in rows} <= known
    assert all(0 < float(row["weight"]) <= 1 for row in rows)


def test_the_lexicon_says_what_no_official_list_holds(shared_dir: Path) -> None:
    archive = shared_dir / "reference" / "rome-4.60.zip"
    if not archive.exists():
        pytest.skip("the official ROME archive is not here")
    official = set()
    with zipfile.ZipFile(archive) as files:
        (name,) = (n for n in files.namelist() if "referentiel_appellation" in n)
        for row in csv.DictReader(io.StringIO(files.read(name).decode("utf-8"))):
            for column in ("libelle_appellation_long", "libelle_appellation_court"):
                official |= {search_key(form) for form in gendered_forms(row[column])}
    ours = {search_key(row["name"]) for row in lexicon()}
    assert len(ours - official) >= 220
    noted = {
        search_key(r["name"]) for r in lexicon() if "aussi une appellation du ROME" in r["note"]
    }
    assert ours & official - noted == set()
