"""How to reach a search server, as a site's environment says it. Light: settings read it before anything runs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from matching.errors import VivierError


class WrongAccess(VivierError):
    """A SEARCH_… variable that cannot be used. Never quotes a value: it may hold a password."""


@dataclass(frozen=True, slots=True)
class Access:
    """Where an OpenSearch stands and how to be let in.

    `urls` hold no login. `prefix` begins the names of this site's indexes, so that several sites may share a
    cluster. `shards`: of each new index, for one that a single node no longer holds. `timeout_s`: how long one
    question may take; bulk writing may take six times as long.
    """

    urls: tuple[str, ...]
    ca_file: Path | None = None
    user: str = ""
    password: str = field(default="", repr=False)
    aws_region: str = ""
    prefix: str = "vivier"
    shards: int = 1
    timeout_s: float = 10.0


def read_access(environment: Mapping[str, str]) -> Access | None:
    """The access that SEARCH_URL and its sisters describe; None without SEARCH_URL. Raises WrongAccess.

    SEARCH_URL: one address or several, separated by commas or blanks. SEARCH_CA_FILE, SEARCH_USER,
    SEARCH_PASSWORD, SEARCH_AWS_REGION (requests are then signed with the machine's AWS credentials),
    SEARCH_INDEX and SEARCH_SHARDS are optional.
    """
    given = re.split(r"[\s,]+", environment.get("SEARCH_URL", "").strip())
    if given == [""]:
        return None
    user = environment.get("SEARCH_USER", "")
    password = environment.get("SEARCH_PASSWORD", "")
    region = environment.get("SEARCH_AWS_REGION", "")
    urls = []
    for url in given:
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            host = port = None
        if not host or parts.scheme not in ("http", "https"):
            raise WrongAccess(
                "SEARCH_URL n’est pas une adresse : écrivez par exemple « https://recherche.exemple.fr:9200 »."
            )
        if parts.username:
            user, password = unquote(parts.username), unquote(parts.password or "")
        # A server's own port is 9200, a managed service's that of its scheme.
        port = port or (443 if parts.scheme == "https" else 9200)
        shown = f"[{host}]" if ":" in host else host
        urls.append(f"{parts.scheme}://{shown}:{port}{parts.path.rstrip('/')}")
    if region and user:
        raise WrongAccess("Choisissez : SEARCH_AWS_REGION, ou SEARCH_USER et SEARCH_PASSWORD.")
    if bool(user) != bool(password):
        raise WrongAccess("SEARCH_USER et SEARCH_PASSWORD vont ensemble : il en manque un.")
    ca_file = Path(environment["SEARCH_CA_FILE"]) if environment.get("SEARCH_CA_FILE") else None
    if ca_file is not None and not ca_file.is_file():
        raise WrongAccess("Le fichier que nomme SEARCH_CA_FILE n’existe pas ou n’est pas lisible.")
    prefix = environment.get("SEARCH_INDEX", "") or "vivier"
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,99}", prefix):
        raise WrongAccess(
            "SEARCH_INDEX ne peut contenir que des minuscules sans accent, des chiffres, « - » et « _ »."
        )
    shards = environment.get("SEARCH_SHARDS", "") or "1"
    if not re.fullmatch(r"[1-9][0-9]{0,2}", shards):
        raise WrongAccess("SEARCH_SHARDS est un nombre entier, de 1 à 999.")
    return Access(
        urls=tuple(urls),
        ca_file=ca_file,
        user=user,
        password=password,
        aws_region=region,
        prefix=prefix,
        shards=int(shards),
    )
