"""What a job's own words may not say: read while it is written, and refused when it is published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from matching.actor import Actor, check
from matching.checks import Checks
from matching.pool.jobs.data import MOST_TOLD, JobData, RequirementData
from matching.pool.jobs.tables import JobProfile, Requirement
from matching.pool.jobs.terms import RequirementKind
from matching.pool.reference.terms import Contract
from matching.terms import label_of
from matching.texts.wording import check as wording_check
from matching.texts.wording.check import Mention, explained, refused


def read_wording(
    actor: Actor, texts: Mapping[str, str], *, context: str = ""
) -> dict[str, tuple[Mention, ...]]:
    """What the texts of one profile name, by the name of the text, while it is being written.

    `context`: what else the profile says, as `wording_context` puts it. Raises Forbidden for those who write
    no profiles. Nothing is kept.
    """
    check(
        actor.system or actor.hires or actor.develops,
        "Les profils de poste sont écrits par les employeurs.",
    )
    return wording_check.mentions(texts, context=context)


def wording_to_mend(job: JobProfile) -> list[Mention]:
    """What keeps the profile, as it is kept, from being published."""
    found = refused(_wording(job, job.requirements))
    return [mention for mentions in found.values() for mention in mentions]


def wording_context(contract: str | None, licences: Iterable[str] = ()) -> str:
    """What a contract and licences say to the reading of a profile's texts: some make an age lawful."""
    known = next((one for one in Contract if one == contract), None)
    named = label_of(Contract, known) if known else ""
    return " ".join([f"Contrat : {named}.", *(f"Permis {code}." for code in licences)])


def _wording(
    job: JobProfile | JobData, asked: Iterable[Requirement | RequirementData]
) -> dict[str, tuple[Mention, ...]]:
    rows = list(asked)
    licences = [row.code for row in rows if row.kind == RequirementKind.LICENCE]
    texts = {"title": job.title, "text": job.text, "wage_text": job.wage_text or ""}
    texts |= {
        f"requirement {number}": row.code
        for number, row in enumerate(rows)
        if row.kind != RequirementKind.LICENCE
    }
    return wording_check.mentions(texts, context=wording_context(job.contract, licences))


def check_wording(
    checks: Checks, job: JobProfile | JobData, asked: Iterable[Requirement | RequirementData]
) -> None:
    """Note the refused wording, each field's own; all requirements are one field."""
    told: dict[str, list[str]] = {}
    for name, mentions in refused(_wording(job, asked)).items():
        field = "requirements" if name.startswith("requirement ") else name
        told.setdefault(field, []).extend(map(explained, mentions))
    for field, lines in told.items():
        more = len(lines) - MOST_TOLD
        tail = [f"Et {more} autres formulations, montrées ci-dessous."] if more > 0 else []
        checks.need(False, field, "\n".join(lines[:MOST_TOLD] + tail))
