"""The audit of dependencies: what is weak stops the work, what could not be asked is said."""

from __future__ import annotations

from typing import Any

import pytest

from scripts import audit_dependencies
from scripts.audit_dependencies import main, read

GOOD = {"name": "flask", "version": "3.1.3", "vulns": []}
WEAK = {
    "name": "old", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}],
}  # fmt: skip
SKIPPED = {"name": "torch", "skip_reason": "not found"}


def test_a_report_is_read() -> None:
    weak, checked, skipped = read({"dependencies": [GOOD, WEAK, SKIPPED, GOOD]})
    assert weak == ["old 1.0: PYSEC-1, fixed in 1.1"]
    assert (checked, skipped) == (2, 1)


@pytest.mark.parametrize(
    ("report", "required", "code", "words"),
    [
        ({"dependencies": [GOOD]}, "", 0, "1 dependencies without a known weakness"),
        ({"dependencies": [GOOD, WEAK]}, "", 1, "PYSEC-1"),
        ({"dependencies": [SKIPPED]}, "", 0, "NOT audited"),
        ({"dependencies": [SKIPPED]}, "required", 1, "NOT audited"),
        (None, "", 0, "NOT audited"),
        (None, "required", 1, "NOT audited"),
    ],
)
def test_what_stops_the_work(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    report: dict[str, Any] | None,
    required: str,
    code: int,
    words: str,
) -> None:
    monkeypatch.setattr(audit_dependencies, "audit", lambda: report)
    monkeypatch.setenv("AUDIT", required)
    assert main() == code
    assert words in capsys.readouterr().out
