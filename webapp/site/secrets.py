"""Secrets of the environment: read, or refused with a sentence that says what to do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from matching.errors import VivierError

if TYPE_CHECKING:
    from environs import Env

SHORTEST_TOKEN = 20


class MissingSetting(VivierError):
    """A setting without which the product must not start, or one that would not protect anybody."""


class BadSetting(VivierError):
    """A setting with which the product must not start."""


def secret(env: Env, name: str) -> str:
    """A secret, or the content of the file that NAME_FILE names; empty when neither is there. Raises BadSetting for a
    file that cannot be read."""
    path = env.str(f"{name}_FILE", "")
    if not path:
        return str(env.str(name, ""))
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise BadSetting(
            f"Le fichier que nomme {name}_FILE n’existe pas ou n’est pas lisible. Corrigez cette variable, puis relancez."
        ) from None


def token(env: Env, name: str) -> str:
    """A secret that opens something by itself. Raises MissingSetting for one that can be guessed."""
    found = secret(env, name)
    if found and len(found) < SHORTEST_TOKEN:
        raise MissingSetting(
            f"{name} est trop courte : il faut au moins {SHORTEST_TOKEN} caractères tirés au hasard."
        )
    return found
