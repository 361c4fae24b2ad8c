"""Settings, from the environment alone; secrets have no default."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from environs import Env, EnvError
from sqlalchemy import create_mock_engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from indexing.engines.access import Access, read_access
from matching.ranking.log.log import LEAST_MONTHS
from webapp.site.secrets import BadSetting, MissingSetting, secret, token

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
        access_log=switch(env, "VIVIER_ACCESS_LOG", None),
        metrics_token=token(env, "VIVIER_METRICS_TOKEN"),
        metrics_port=number(env, "VIVIER_METRICS_PORT"),
    )


def count_into(folder: Path) -> None:
    """Have the processes that are forked from now on put their figures into one folder, emptied first. Before
    webapp/site/metrics.py is imported: prometheus_client looks at the variable then."""
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


SHORTEST_SECRET = 32
WELL_KNOWN = ("changeme", "change-me", "change_me", "secret", "password", "motdepasse", "azerty", "qwerty",
              "example", "exemple", "vivier", "123456")  # fmt: skip
"""What nobody who has drawn a secret at random finds at its beginning."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a site decides. `var` holds everything that Vivier writes to disk; `proxies` is how many reverse
    proxies stand in front, whose word on the visitor's address is then believed (rate limits count by it).

    `totp_keys` encrypt the secrets of second factors, the newest first; without any, a key is derived from
    `secret_key`. `second_factor` is «required» (of those whom webapp/accounts/second_factor.py names) or «offered».
    A browser is signed out after `idle` without a request and `longest` after it signed in."""

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
    ranking_log_months: int = 12
    """How long the rankings that were shown are kept (matching/ranking/log/log.py)."""
    totp_keys: tuple[str, ...] = ()
    second_factor: str = "required"
    idle: timedelta = timedelta(hours=2)
    longest: timedelta = timedelta(hours=10)
    rate_limit_storage: str = "memory://"
    mail_url: str | None = None
    mail_from: str = "Vivier <ne-pas-repondre@localhost>"
    search: Access | None = None
    """The OpenSearch to search with; None: the embedded engine, under `var`."""
    operations: Operations = NOWHERE_ELSE

    @property
    def signs_in(self) -> bool:
        """Whether the secrets that sign-in needs are there; the command line works without."""
        return bool(self.secret_key and self.password_salt)

    @property
    def site_host(self) -> str:
        """The host of the public address, without port."""
        return urlsplit(self.base_url).hostname or "localhost"

    def require_secrets(self) -> None:
        """Raise MissingSetting unless the web secrets are set and look drawn at random."""
        if not self.signs_in:
            raise MissingSetting(
                f"Définissez SECRET_KEY et SECURITY_PASSWORD_SALT ({HOW_TO_DRAW}) puis relancez."
            )
        secrets = [
            ("SECRET_KEY", self.secret_key),
            ("SECURITY_PASSWORD_SALT", self.password_salt),
            *(("SECURITY_TOTP_KEYS", key) for key in self.totp_keys),
        ]
        for name, value in secrets:
            if is_weak(value):
                raise MissingSetting(
                    f"{name} est trop courte ou se devine : il faut au moins {SHORTEST_SECRET} caractères "
                    f"tirés au hasard ({HOW_TO_DRAW})."
                )
        if self.secret_key == self.password_salt:
            raise MissingSetting(
                "SECRET_KEY et SECURITY_PASSWORD_SALT doivent être deux secrets différents."
            )
        if self.second_factor not in ("required", "offered"):
            raise MissingSetting("VIVIER_SECOND_FACTOR vaut « required » ou « offered ».")


HOW_TO_DRAW = (
    "deux longues chaînes au hasard, par exemple : "
    'python -c "import secrets; print(secrets.token_urlsafe(48))"'
)


def is_weak(secret: str) -> bool:
    """Whether a secret is short, repeats itself, or begins with a word that everybody tries."""
    plain = secret.strip().lower()
    return (
        len(plain) < SHORTEST_SECRET
        or len(set(plain)) < 10
        or any(plain.startswith(word) for word in WELL_KNOWN)
    )


NUMBERS: dict[str, tuple[int | None, int, int]] = {
    "VIVIER_PORT": (8000, 1, 65_535),
    "VIVIER_PROXIES": (0, 0, 10),
    "VIVIER_IDLE_MINUTES": (120, 1, 7 * 24 * 60),
    "VIVIER_SESSION_HOURS": (10, 1, 30 * 24),
    "VIVIER_RANKING_LOG_MONTHS": (12, LEAST_MONTHS, 1200),
    "VIVIER_METRICS_PORT": (None, 1, 65_535),
}
"""Variable → its value when it is not set, the least and the most. At least six months of rankings: règlement (UE)
2024/1689, art. 26."""

SWITCHES = ("VIVIER_SECURE_COOKIES", "VIVIER_DEBUG", "VIVIER_ACCESS_LOG")


def number(env: Env, name: str) -> int | None:
    """A whole number of NUMBERS; one that is not set, or empty, has its own value. Raises BadSetting."""
    default, least, most = NUMBERS[name]
    if not env.str(name, "").strip():
        return default
    try:
        found = env.int(name)
    except EnvError:
        found = None
    if found is None or not least <= found <= most:
        raise BadSetting(
            f"{name} doit être un nombre entier, au moins {least} et au plus {most}. "
            "Corrigez cette variable, puis relancez."
        )
    return int(found)


def whole(env: Env, name: str) -> int:
    """A number of NUMBERS that always has a value."""
    found = number(env, name)
    assert found is not None, name
    return found


def switch(env: Env, name: str, default: bool | None) -> bool | None:
    """Whether something is on; `default` where it is not set, or empty. Raises BadSetting."""
    if not env.str(name, "").strip():
        return default
    try:
        return bool(env.bool(name))
    except EnvError:
        raise BadSetting(
            f"{name} vaut « true » ou « false ». Corrigez cette variable, puis relancez."
        ) from None


def database_address(env: Env) -> str | None:
    """The address of the site's own database, or None. Raises BadSetting, which never quotes it: it may hold a
    password."""
    given = secret(env, "DATABASE_URL").strip()
    if not given:
        return None
    try:
        backend = make_url(given).get_backend_name()
        create_mock_engine(
            given.replace("postgres://", "postgresql://", 1), executor=lambda *_: None
        )
    except (ArgumentError, NoSuchModuleError, ValueError, ImportError):
        backend = ""
    if backend not in ("postgresql", "postgres"):
        raise BadSetting(
            "DATABASE_URL n’est pas l’adresse d’une base PostgreSQL : écrivez par exemple "
            "« postgresql://vivier:motdepasse@serveur:5432/vivier ». Corrigez cette variable, puis relancez."
        )
    return given


def read_settings() -> Settings:
    """The settings of this process; a variable that is empty is not set. A secret may also stand in a file that
    NAME_FILE names. Raises BadSetting, MissingSetting: one sentence that says which variable to correct."""
    env = Env()

    host, port = env.str("VIVIER_HOST", "") or "127.0.0.1", whole(env, "VIVIER_PORT")
    base_url = (env.str("VIVIER_BASE_URL", "") or f"http://{host}:{port}").rstrip("/")
    site_host = urlsplit(base_url).hostname or "localhost"
    return Settings(
        database_url=database_address(env),
        embedding_model=env.str("EMBEDDING_MODEL", "") or None,
        var=Path(env.str("VIVIER_VAR", "") or "var").resolve(),
        secret_key=secret(env, "SECRET_KEY"),
        password_salt=secret(env, "SECURITY_PASSWORD_SALT"),
        base_url=base_url,
        host=host,
        port=port,
        secure_cookies=bool(switch(env, "VIVIER_SECURE_COOKIES", base_url.startswith("https"))),
        proxies=whole(env, "VIVIER_PROXIES"),
        debug=bool(switch(env, "VIVIER_DEBUG", False)),
        ranking_log_months=whole(env, "VIVIER_RANKING_LOG_MONTHS"),
        totp_keys=tuple(filter(None, secret(env, "SECURITY_TOTP_KEYS").split(","))),
        second_factor=env.str("VIVIER_SECOND_FACTOR", "") or "required",
        idle=timedelta(minutes=whole(env, "VIVIER_IDLE_MINUTES")),
        longest=timedelta(hours=whole(env, "VIVIER_SESSION_HOURS")),
        rate_limit_storage=env.str("VIVIER_RATE_LIMIT_STORAGE", "") or "memory://",
        mail_url=secret(env, "MAIL_URL") or None,
        mail_from=env.str("MAIL_FROM", "") or f"Vivier <ne-pas-repondre@{site_host}>",
        search=read_access({**os.environ, "SEARCH_PASSWORD": secret(env, "SEARCH_PASSWORD")}),
        operations=read_operations(env),
    )
