"""Settings, from the environment alone; secrets have no default."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from environs import Env

from indexing.engines.access import Access, read_access
from matching.errors import VivierError


class MissingSetting(VivierError):
    """A setting without which the product must not start."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a site decides. `var` holds everything that Vivier writes to disk; `proxies` is how many reverse
    proxies stand in front, whose word on the visitor's address is then believed (rate limits count by it)."""

    database_url: str | None
    embedding_model: str | None
    var: Path
    secret_key: str
    password_salt: str
    base_url: str
    host: str
    port: int
    secure_cookies: bool
    proxies: int
    debug: bool
    search: Access | None = None
    """The OpenSearch to search with; None: the embedded engine, under `var`."""

    @property
    def signs_in(self) -> bool:
        """Whether the secrets that sign-in needs are there; the command line works without."""
        return bool(self.secret_key and self.password_salt)

    def require_secrets(self) -> None:
        """Raise MissingSetting unless the web secrets are set."""
        if not self.signs_in:
            raise MissingSetting(
                "Définissez SECRET_KEY et SECURITY_PASSWORD_SALT (deux longues chaînes au hasard, par "
                'exemple : python -c "import secrets; print(secrets.token_urlsafe(48))") puis relancez.'
            )


def read_settings() -> Settings:
    """The settings of this process."""
    env = Env()
    host, port = env.str("VIVIER_HOST", "127.0.0.1"), env.int("VIVIER_PORT", 8000)
    base_url = env.str("VIVIER_BASE_URL", f"http://{host}:{port}")
    return Settings(
        database_url=env.str("DATABASE_URL", "") or None,
        embedding_model=env.str("EMBEDDING_MODEL", "") or None,
        var=Path(env.str("VIVIER_VAR", "var")).resolve(),
        secret_key=env.str("SECRET_KEY", ""),
        password_salt=env.str("SECURITY_PASSWORD_SALT", ""),
        base_url=base_url,
        host=host,
        port=port,
        secure_cookies=env.bool("VIVIER_SECURE_COOKIES", base_url.startswith("https")),
        proxies=env.int("VIVIER_PROXIES", 0),
        debug=env.bool("VIVIER_DEBUG", False),
        search=read_access(os.environ),
    )
