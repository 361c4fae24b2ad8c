"""How a site is run and watched: where the model is, what is logged, who may look at health and figures."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from environs import Env

    from webapp.settings import Settings

SHORTEST_TOKEN = 20
FIGURES = "PROMETHEUS_MULTIPROC_DIR"
"""The variable by which prometheus_client is told of a folder that several processes count into."""


@dataclass(frozen=True, slots=True)
class Operations:
    """`embedding_url`: the model's own process or server (indexing/model/remote.py); None: each process
    loads it. `access_log`: one line for each request; None leaves it to the command. `metrics_token` opens
    `/metrics` and the details of `/sante/pret`; without one, `/metrics` does not exist. `metrics_port`: a port
    of 127.0.0.1 where the worker tells its figures."""

    embedding_url: str | None = None
    access_log: bool | None = None
    metrics_token: str = field(default="", repr=False)
    metrics_port: int | None = None


NOWHERE_ELSE = Operations()
"""The model in each process, nothing watched: the demo and the command line."""


def read_operations(env: Env) -> Operations:
    """These settings of this process, from its environment."""
    return Operations(
        embedding_url=env.str("EMBEDDING_URL", "") or None,
        access_log=env.bool("VIVIER_ACCESS_LOG", None),
        metrics_token=_secret(env, "VIVIER_METRICS_TOKEN"),
        metrics_port=env.int("VIVIER_METRICS_PORT", None),
    )


def _secret(env: Env, name: str) -> str:
    """A secret, or the content of the file that NAME_FILE names; one that can be guessed opens nothing."""
    path = env.str(f"{name}_FILE", "")
    found = Path(path).read_text(encoding="utf-8").strip() if path else str(env.str(name, ""))
    if found and len(found) < SHORTEST_TOKEN:
        from webapp.settings import MissingSetting

        raise MissingSetting(
            f"{name} est trop courte : il faut au moins {SHORTEST_TOKEN} caractères tirés au hasard."
        )
    return found


def count_into(folder: Path) -> None:
    """Have the processes that are forked from now on put their figures into one folder, emptied first. Before
    webapp/metrics.py is imported: prometheus_client looks at the variable then."""
    folder.mkdir(parents=True, exist_ok=True)
    for former in folder.glob("*.db"):
        former.unlink(missing_ok=True)
    os.environ[FIGURES] = str(folder)


def with_lines(settings: Settings) -> Settings:
    """The settings of a command that tells of each request unless VIVIER_ACCESS_LOG says otherwise."""
    if settings.operations.access_log is not None:
        return settings
    return replace(settings, operations=replace(settings.operations, access_log=True))


def model_socket(var: Path) -> Path:
    """Where `vivier model` listens unless it is told otherwise."""
    return var / "run" / "model.sock"
