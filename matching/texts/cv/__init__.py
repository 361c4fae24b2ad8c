"""What a CV's text proposes to the coach: jobs, courses, certificates, licences, languages, skills.

Pure: text in, proposals out, no database, no clock, no network. Nothing read here is taken for
granted: each proposal carries the words it rests on and a stable key, and a person accepts it.
"""

from __future__ import annotations

from datetime import date

from matching.texts.cv.certificates import read_certificates
from matching.texts.cv.contact import read_contact
from matching.texts.cv.education import read_education
from matching.texts.cv.experiences import RomeReader, read_experiences
from matching.texts.cv.languages import read_languages
from matching.texts.cv.licences import read_licences
from matching.texts.cv.proposals import (
    Certificate,
    ContactDetail,
    Education,
    Experience,
    Language,
    Licence,
    LicenceNote,
    Reading,
    Skill,
    Vehicle,
    YearMonth,
)
from matching.texts.cv.sections import split
from matching.texts.cv.skills import read_skills

__all__ = [
    "Certificate",
    "ContactDetail",
    "Education",
    "Experience",
    "Language",
    "Licence",
    "LicenceNote",
    "Reading",
    "RomeReader",
    "Skill",
    "Vehicle",
    "YearMonth",
    "read_cv",
]

#: No CV has more lines; the rest is not read.
_MOST_LINES = 3000


def read_cv(text: str, *, today: date, rome_reader: RomeReader | None = None) -> Reading:
    """Read a CV's text (as `indexing.text.extract` gives it: lines, tabs between table cells).

    `today` bounds the dates that are believed; `rome_reader` turns a job title into ROME codes with
    scores, best first. Never raises on any text; time grows with its length.
    """
    lines = split("\n".join(text.split("\n")[:_MOST_LINES]))
    licences, licence_notes, vehicle = read_licences(lines)
    return Reading(
        experiences=read_experiences(lines, today, rome_reader),
        education=read_education(lines, today),
        certificates=read_certificates(lines, today),
        licences=licences,
        licence_notes=licence_notes,
        vehicle=vehicle,
        languages=read_languages(lines),
        skills=read_skills(lines),
        contact=read_contact(lines),
    )
