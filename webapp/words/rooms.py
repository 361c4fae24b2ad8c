"""What a room says of its things: how they are called, what their columns are called, what was done with them.

Each room declares its `ROOM` in `webapp/pages/<room>/words.py`; `webapp/pages/words.py` gathers them. The journals, the
histories and a person's copy of her data all speak with these, so that a column has one French name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column

from matching.audit.events import Act, AuditEvent, SubjectKind, thing_in
from matching.db import Base, Word
from matching.journals.names import Names
from matching.terms import Term

STAMPS = {"created_at": "Créé le", "updated_at": "Modifié le"}
"""The columns of `Timestamped`: in a copy; a history has its own moment."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing, as the journal calls it."""

    word: SubjectKind
    title: str
    """«Profil de poste»"""
    numbered: str
    """«le profil de poste n° {id}»: where it has no name, or none that the reader may know"""
    named: str = ""
    """«le profil de poste « {name} »»"""
    unknown: str = ""
    """what is said without even a number"""
    hers: bool = False
    """whether the person whose it is follows: «le CV n° 3 (Fatima Benali)»"""
    to_her: str = ""
    """what her copy calls it, where that is not the title"""


@dataclass(frozen=True, slots=True)
class TableWords:
    """What the columns of a table are called, in the order in which a history shows them.

    `names` also names what a person's copy puts beside the columns; a key of a professional is named as the column
    that leads to her (`coach_id` for «coach»). `inside` has the words of what stands in a value: rows of another table,
    a JSON object. `terms` are vocabularies that the type of the column does not tell, `unsaid` what no page shows.
    """

    table: type[Base] | None
    title: str
    """a row of it: «Expérience»"""
    names: Mapping[str, str]
    inside: Mapping[str, TableWords] = field(default_factory=dict)
    terms: Mapping[str, type[Term]] = field(default_factory=dict)
    unsaid: frozenset[str] = frozenset()

    def column(self, key: str) -> Column[Any] | None:
        found = self.table.__table__.columns.get(key) if self.table else None
        return found if isinstance(found, Column) else None

    def vocabulary(self, key: str) -> type[Term] | None:
        """The closed list that the values of a column are of, None where they are free."""
        if key in self.terms:
            return self.terms[key]
        column = self.column(key)
        kind = getattr(column.type, "item_type", column.type) if column is not None else None
        return kind.kind if isinstance(kind, Word) and issubclass(kind.kind, Term) else None

    def leads_to(self, key: str) -> str | None:
        """The table whose row the number in this column is."""
        column = self.column(key)
        return next((k.column.table.name for k in column.foreign_keys), None) if column is not None else None  # fmt: skip

    def in_a_copy(self, key: str) -> str | None:
        """The name of a key in a person's copy; None for what a reader has no use for: numbers of rows."""
        is_number = key == "id" or key.endswith("_id")
        if key in self.unsaid or (is_number and (self.table or key not in self.names)):
            return None
        return self.names.get(key) or self.names.get(f"{key}_id") or STAMPS.get(key) or key

    def within(self, key: str) -> TableWords:
        """The words of what stands in a value."""
        return self.inside.get(key) or keys({})


def keys(names: Mapping[str, str]) -> TableWords:
    """The words of a JSON object: its keys."""
    return TableWords(None, "", names)


@dataclass(frozen=True, slots=True)
class Told:
    """An act, for the sentence that tells it."""

    event: AuditEvent
    subject: str
    """what was acted upon: «le profil de poste « Plonge »»"""
    names: Names
    call: Callable[[str, int | None], str]
    """what another thing is called, by kind and number"""

    def fact(self, name: str) -> Any:
        return self.event.facts.get(name)

    def number(self, kind: SubjectKind) -> int | None:
        """The number of another thing that the act was about."""
        return thing_in(self.event.facts, kind)

    def named(self, kind: SubjectKind) -> str | None:
        """Its name alone, as far as the reader may know it."""
        return self.names.of(kind, self.number(kind))

    def rows(self, *names: str) -> int:
        """How many a list had: the first of these counts that was noted, or of the ids."""
        facts = self.event.facts
        counts = [int(facts[name]) for name in names if name in facts]
        return counts[0] if counts else len(facts.get("ids", ()))


Said = Callable[[Told], str]
"""What was done, without who did it: «a ouvert la fiche de Fatima Benali»."""

Sentences = Mapping[tuple[Act, str], Said]
"""(act, kind of thing) → its words; the kind «» is for all that have none of their own."""


@dataclass(frozen=True, slots=True)
class Room:
    """The words of one room."""

    kinds: tuple[Kind, ...] = ()
    tables: tuple[TableWords, ...] = ()
    sentences: Sentences = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of all rooms: by kind, by name of the table, by act."""

    kinds: Mapping[str, Kind]
    tables: Mapping[str, TableWords]
    sentences: Sentences

    @classmethod
    def of(cls, rooms: Iterable[Room], sentences: Sentences) -> Words:
        """Gathered, after the `sentences` of every room."""
        rooms = tuple(rooms)
        told = dict(sentences)
        for room in rooms:
            told |= room.sentences
        return cls(
            {kind.word: kind for room in rooms for kind in room.kinds},
            {one.table.__tablename__: one for room in rooms for one in room.tables if one.table},
            told,
        )

    @property
    def titles(self) -> dict[str, str]:
        """Kind → «Profil de poste», in the order of the rooms."""
        return {word: kind.title for word, kind in self.kinds.items()}

    def to_her(self, kind: str) -> str:
        """What a kind of thing is called in her copy: «fiche», «mise en relation»."""
        known = self.kinds.get(kind)
        return known.to_her or known.title.lower() if known else kind

    def called(
        self, names: Names, kind: str, id_: int | None, facts: Mapping[str, Any] | None = None
    ) -> str:
        """What a thing is called: «Fatima Benali», «le profil de poste « Plonge »», «le CV n° 3 (K7M2-Q9XB)»; the
        person whose it is stands in the `facts` of the act."""
        said, name = self.kinds[kind], names.of(kind, id_)
        if said.named and name:
            return said.named.format(name=name)
        if said.unknown and not id_:
            return said.unknown
        owner = names.of("candidate", thing_in(facts or {}, "candidate")) if said.hers else None
        return said.numbered.format(id=id_) + (f" ({owner})" if owner else "")

    def sentence(self, event: AuditEvent, names: Names) -> str:
        """What was done, without who did it: «a ouvert la fiche de Fatima Benali»."""
        act, kind = Act(event.act), event.subject_kind
        said = self.sentences.get((act, kind)) or self.sentences[(act, "")]
        subject = self.called(names, kind, event.subject_id, event.facts)
        return said(Told(event, subject, names, lambda k, i: self.called(names, k, i)))
