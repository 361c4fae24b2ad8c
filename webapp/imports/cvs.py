"""`vivier cv import`: reads CV files, and adds them to a person when one is named."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from indexing.text.extract import extract_text
from matching.actor import SYSTEM
from matching.db import transaction
from matching.errors import VivierError
from matching.pool.candidates.reading import get_candidate
from matching.texts.cv import read_cv
from webapp.site.runtime import Runtime


def import_files(
    runtime: Runtime, files: tuple[Path, ...], candidate_id: int | None, *, as_json: bool
) -> int:
    """Read each file; one that is refused does not stop the others. Returns how many were refused."""
    refused = 0
    answers: list[dict[str, Any]] = []
    hidden = not sys.stderr.isatty()
    with click.progressbar(files, label="CV", file=sys.stderr, hidden=hidden) as bar:
        for path in bar:
            answer: dict[str, Any] = {"file": path.name}
            try:
                answer |= _read(runtime, path, candidate_id)
            except (VivierError, OSError) as error:
                refused += 1
                answer["refused"] = getattr(error, "message", None) or f"Fichier illisible : {path}"
            answers.append(answer)
    if candidate_id is not None:
        runtime.drain()
    if as_json:
        click.echo(json.dumps(answers, ensure_ascii=False))
    else:
        for answer in answers:
            click.echo(_line(answer))
    return refused


def _read(runtime: Runtime, path: Path, candidate_id: int | None) -> dict[str, Any]:
    data = path.read_bytes()
    if candidate_id is None:
        found = extract_text(data, path.name)
        reading = read_cv(found.text, today=runtime.today(), rome_reader=runtime.read_trade)
        return {"kind": found.kind, "warnings": list(found.warnings), "read": asdict(reading)}
    with transaction(runtime.sessions) as session:
        person = get_candidate(session, SYSTEM, candidate_id)
        cv = runtime.import_cv(session, SYSTEM, person, path.name, data)
        return {"kind": cv.kind, "cv": cv.id, "version": cv.version, "proposals": len(cv.proposals)}


def _line(answer: dict[str, Any]) -> str:
    if "refused" in answer:
        return f"{answer['file']} : refusé. {answer['refused']}"
    if "cv" in answer:
        return f"{answer['file']} : version {answer['version']}, {answer['proposals']} éléments à vérifier."
    read = answer["read"]
    trades = ", ".join(e["title"] for e in read["experiences"]) or "aucune expérience lue"
    return f"{answer['file']} ({answer['kind']}) : {trades}"
