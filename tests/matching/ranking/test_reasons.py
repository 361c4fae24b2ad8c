"""How findings are said: plain French with its evidence, no percentage, no verdict."""

from __future__ import annotations

import pytest

from matching.ranking.findings import Finding, Tone
from matching.ranking.kinds import KINDS
from matching.ranking.reasons import Wording
from tests.matching.ranking.test_findings import CASES, LABELS, Case

QUESTIONS = [
    (Finding(Tone.FIT, "asked_trade", {"rome": "N1101"}), "Métier cherché : Cariste (N1101)"),
    (Finding(Tone.FIT, "near_place", {"km": 0, "place": "Colmar"}), "À Colmar"),
    (Finding(Tone.FIT, "near_place", {"km": 7, "place": "Obernai"}), "À 7 km d’Obernai"),
    (Finding(Tone.LIFT, "far_from_place", {"km": 31, "place": "Le Bonhomme"}), "À 31 km du Bonhomme"),
]  # fmt: skip


@pytest.mark.parametrize(("finding", "text"), QUESTIONS, ids=[q[1] for q in QUESTIONS])
def test_sentences_of_a_question(finding: Finding, text: str) -> None:
    assert Wording(LABELS).reason(finding).text == text


def sentences(*, free: bool) -> list[str]:
    said = [f for case in CASES for f in case.findings()] + [q[0] for q in QUESTIONS]
    return [Wording(LABELS, free=free).reason(finding).text for finding in said]


@pytest.mark.parametrize("free", [False, True])
def test_no_sentence_holds_a_figure_of_merit_or_a_verdict(free: bool) -> None:
    for text in sentences(free=free):
        assert "%" not in text
        for word in ("score", "note ", "None", "inapte", "inemployable", "refus", "{", "}"):
            assert word not in text, text


@pytest.mark.parametrize("free", [False, True])
def test_sentences_are_set_as_french_is(free: bool) -> None:
    for text in sentences(free=free):
        assert "'" not in text, "the apostrophe is ’"
        assert "  " not in text
        assert text[0].isupper() or text[0] in "«0123456789", text
        assert not text.endswith("."), text
        assert text.count("«") == text.count("»")


def test_an_answer_to_a_question_does_not_speak_of_a_job_profile() -> None:
    """Only of what a question asks."""
    for case in CASES:
        if KINDS[case.kind].in_search and case.kind not in ("other_contract", "available_later"):
            found = [f for f in case.findings() if f.kind == case.kind]
            assert "poste" not in Wording(LABELS, free=True).reason(found[0]).text, case.kind


def case_of(kind: str) -> Case:
    return next(case for case in CASES if case.kind == kind)


def test_a_code_without_label_is_said_as_it_is() -> None:
    finding = next(f for f in case_of("wished_trade").findings() if f.kind == "wished_trade")
    assert Wording({}).reason(finding).text == "Métier souhaité : N1101 – c’est celui du poste"


def test_a_kind_without_a_sentence_is_an_error_of_ours() -> None:
    with pytest.raises(KeyError):
        Wording({}).reason(Finding(Tone.FIT, "unheard_of"))


def test_a_long_wish_is_cut_between_words() -> None:
    finding = Finding(Tone.FIT, "wishes_alike", {"text": "mot " * 80})
    text = Wording({}).reason(finding).text
    assert len(text) < 200
    assert "mot… »" in text
