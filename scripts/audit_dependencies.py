"""Asks whether a pinned dependency has a known weakness, for `make lint`.

pip-audit asks the package index's advisories. Where that cannot be reached (an isolated machine, a mirror that
holds packages only), nothing was checked: this says so in one line and lets the work go on, unless AUDIT=required.
Exit codes: 0 nothing known, or not checked; 1 a weakness is known, or not checked although required.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ("requirements/base.txt", "requirements/dev.txt")
SECONDS = 180


def main() -> int:
    """Audit all requirement files; print what is known."""
    report = audit()
    if report is None:
        return not_checked("the advisories cannot be reached")
    weak, checked, skipped = read(report)
    for line in weak:
        print(line)
    if weak:
        return 1
    if not checked:
        return not_checked("this package index gives no advisories")
    print(f"{checked} dependencies without a known weakness, {skipped} not checked.")
    return 0


def not_checked(why: str) -> int:
    required = os.environ.get("AUDIT") == "required"
    print(f"Dependencies NOT audited: {why}. Run «make audit» where they can be reached.")
    return 1 if required else 0


def audit() -> dict[str, Any] | None:
    """pip-audit's report; None when it could not ask."""
    command = [sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip", "--format", "json"]
    for name in REQUIREMENTS:
        command += ["--requirement", str(ROOT / name)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        report: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return None
    return report


def read(report: dict[str, Any]) -> tuple[list[str], int, int]:
    """(a line for each known weakness, how many dependencies were checked, how many were not)."""
    weak: set[str] = set()
    checked: set[str] = set()
    skipped: set[str] = set()
    for one in report["dependencies"]:
        if "skip_reason" in one:
            skipped.add(one["name"])
            continue
        checked.add(one["name"])
        for found in one["vulns"]:
            fixed = ", ".join(found["fix_versions"]) or "no release yet"
            weak.add(f"{one['name']} {one['version']}: {found['id']}, fixed in {fixed}")
    return sorted(weak), len(checked), len(skipped - checked)


if __name__ == "__main__":
    sys.exit(main())
