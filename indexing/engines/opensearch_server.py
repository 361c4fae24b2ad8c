"""The way to an OpenSearch server: connection, retries, and each of its failures as one French sentence.

Answers of the server may quote documents, and addresses may hold names of machines: an error message and a log
line carry the kind of a failure and nothing else. The client's own log is held to warnings for the same
reason, because below that it writes whole requests.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import threading
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NoReturn

from opensearchpy import OpenSearch, Urllib3HttpConnection
from opensearchpy.exceptions import (
    AuthenticationException,
    ConnectionTimeout,
    OpenSearchException,
    SSLError,
    TransportError,
)
from opensearchpy.exceptions import ConnectionError as NoConnection
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from matching.errors import SearchUnavailable

if TYPE_CHECKING:
    from indexing.engines.access import Access

log = logging.getLogger(__name__)
for _name in ("opensearch", "opensearchpy.trace"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

Json = dict[str, Any]

OLDEST = (3, 0)
"""The first version of OpenSearch that is supported; tested on 3.5."""

TRIES = 6
"""How often what a busy server turned away is sent: within some 4 seconds, later the caller decides."""

BULK_TIMES = 6
"""Writing in bulk may take so many times as long as a question."""

NO_ANSWER = (
    "Le moteur de recherche ne répond pas. Réessayez dans quelques minutes ; "
    "les listes et les fiches restent disponibles."
)
TOO_SLOW = "Le moteur de recherche met trop de temps à répondre. Réessayez dans quelques minutes."
BUSY = "Le moteur de recherche est débordé. Réessayez dans un instant."
PARTLY = (
    "Une partie de l’index de recherche ne répond pas. Réessayez dans quelques minutes ; "
    "si cela dure, vérifiez l’état du cluster OpenSearch."
)
READ_ONLY = (
    "Le moteur de recherche n’accepte plus d’écriture : son disque est sans doute presque plein. "
    "Libérez de la place ; ce qui attend sera indexé ensuite."
)
REFUSED = (
    "Le moteur de recherche refuse l’accès : vérifiez SEARCH_USER et SEARCH_PASSWORD, "
    "ou SEARCH_AWS_REGION et les droits de ce compte."
)
UNKNOWN_CERTIFICATE = (
    "Le certificat du moteur de recherche n’est pas reconnu : vérifiez SEARCH_CA_FILE et l’adresse."
)
NO_KNN = (
    "Le serveur OpenSearch n’a pas le greffon k-NN : installez « opensearch-knn » sur chaque nœud, "
    "puis relancez Vivier."
)
NO_BOTOCORE = (
    "Pour signer les demandes à AWS, il manque botocore : installez Vivier avec l’option « aws »."
)
NO_AWS_KEYS = "SEARCH_AWS_REGION est défini, mais cette machine n’a pas d’identifiants AWS."


class Busy(SearchUnavailable):
    """Turned away for now (429): to be sent again."""


class Rejected(Exception):
    """A request that the server understood and refuses: `reason` is the kind of refusal it names."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status} {reason}")
        self.status = status
        self.reason = reason


class Server:
    """One OpenSearch, one node or a cluster. Safe between threads, and opened afresh after a fork."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._client: OpenSearch | None = None
        self._inherited: list[OpenSearch] = []
        self._pid = 0
        self._lock = threading.Lock()

    def ask(
        self,
        method: str,
        path: str,
        body: Json | Iterable[Json] | None = None,
        params: Mapping[str, Any] | None = None,
        *,
        slow: bool = False,
        timeout_s: float | None = None,
        once: bool = False,
    ) -> Any:
        """One request; a body that is no dict goes as lines of JSON. `slow`: may take as long as bulk work;
        `timeout_s`: as long as that. `once`: not again when the server is busy, the caller does that.

        Raises SearchUnavailable when the server cannot serve, Rejected when it refuses this request.
        """
        headers = None
        sent: Any = body
        if body is not None and not isinstance(body, dict):
            sent = "".join(
                json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in body
            ).encode("utf-8", "replace")
            headers = {"content-type": "application/x-ndjson"}
        timeout = timeout_s or self._access.timeout_s * (BULK_TIMES if slow else 1)
        if once:
            return self._perform(method, path, params, sent, headers, timeout)
        return again()(self._perform, method, path, params, sent, headers, timeout)

    def _perform(
        self,
        method: str,
        path: str,
        params: Mapping[str, Any] | None,
        body: Any,
        headers: Mapping[str, str] | None,
        timeout: float,
    ) -> Any:
        try:
            answer = self._open().transport.perform_request(
                method, path, params=params, body=body, headers=headers, timeout=timeout
            )
        except OpenSearchException as error:
            self._refuse(error)
        except AttributeError:  # how the client fails on an error that is no JSON object
            answer = None
        if isinstance(answer, dict | list):
            return answer
        log.warning("search server: an answer that is not OpenSearch's")
        raise SearchUnavailable(NO_ANSWER) from None

    def close(self) -> None:
        """Let the connections go."""
        with self._lock:
            if self._client is not None and self._pid == os.getpid():
                self._client.close()
            self._client = None

    def _open(self) -> OpenSearch:
        with self._lock:
            if self._client is not None and self._pid == os.getpid():
                return self._client
            if self._client is not None:
                self._inherited.append(self._client)  # a fork must not use its parent's connections
                self._client = None
        # Not under the lock: while the server is slow, every thread waits for itself, not for all others.
        client = connect(self._access)
        try:
            _require_version(client)
        except SearchUnavailable:
            client.close()
            raise
        with self._lock:
            if self._client is not None:  # another thread was quicker
                client.close()
            else:
                self._client, self._pid = client, os.getpid()
            return self._client

    def _refuse(self, error: OpenSearchException) -> NoReturn:
        refusal = refusal_of(error)
        if isinstance(refusal, SearchUnavailable):
            log.warning("search server: %s", kind_of(error))
        raise refusal from None  # the original may quote a document, or hold an address


def again() -> Retrying:
    """How what a busy server turned away is sent again: `TRIES` times, ever more slowly."""
    return Retrying(
        retry=retry_if_exception_type(Busy),
        wait=wait_random_exponential(multiplier=0.1, max=2),
        stop=stop_after_attempt(TRIES),
        reraise=True,
    )


def connect(access: Access) -> OpenSearch:
    """A client; it speaks to the server when it is first used. Raises SearchUnavailable."""
    options: Json = {}
    if access.ca_file is not None:
        options["ca_certs"] = str(access.ca_file)
    if access.user:
        login = base64.b64encode(f"{access.user}:{access.password}".encode()).decode("ascii")
        options["headers"] = {"authorization": f"Basic {login}"}
    if access.aws_region:
        options["http_auth"] = _aws_signer(access.aws_region)
    try:
        return OpenSearch(
            hosts=list(access.urls),
            connection_class=Urllib3HttpConnection,
            pool_maxsize=16,
            timeout=access.timeout_s,
            # A node that went is tried no more for a while, and the next one asked instead. What is too
            # slow is not asked again: that would only double the wait.
            max_retries=len(access.urls),
            retry_on_timeout=False,
            retry_on_status=(502, 504),
            **options,
        )
    except (OSError, ValueError):  # a CA file that is none
        raise SearchUnavailable(UNKNOWN_CERTIFICATE) from None


def _aws_signer(region: str) -> Any:
    try:
        from botocore.exceptions import BotoCoreError  # heavy, and only for those who need it
        from botocore.session import Session
    except ImportError:
        raise SearchUnavailable(NO_BOTOCORE) from None
    from opensearchpy import Urllib3AWSV4SignerAuth  # with botocore, and for the same sites

    try:
        credentials = Session().get_credentials()
    except BotoCoreError:
        credentials = None
    if credentials is None:
        raise SearchUnavailable(NO_AWS_KEYS)
    return Urllib3AWSV4SignerAuth(credentials, region, "es")


def _require_version(client: OpenSearch) -> None:
    """Raise SearchUnavailable, with what to do, unless this is an OpenSearch that can serve."""
    try:
        version = client.transport.perform_request("GET", "/")["version"]
        distribution, number = version.get("distribution", ""), str(version["number"])
        found = tuple(int(part) for part in number.split(".")[:2])
    except OpenSearchException as error:
        log.warning("search server: %s", kind_of(error))
        raise _unavailable(error) from None
    except (KeyError, TypeError, ValueError, AttributeError):
        distribution, number, found = "", "?", ()
    wanted = ".".join(map(str, OLDEST))
    if distribution != "opensearch":
        raise SearchUnavailable(
            f"SEARCH_URL ne mène pas à un OpenSearch : il faut OpenSearch {wanted} ou plus récent."
        )
    if found < OLDEST:
        raise SearchUnavailable(
            f"Le serveur de recherche est un OpenSearch {number} : il faut la version {wanted} ou une "
            "plus récente."
        )
    try:
        plugins = client.transport.perform_request("GET", "/_cat/plugins?format=json")
        nodes = client.transport.perform_request("GET", "/_cat/nodes?format=json&h=name,node.roles")
    except OpenSearchException as error:
        if isinstance(error, TransportError) and error.status_code == 403:
            return  # this account may not ask; making an index will tell
        raise _unavailable(error) from None
    equipped = {one["name"] for one in plugins if one["component"] == "opensearch-knn"}
    holding = {one["name"] for one in nodes if "data" in str(one.get("node.roles", "data"))}
    if not holding <= equipped:
        raise SearchUnavailable(NO_KNN)


def kind_of(error: OpenSearchException) -> str:
    """What kind of failure this is, in words that quote nothing."""
    if isinstance(error, NoConnection):
        return type(error).__name__
    if isinstance(error, TransportError):
        return f"{error.status_code} {error.error if _is_a_name(error.error) else ''}".strip()
    return type(error).__name__


def refusal_of(error: OpenSearchException) -> SearchUnavailable | Rejected:
    """The refusal that a failure of the client stands for."""
    if isinstance(error, TransportError) and error.status_code in (400, 404, 408, 409):
        return Rejected(int(error.status_code), error.error if _is_a_name(error.error) else "")
    return _unavailable(error)


def _unavailable(error: OpenSearchException) -> SearchUnavailable:
    if isinstance(error, SSLError):
        return SearchUnavailable(UNKNOWN_CERTIFICATE)
    if isinstance(error, ConnectionTimeout):
        return SearchUnavailable(TOO_SLOW)
    if isinstance(error, NoConnection):
        return SearchUnavailable(NO_ANSWER)
    if isinstance(error, AuthenticationException):
        return SearchUnavailable(REFUSED)
    if isinstance(error, TransportError):
        reason = error.error if _is_a_name(error.error) else ""
        return unavailable(error.status_code, reason)
    return SearchUnavailable(NO_ANSWER)


def unavailable(status: object, reason: str) -> SearchUnavailable:
    """The refusal for a status and the kind of failure that the server names, of a request or a part of it."""
    if status == 429 and "cluster_block" not in reason:
        return Busy(BUSY)
    if "cluster_block" in reason and status != 503:
        return SearchUnavailable(READ_ONLY)
    if status in (401, 403):
        return SearchUnavailable(REFUSED)
    if status in (502, 504):
        return SearchUnavailable(NO_ANSWER)
    return SearchUnavailable(PARTLY)


def _is_a_name(reason: object) -> bool:
    """Whether this is the server's name of an error («index_not_found_exception») and not a text."""
    return isinstance(reason, str) and reason.replace("_", "").isalnum() and len(reason) < 80
