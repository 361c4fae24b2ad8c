"""The ways to run a site say only what exists: commands, variables, images' shapes, units.

As far as a machine without Docker can tell: compose.yaml is held against the parts of the compose
specification that it uses, and systemd's own verifier reads the units where it is installed.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from tests.world import ROOT
from webapp.cli import main

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
TIMERS = sorted((DEPLOY / "systemd").glob("*.timer"))
READERS = ("webapp/site/settings.py", "webapp/site/settings.py", "indexing/engines/access.py")
OTHERS_VARIABLES = {
    # read by compose itself, the images and the scripts beside
    "SITE_HOST", "OWNER_PASSWORD", "SITE_PASSWORD",
}  # fmt: skip


def variables_that_are_read() -> set[str]:
    """Every name that settings ask the environment for."""
    asked = re.compile(
        r"(?:env\.\w+|secret|token|number|whole|switch|environment\.get)\(\s*(?:env,\s*)?[\"']([A-Z][A-Z0-9_]+)[\"']"
        r"|environment\[[\"']([A-Z][A-Z0-9_]+)[\"']\]"
    )
    found: set[str] = set()
    for path in READERS:
        for names in asked.findall((ROOT / path).read_text()):
            found.update(filter(None, names))
    return found


def compose() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
    return content


def ours(services: dict[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in services.items() if one["image"].startswith("vivier:")}


def check_command(words: list[str]) -> None:
    """Fails unless `vivier` with these words would start: the command and its options exist."""
    command: click.Command = main
    context = click.Context(main)
    while isinstance(command, click.Group):
        assert words, "a command is missing"
        name, *words = words
        found = command.get_command(context, name)
        assert found is not None, f"vivier {name} does not exist"
        command = found
    command.make_context(command.name, words)


# compose.yaml

SERVICE_KEYS = {
    "image", "build", "restart", "env_file", "environment", "volumes", "read_only", "tmpfs",
    "cap_drop", "security_opt", "stop_grace_period", "command", "entrypoint", "depends_on", "healthcheck",
    "networks", "profiles", "shm_size", "ulimits", "ports",
}  # fmt: skip
HEALTH_KEYS = {"test", "interval", "timeout", "retries", "start_period"}
CONDITIONS = {"service_started", "service_healthy", "service_completed_successfully"}


def test_compose_has_the_shape_of_its_specification() -> None:
    content = compose()
    assert {key for key in content if not key.startswith("x-")} == {
        "name", "services", "networks", "volumes",
    }  # fmt: skip
    services = content["services"]
    for name, one in services.items():
        assert set(one) <= SERVICE_KEYS, name
        assert re.fullmatch(r"[a-z0-9/]+:[a-z0-9.]+", one["image"]), "a version is named"
        assert set(one.get("healthcheck", {})) <= HEALTH_KEYS
        for other, how in one.get("depends_on", {}).items():
            assert other in services
            assert how["condition"] in CONDITIONS
            if how["condition"] == "service_healthy":
                assert "healthcheck" in services[other]
            assert not services[other].get("profiles"), "what is depended on is started"
        assert set(one["networks"]) <= set(content["networks"])
        for volume in one.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("./"):
                assert (ROOT / source).exists(), source
            else:
                assert source in content["volumes"]
        for value in one.get("environment", {}).values():
            assert isinstance(value, str), (
                "a number or a boolean is read differently by two versions"
            )


def test_only_the_proxy_is_reached_from_outside() -> None:
    services = compose()["services"]
    assert [name for name, one in services.items() if "ports" in one] == ["proxy"]
    assert compose()["networks"]["inside"]["internal"] is True
    assert services["database"]["networks"] == ["inside"]
    assert services["search"]["networks"] == ["inside"]


def test_compose_runs_commands_that_exist() -> None:
    seen = set()
    for name, one in ours(compose()["services"]).items():
        if "entrypoint" in one:  # a shell that runs several
            (script,) = one["command"]
            commands = [shlex.split(part)[1:] for part in script.split("&&")]
        else:
            commands = [one["command"]]
        for words in commands:
            check_command(words)
            seen.add(name)
    assert seen == {"web", "worker", "model", "prepare", "nightly"}


def test_compose_sets_variables_that_are_read() -> None:
    for one in ours(compose()["services"]).values():
        assert set(one["environment"]) <= variables_that_are_read()
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "compose.yaml").read_text()))
    assert asked == OTHERS_VARIABLES


def test_the_example_of_an_environment_names_what_is_read() -> None:
    named = set(
        re.findall(
            r"^#?([A-Z][A-Z0-9_]+)=", (DEPLOY / "vivier.env.example").read_text(), re.MULTILINE
        )
    )
    assert named <= variables_that_are_read() | OTHERS_VARIABLES
    assert named >= OTHERS_VARIABLES
    for line in (DEPLOY / "vivier.env.example").read_text().splitlines():
        if re.match(r"(SECRET|SECURITY|.*PASSWORD|.*TOKEN)", line):
            assert line.endswith("="), "no secret that somebody would keep"


def test_the_image_copies_what_is_there() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    copied = [word for line in lines if line.startswith("COPY ") for word in line.split()[1:-1]]
    assert copied
    assert all((ROOT / path).exists() for path in copied)
    (entry,) = [line for line in lines if line.startswith("ENTRYPOINT")]
    assert entry == 'ENTRYPOINT ["vivier"]'
    assert any(line == "USER vivier" for line in lines)


# systemd


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_what_exists_without_more_rights_than_it_needs(unit: Path) -> None:
    lines = [line for line in unit.read_text().splitlines() if "=" in line]
    pairs = [line.split("=", 1) for line in lines]
    commands = [value for key, value in pairs if key == "ExecStart"]
    assert commands
    for command in commands:
        program, *words = shlex.split(command)
        if program == "/opt/vivier/.venv/bin/vivier":
            check_command(words)
        else:
            script = ROOT / Path(program).relative_to("/opt/vivier")
            assert script.stat().st_mode & 0o111
    settings = dict(pairs)
    assert settings["User"] == "vivier"
    for key, value in {
        "NoNewPrivileges": "yes",
        "ProtectSystem": "strict",
        "ProtectHome": "yes",
        "CapabilityBoundingSet": "",
        "UMask": "0077",
    }.items():
        assert settings[key] == value
    environment = {v.split("=")[0] for k, v in pairs if k == "Environment"}
    assert environment <= variables_that_are_read()


def test_each_timer_has_its_unit() -> None:
    assert TIMERS
    assert {timer.with_suffix(".service") for timer in TIMERS} <= set(UNITS)


def test_systemd_reads_the_units(tmp_path: Path) -> None:
    verifier = shutil.which("systemd-analyze")
    if verifier is None:
        pytest.skip("systemd-analyze is not installed")
    paths = []
    for unit in (*UNITS, *TIMERS):
        # What they run stands where a site has it, not here.
        text = re.sub(r"^(Exec\w+=)\S+", r"\1/bin/true", unit.read_text(), flags=re.MULTILINE)
        path = tmp_path / unit.name.replace("@.", "@1.")
        path.write_text(text)
        paths.append(str(path))
    said = subprocess.run(
        [verifier, "verify", "--man=no", *paths], capture_output=True, text=True, check=False
    )
    ours = [line for line in said.stderr.splitlines() if "vivier" in line]
    assert ours == []


@pytest.mark.parametrize("script", sorted(DEPLOY.glob("*.sh")), ids=lambda path: path.name)
def test_a_script_can_be_read_and_run(script: Path) -> None:
    assert script.stat().st_mode & 0o111
    subprocess.run(["bash", "-n", str(script)], check=True)


# docs/operations.md


def test_the_manual_names_every_variable_and_no_other() -> None:
    manual = (ROOT / "docs" / "operations.md").read_text()
    table = manual.partition("## Variables")[2].partition("\n## ")[0]
    told = set(re.findall(r"^\| `([A-Z0-9_]+)`", table, re.MULTILINE))
    assert told == variables_that_are_read()


def test_the_manual_tells_commands_that_exist() -> None:
    manual = (ROOT / "docs" / "operations.md").read_text()
    manual = "\n".join(line for line in manual.splitlines() if "─" not in line)  # the drawing
    commands = re.findall(
        r"^ +(?:[A-Z_]+=\S+ )*(?:sudo -u vivier )?vivier ([a-z].*)$", manual, re.MULTILINE
    )
    commands += re.findall(r"`vivier ([a-z][^`]*)`", manual)
    assert len(commands) > 8
    for command in commands:
        words = shlex.split(command.split(" #")[0])
        words = [re.sub(r"^[A-Z]+(\.csv)?$", "1", word) for word in words]
        with suppress(click.BadParameter):  # a file of the reader's site
            check_command(words)
