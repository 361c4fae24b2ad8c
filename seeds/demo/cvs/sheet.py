"""What one CV says, before any layout: in somebody's words, with her typing errors, and with what ought not to be there."""

from __future__ import annotations

import json
import random
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from matching.texts.french import MONTHS
from seeds.demo.people.person import DemoCandidate, DemoExperience

WORDS: dict[str, Any] = json.loads(
    Path(__file__).with_name("words.json").read_text(encoding="utf-8")
)
"""Headings of each section, typing errors (right, typed), languages with the nationality they hint at."""


@dataclass(frozen=True, slots=True)
class Entry:
    when: str
    head: str
    bullets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    kind: str
    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one CV says, before any layout."""

    name: str
    title: str
    contact: tuple[str, ...]
    personal: tuple[str, ...]
    sections: tuple[Section, ...]

    def of(self, *kinds: str) -> list[Section]:
        return [section for section in self.sections if section.kind in kinds]


def sheet_of(person: DemoCandidate, rng: random.Random, today: date) -> Sheet:
    """What this person's CV says. The order of the draws is part of what it says."""
    style = rng.randrange(4)
    wrong = rng.sample(WORDS["typing_errors"], 4) if rng.random() < 0.4 else []

    def as_typed(text: str) -> str:
        for right, typed in wrong:
            text = text.replace(right, typed)
        return printable(text)

    sections = _sections(person, rng, style, as_typed)
    phone = person.phone if rng.random() < 0.7 else person.phone.replace(" ", ".")
    contact = [f"{person.address}", f"{person.postcode} {person.commune}"]
    contact.append(rng.choice(("Tél. : ", "Tel ", "", "Portable : ")) + phone)
    if rng.random() < 0.85:
        contact.append(person.email)
    return Sheet(
        name=printable(
            f"{person.first_name} {person.last_name.upper()}"
            if rng.random() < 0.7
            else f"{person.last_name} {person.first_name}"
        ),
        title=printable(person.headline),
        contact=tuple(printable(line) for line in contact),
        personal=tuple(_personal(person, rng, today) + _licence_lines(person, rng)),
        sections=tuple(sections),
    )


def lines_of(sheet: Sheet, dash: str = "- ") -> list[str]:
    """The CV as bare lines of text, an empty line between sections."""
    lines = [sheet.name, *sheet.contact, *sheet.personal, "", sheet.title.upper(), ""]
    for section in sheet.sections:
        lines.append(section.heading)
        for entry in section.entries:
            lines.append(f"{entry.when} : {entry.head}" if entry.when else entry.head)
            lines += [dash + bullet for bullet in entry.bullets]
        lines.append("")
    return lines


def _sections(
    person: DemoCandidate, rng: random.Random, style: int, as_typed: Callable[[str], str]
) -> list[Section]:
    sections: list[Section] = []

    def say(kind: str, entries: Sequence[Entry]) -> None:
        if entries:
            heading = rng.choice(WORDS["headings"][kind])
            sections.append(Section(kind, heading, tuple(entries)))

    work = [_work(item, rng, style, as_typed) for item in person.experiences]
    if rng.random() < 0.55:
        say("profile", [Entry("", as_typed(person.profile))])
    say("work", work)
    say(
        "education",
        [
            Entry(
                str(item.year) if item.year else "",
                as_typed(item.label + (f", {item.place}" if item.place else "")),
            )
            for item in person.education
        ],
    )
    say(
        "certificates",
        [Entry(str(item.year), printable(item.label)) for item in person.certificates],
    )
    say("skills", [Entry("", as_typed(skill[0].upper() + skill[1:])) for skill in person.skills])
    precise = rng.random() < 0.4
    say(
        "languages",
        [
            Entry("", f"{item.label.capitalize()} : {_level(item.level, item.native, precise)}")
            for item in person.languages
            if len(person.languages) > 1 or not item.native
        ],
    )
    say("hobbies", [Entry("", hobby.capitalize()) for hobby in person.hobbies])
    return sections


def _work(
    item: DemoExperience, rng: random.Random, style: int, as_typed: Callable[[str], str]
) -> Entry:
    title = item.title.upper() if style == 1 else item.title
    via = " (intérim)" if item.kind == "interim" else ""
    where = f", {item.place}" if item.place.split(" (")[0] not in item.employer else ""
    joint = rng.choice((" – ", ", ", " chez ")) if style else " – "
    if item.employer.startswith(("À ", "Chez", "Famille", "Affaire")):
        joint = " – "
    return Entry(
        _when(item, style),
        printable(f"{title}{joint}{item.employer}{where}{via}"),
        tuple(as_typed(task) for task in item.tasks),
    )


def _when(item: DemoExperience, style: int) -> str:
    (y1, m1), end = item.start, item.end
    if style == 0:
        if end is None:
            return f"Depuis {y1}"
        return f"{y1}" if y1 == end[0] else f"{y1} – {end[0]}"
    if style == 1:
        return f"{m1:02d}/{y1} - " + ("ce jour" if end is None else f"{end[1]:02d}/{end[0]}")
    if style == 2:
        first = f"{MONTHS[m1 - 1]} {y1}"
        return f"Depuis {first}" if end is None else f"{first} à {MONTHS[end[1] - 1]} {end[0]}"
    if end is None:
        return f"De {y1} à aujourd'hui"
    months = (end[0] - y1) * 12 + end[1] - m1
    if months < 12:
        return f"{y1} ({max(1, months)} mois)"
    return f"De {y1} à {end[0]}"


def _level(level: str, native: bool, precise: bool) -> str:
    if native:
        return "langue maternelle"
    if precise:
        return f"niveau {level}"
    words = {"A1": "notions", "A2": "débutant", "B1": "moyen", "B2": "bon niveau"}
    return words.get(level, "courant")


def _personal(person: DemoCandidate, rng: random.Random, today: date) -> list[str]:
    """Lines that ought not to be in a CV, and are: age, birth, family, nationality."""
    born = person.birth_date
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    e = "e" if person.woman else ""
    lines = []
    if rng.random() < 0.4:
        lines.append(f"{age} ans")
    elif rng.random() < 0.55:
        lines.append(
            f"Né{e} le {born:%d/%m/%Y}"
            if rng.random() < 0.6
            else f"Date de naissance : {born.day} {MONTHS[born.month - 1]} {born.year}"
        )
    if rng.random() < 0.4:
        children = rng.choice(("", ", 1 enfant", ", 2 enfants", ", 3 enfants"))
        status = rng.choice(("Célibataire", f"Marié{e}", f"Divorcé{e}", f"Pacsé{e}"))
        lines.append(status + children)
    if rng.random() < 0.25:
        spoken = {item.label for item in person.languages if item.native}
        foreign = [adjective for label, adjective in WORDS["nationalities"] if label in spoken]
        lines.append("Nationalité " + (foreign[0] if foreign else "française"))
    if rng.random() < 0.06:
        lines.append("RQTH")
    if rng.random() < 0.06:
        lines.append("Bénéficiaire du RSA")
    return lines


def _licence_lines(person: DemoCandidate, rng: random.Random) -> list[str]:
    e = "e" if person.woman else ""
    if not person.licences:
        return ["Permis B en cours"] if rng.random() < 0.15 else []
    held = " et ".join(person.licences) if len(person.licences) < 3 else ", ".join(person.licences)
    if person.licences == ("AM",):
        return ["BSR / permis AM – scooter"]
    if person.has_vehicle:
        return [
            rng.choice(
                (f"Permis {held} – véhiculé{e}", f"Permis {held} + voiture", f"Permis {held}")
            )
        ]
    return [rng.choice((f"Permis {held}", f"Titulaire du permis {held}"))]


def printable(text: str) -> str:
    """The letters a French keyboard has: people write « Yildirimer », not « Yıldırımer »."""
    text = text.translate({0x131: "i", 0x142: "l", 0x141: "L"})
    kept = []
    for letter in text:
        try:
            letter.encode("cp1252")
            kept.append(letter)
        except UnicodeEncodeError:
            kept.append(unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode())
    return "".join(kept)


def plain(text: str) -> str:
    return unicodedata.normalize("NFKD", printable(text)).encode("ascii", "ignore").decode()
