"""The forms beside lists of matches: what narrows a list, a question in free words, a note on a choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wtforms import BooleanField, HiddenField, SearchField, SelectChoice, SelectField
from wtforms.validators import Length

from matching.pool.reference.terms import LICENCES, Contract
from matching.ports import Facet
from matching.ranking.retrieve import MatchFilters
from matching.terms import Term, label_of
from webapp.forms.base import Address
from webapp.forms.fields import ChoicesField, CommuneField, DayField

MOST_TRADES = 8
"""How many trades the filter offers, the most frequent first; a chosen one is always among them."""

WIDE = "Voir aussi les profils sans nom des autres structures du territoire"

DISTANCES = {
    "": "Sans limite",
    "5": "5 km",
    "10": "10 km",
    "20": "20 km",
    "30": "30 km",
    "50": "50 km",
}


class NarrowForm(Address):
    """What narrows a list of matches. Choices are offered with how many there are of each."""

    departement = ChoicesField("Département", validate_choice=False)
    contrat = ChoicesField("Contrat", validate_choice=False)
    metier = ChoicesField("Métier", validate_choice=False)
    permis = ChoicesField("Permis", validate_choice=False)
    perimetre = BooleanField("Seulement dans le périmètre souhaité")
    disponible = DayField("Disponible au plus tard le")
    impossible = BooleanField("Montrer aussi ce que la loi rend impossible")
    sans_nom = BooleanField(WIDE)

    def filters(self) -> MatchFilters:
        """What the domain takes; call after `validate`."""
        return MatchFilters(
            departments=frozenset(self.departement.data or ()),
            romes=frozenset(self.metier.data or ()),
            contracts=frozenset(self.contrat.data or ()),
            licences=frozenset(self.permis.data or ()),
            available_by=None if self.disponible.errors else self.disponible.data,
            within_reach=bool(self.perimetre.data),
            show_impossible=bool(self.impossible.data),
            wide=bool(self.sans_nom.data),
        )

    def offer(
        self,
        facets: Mapping[Facet, Mapping[str, int]],
        trades: Mapping[str, str],
        departments: Sequence[str],
    ) -> None:
        """Fill the choices from the counts of the answer. `trades` are labels of ROME codes."""
        counts = facets.get("department", {})
        codes = sorted({*departments, *counts, *(self.departement.data or ())})
        self.departement.choices = [SelectChoice(c, counted(c, counts.get(c))) for c in codes]
        self.contrat.choices = vocabulary(Contract, facets.get("contract", {}), self.contrat.data)
        self.metier.choices = most_frequent(facets.get("rome", {}), trades, self.metier.data)
        licences = facets.get("licence", {})
        self.permis.choices = [
            SelectChoice(code, counted(code, licences.get(code)))
            for code in LICENCES
            if code in licences or code in (self.permis.data or ())
        ]

    @property
    def count(self) -> int:
        """How many of the filters are set; showing the impossible, or more people, is not one."""
        groups = (self.departement, self.contrat, self.metier, self.permis)
        return sum(bool(f.data) for f in (*groups, self.perimetre, self.disponible))


def counted(label: str, count: int | None) -> str:
    """«CDI (12)»; the label alone where there is no count."""
    return f"{label} ({count})" if count else label


def vocabulary(
    kind: type[Term], counts: Mapping[str, int], chosen: Sequence[str] | None
) -> list[SelectChoice]:
    """The members that occur; all of them once one is chosen, so that a second can join it."""
    return [
        SelectChoice(str(member), counted(label_of(Contract, member), counts.get(member)))
        for member in kind
        if chosen or counts.get(member)
    ]


def most_frequent(
    counts: Mapping[str, int], labels: Mapping[str, str], chosen: Sequence[str] | None
) -> list[SelectChoice]:
    """The most frequent trades by count, then name; chosen ones first."""
    kept = [code for code in chosen or () if code in labels]
    others = sorted(set(counts) & set(labels) - set(kept), key=lambda c: (-counts[c], labels[c]))
    return [
        SelectChoice(c, counted(labels[c], counts.get(c))) for c in [*kept, *others[:MOST_TRADES]]
    ]


class SearchForm(Address):
    """A question in free words, with a place when one matters."""

    q = SearchField("Que cherchez-vous ?", [Length(max=500, message="500 caractères au plus.")])
    quoi = HiddenField()
    commune = CommuneField("Autour de la commune")
    km = SelectField("Distance", choices=DISTANCES, default="")
    perimetre = BooleanField("Seulement les personnes qui disent pouvoir y aller")
    sans_nom = BooleanField(WIDE)
