"""The names of trades in his form and in hers."""

from __future__ import annotations

import pytest

from matching.texts.trade_forms import TRADE_FORMS, in_each_form


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("serveuse le soir", ("serveur le soir", "serveuse le soir")),
        ("Deux SERVEURS", ("Deux serveurs", "Deux serveuses")),
        ("aide-soignante de nuit", ("aide-soignant de nuit", "aide-soignante de nuit")),
        ("maconne", ("maçon", "maçonne")),
        ("Serveur / serveuse", ("Serveur / serveuse",)),
        ("cariste au centre commercial", ("cariste au centre commercial",)),
        ("", ("",)),
        ("\ud800 12 €", ("\ud800 12 €",)),
    ],
)
def test_in_each_form(text: str, forms: tuple[str, ...]) -> None:
    assert in_each_form(text) == forms


def test_both_forms_ask_the_same_question() -> None:
    for him, her in set(TRADE_FORMS.values()) - {("commercial", "commerciale")}:
        assert in_each_form(f"{him} à Colmar") == in_each_form(f"{her} à Colmar")
