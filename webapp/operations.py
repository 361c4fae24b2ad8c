"""How a site is run and watched: where the model is, what is logged, who may look at health and figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from environs import Env

SHORTEST_TOKEN = 20


@dataclass(frozen=True, slots=True)
class Operations:
    """`embedding_url`: the model's own process or server (indexing/remote_embedder.py); None: each process
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


def model_socket(var: Path) -> Path:
    """Where `vivier model` listens unless it is told otherwise."""
    return var / "run" / "model.sock"
