"""What the law makes impossible, and everything that it does not: the only gate of the ranking."""

from __future__ import annotations

import pytest

from matching.pool.reference.terms import LICENCES
from matching.ranking.certificates import ALSO_PROVES
from matching.ranking.facts import CandidateFacts, JobFacts
from matching.ranking.findings import Likeness, Tone, compare
from matching.ranking.legal import (
    CLOSED_TRADES,
    CONTAINS,
    DRIVING,
    REGULATED,
    holds_licence,
    impossibilities,
    is_closed_to_some,
    missing_by_law,
)
from matching.texts.certificates import CERTIFICATES
from tests.matching.ranking.test_findings import MUST, TODAY, WELCOME, job, person

SPL, SECURITY, NURSE_AID, FORKLIFT, CLEANER = "N4101", "K2503", "J1501", "N1101", "K2204"


def licensed(*codes: str) -> CandidateFacts:
    return person(licences=frozenset(codes))


def certified(*codes: str) -> CandidateFacts:
    return person(certificates=dict.fromkeys(codes, (None, None)))


def asks(rome: str | None, *requirements: tuple[str, str, bool]) -> JobFacts:
    return job(*((kind, code, None, must) for kind, code, must in requirements), rome=rome)


IMPOSSIBLE = [
    ("SPL without CE", licensed("B", "C"), asks(SPL, ("licence", "CE", MUST)), "permis CE"),
    ("SPL without any licence", licensed(), asks(SPL, ("licence", "CE", MUST)), "permis CE"),
    ("bus with C", licensed("CE"), asks("N4103", ("licence", "D", MUST)), "permis D"),
    ("deliveries without B", licensed("A"), asks("N4105", ("licence", "B", MUST)), "permis B"),
    (
        "lorry without FIMO nor FCO",
        licensed("C"),
        asks(SPL, ("licence", "C", MUST), ("certificate", "FIMO", MUST)),
        "qualification initiale (FIMO) ou FCO marchandises",
    ),
    (
        "lorry with the FIMO of buses",
        certified("FIMO voyageurs"),
        asks(SPL, ("certificate", "FIMO marchandises", MUST)),
        "qualification initiale (FIMO) ou FCO marchandises",
    ),
    (
        "security without the card",
        certified("SSIAP 1", "SST"),
        asks(SECURITY, ("certificate", "Carte professionnelle CNAPS", MUST)),
        "carte professionnelle du CNAPS",
    ),
    (
        "nursing auxiliary without the diploma",
        certified("DEAES"),
        asks(NURSE_AID, ("certificate", "Diplôme d’État d’aide-soignant", MUST)),
        "diplôme d’État d’aide-soignant",
    ),
]  # fmt: skip
POSSIBLE = [
    ("SPL with CE", licensed("CE"), asks(SPL, ("licence", "CE", MUST))),
    ("lorry C with CE", licensed("CE"), asks(SPL, ("licence", "C", MUST))),
    ("van with C", licensed("C"), asks("N4105", ("licence", "B", MUST))),
    ("lorry, FIMO asked, FCO held", certified("FCO marchandises"), asks(SPL, ("certificate", "FIMO", MUST))),
    ("lorry, FCO asked, FIMO held", certified("FIMO marchandises"), asks(SPL, ("certificate", "FCO", MUST))),
    ("CE merely welcome", licensed("B"), asks(SPL, ("licence", "CE", WELCOME))),
    ("no CACES for a forklift", certified(), asks(FORKLIFT, ("certificate", "CACES R489 cat. 3", MUST))),
    ("no electrical habilitation", certified(), asks("F1602", ("certificate", "B1V", MUST))),
    ("no SST in security", certified("CNAPS"), asks(SECURITY, ("certificate", "SST", MUST))),
    ("B to get to work as a cleaner", licensed(), asks(CLEANER, ("licence", "B", MUST))),
    ("helper of the same code", certified(), asks(NURSE_AID)),
    ("helper who is asked for SST", certified(), asks(NURSE_AID, ("certificate", "SST", MUST))),
    ("DEAS merely welcome", certified(), asks(NURSE_AID, ("certificate", "DEAS", WELCOME))),
    ("nurse in a nursing auxiliary's job", certified("Diplôme d’État d’infirmier (IDE)"), asks(NURSE_AID, ("certificate", "DEAS", MUST))),
    ("diploma told as education", person(diplomas=("Diplôme d’État d’aide-soignant",)), asks(NURSE_AID, ("certificate", "DEAS", MUST))),
    ("card asked outside the trade", certified(), asks(CLEANER, ("certificate", "CNAPS", MUST))),
    ("a trade that is not told", licensed(), asks(None, ("licence", "CE", MUST), ("certificate", "DEAS", MUST))),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "who", "what", "missing"), IMPOSSIBLE, ids=[c[0] for c in IMPOSSIBLE]
)
def test_the_law_forbids(name: str, who: CandidateFacts, what: JobFacts, missing: str) -> None:
    found = impossibilities(who, what)
    assert [x.missing for x in found] == [missing]
    assert "Code" in found[0].source
    assert any(sign.isdigit() for sign in found[0].source), "the article is named"
    assert is_closed_to_some(what)
    assert what.rome in CLOSED_TRADES
    told = compare(who, what, near={}, likeness=Likeness(), today=TODAY)
    assert [f.facts["missing"] for f in told if f.tone == Tone.IMPOSSIBLE] == [missing]


@pytest.mark.parametrize(("name", "who", "what"), POSSIBLE, ids=[c[0] for c in POSSIBLE])
def test_the_law_does_not_forbid(name: str, who: CandidateFacts, what: JobFacts) -> None:
    assert impossibilities(who, what) == []
    told = compare(who, what, near={}, likeness=Likeness(), today=TODAY)
    assert Tone.IMPOSSIBLE not in {f.tone for f in told}


def test_what_is_missing_without_being_impossible_is_something_to_lift() -> None:
    for what in (
        asks(FORKLIFT, ("certificate", "CACES R489 cat. 3", MUST)),
        asks(CLEANER, ("licence", "B", MUST)),
        asks("F1602", ("certificate", "B1V", MUST)),
    ):
        told = compare(person(), what, near={}, likeness=Likeness(), today=TODAY)
        assert {"no_certificate", "no_licence"} & {f.kind for f in told if f.tone == Tone.LIFT}


def test_everything_that_is_missing_is_told_at_once() -> None:
    what = asks(SPL, ("licence", "CE", MUST), ("certificate", "FIMO", MUST))
    assert len(impossibilities(person(), what)) == 2
    assert missing_by_law(what, [], []) == impossibilities(person(), what)
    assert missing_by_law(what, ["CE"], ["FCO marchandises"]) == []


@pytest.mark.parametrize(
    ("asked", "held", "covered"),
    [
        ("B", "B", True), ("B", "BE", True), ("B", "C", True), ("B", "D1", True), ("B", "A", False),
        ("BE", "CE", True), ("BE", "C", False), ("C", "CE", True), ("C", "C1", False), ("C1", "C", True),
        ("CE", "C", False), ("D", "DE", True), ("D", "CE", False), ("D1", "D", True), ("A1", "A2", True),
        ("A2", "A1", False), ("AM", "B", True), ("B1", "B", True), ("C1E", "CE", True),
    ],
)  # fmt: skip
def test_a_heavier_licence_covers_the_lighter(asked: str, held: str, covered: bool) -> None:
    assert holds_licence([held], asked) is covered


def test_the_hierarchy_is_complete_and_consistent() -> None:
    assert set(CONTAINS) == set(LICENCES)
    for asked, held in CONTAINS.items():
        assert asked in held
        assert not holds_licence([], asked)
        for heavier in held:  # what covers a cover covers too
            assert CONTAINS[heavier] <= held, (asked, heavier)


def test_every_certificate_of_the_rules_can_be_read_from_a_cv() -> None:
    """A code that no writing gives would close a trade to everyone."""
    known = {kind.code for kind in CERTIFICATES}
    assert {code for rule in REGULATED for code in rule.codes} <= known
    assert set(ALSO_PROVES) | {c for codes in ALSO_PROVES.values() for c in codes} <= known


def test_rules_do_not_overlap_and_name_real_codes() -> None:
    romes = [code for rule in REGULATED for code in rule.romes]
    assert len(romes) == len(set(romes))
    for code in {*romes, *DRIVING}:
        assert code[0] in "JKN"
        assert len(code) == 5


def test_an_open_job_closes_to_nobody() -> None:
    for _, _, what in POSSIBLE:
        if is_closed_to_some(what):
            assert impossibilities(person(), what)
    assert not is_closed_to_some(asks(SPL))
    assert not is_closed_to_some(asks(None, ("licence", "CE", MUST)))
