"""What can go wrong between Vivier and an OpenSearch: said in French, nothing lost, all well afterwards.

The first part needs no OpenSearch: a small server plays the broken one. The second stands before a real one.
"""

from __future__ import annotations

import datetime
import ipaddress
import logging
import ssl
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy.orm import Session, sessionmaker
from structlog.testing import capture_logs

from indexing import sync
from indexing.engines import opensearch_server
from indexing.engines.access import Access, WrongAccess, read_access
from indexing.engines.contract import IndexSettings
from indexing.engines.embedded import EmbeddedEngine
from indexing.engines.opensearch import OpenSearchEngine
from indexing.text.analysis import ANALYSIS_VERSION
from matching import stale
from matching.db import transaction
from matching.errors import SearchUnavailable
from tests.engines.contract import SETTINGS, entry, found
from tests.engines.fault_proxy import DROP, Answer, FaultProxy, healthy
from tests.engines.server import ask
from tests.indexing.test_sync import Rows, person
from tests.world.fake_embedder import FakeEmbedder
from webapp.site.runtime import Runtime
from webapp.site.settings import read_settings

SECRET = "mot-de-passe-très-secret"


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is busy is asked again as often, without the pauses between."""
    monkeypatch.setattr(opensearch_server, "wait_random_exponential", lambda **_: lambda state: 0.0)


@pytest.fixture
def stub() -> Iterator[FaultProxy]:
    with FaultProxy() as server:
        server.fault = healthy()
        yield server


def engine_on(*urls: str, **access: Any) -> OpenSearchEngine:
    return OpenSearchEngine(Access(urls, **access), SETTINGS)


def refusal(engine: OpenSearchEngine) -> str:
    with pytest.raises(SearchUnavailable) as said:
        engine.ready()
    engine.close()
    assert said.value.__cause__ is None  # an original may quote an address or a document
    return str(said.value)


# --- the environment ---------------------------------------------------------------------------------


def test_without_an_address_there_is_no_server() -> None:
    assert read_access({}) is None
    assert read_access({"SEARCH_URL": "  "}) is None


def test_all_that_the_environment_can_say(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").touch()
    access = read_access(
        {
            "SEARCH_URL": "https://a.example:9201, https://b.example/search/",
            "SEARCH_CA_FILE": str(tmp_path / "ca.pem"),
            "SEARCH_USER": "vivier",
            "SEARCH_PASSWORD": SECRET,
            "SEARCH_INDEX": "alsace",
            "SEARCH_SHARDS": "3",
        }
    )
    assert access == Access(
        ("https://a.example:9201", "https://b.example:443/search"),
        tmp_path / "ca.pem",
        "vivier",
        SECRET,
        prefix="alsace",
        shards=3,
    )
    assert SECRET not in repr(access)


def test_the_environment_chooses_the_engine(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("VIVIER_VAR", str(tmp_path))
    monkeypatch.delenv("SEARCH_URL", raising=False)
    assert type(Runtime(read_settings()).engine) is EmbeddedEngine
    (tmp_path / "password").write_text(f"{SECRET}\n", encoding="utf-8")
    monkeypatch.setenv("SEARCH_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("SEARCH_USER", "vivier")
    monkeypatch.setenv("SEARCH_PASSWORD_FILE", str(tmp_path / "password"))
    settings = read_settings()
    assert settings.search is not None
    assert settings.search.password == SECRET
    runtime = Runtime(settings)
    assert type(runtime.engine) is OpenSearchEngine
    with capture_logs() as said:
        runtime.say_if_search_is_down()
    assert [(line["event"], line["log_level"]) for line in said] == [
        ("search.unavailable", "warning")
    ]
    assert "ne répond pas" in said[0]["reason"]


def test_a_login_in_the_address_is_taken_out_of_it() -> None:
    access = read_access({"SEARCH_URL": "http://vivier:p%40ss@[::1]"})
    assert access is not None
    assert (access.urls, access.user, access.password) == (
        ("http://[::1]:9200",),
        "vivier",
        "p@ss",
    )


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"SEARCH_URL": f"u:{SECRET}@host"}, "SEARCH_URL"),
        ({"SEARCH_URL": f"ftp://u:{SECRET}@host"}, "SEARCH_URL"),
        ({"SEARCH_URL": f"http://u:{SECRET}@host:port"}, "SEARCH_URL"),
        ({"SEARCH_USER": "u"}, "SEARCH_PASSWORD"),
        ({"SEARCH_PASSWORD": SECRET}, "SEARCH_USER"),
        (
            {"SEARCH_USER": "u", "SEARCH_PASSWORD": SECRET, "SEARCH_AWS_REGION": "eu-west-3"},
            "SEARCH_AWS_REGION",
        ),
        ({"SEARCH_CA_FILE": "/nowhere/ca.pem"}, "SEARCH_CA_FILE"),
        ({"SEARCH_INDEX": "Vivier*"}, "SEARCH_INDEX"),
        ({"SEARCH_SHARDS": "many"}, "SEARCH_SHARDS"),
    ],
)
def test_what_cannot_be_used_is_named_and_never_quoted(given: dict[str, str], named: str) -> None:
    with pytest.raises(WrongAccess, match=named) as said:
        read_access({"SEARCH_URL": "http://localhost:9200"} | given)
    assert SECRET not in str(said.value)


# --- at the door -------------------------------------------------------------------------------------


def test_an_absent_server_is_said() -> None:
    assert "ne répond pas" in refusal(engine_on("http://127.0.0.1:9"))


@pytest.mark.parametrize("number", ["2.19.1", "1.3.20"])
def test_an_old_version_is_said(stub: FaultProxy, number: str) -> None:
    stub.fault = healthy(number)
    said = refusal(engine_on(stub.url))
    assert number in said
    assert "3.0 ou une plus récente" in said.replace("\n", " ")


@pytest.mark.parametrize(
    "said",
    [
        {"version": {"number": "8.17.0", "build_flavor": "default"}, "tagline": "You Know"},
        {"hello": "world"},
        {"version": "3.5"},
        ["a", "list"],
    ],
)
def test_something_else_at_that_address_is_said(stub: FaultProxy, said: Any) -> None:
    stub.fault = lambda *_: (200, said)
    assert "ne mène pas à un OpenSearch" in refusal(engine_on(stub.url))


def test_a_missing_plugin_is_said(stub: FaultProxy) -> None:
    stub.fault = healthy(plugins=("opensearch-security",))
    assert "greffon k-NN" in refusal(engine_on(stub.url))


def test_a_plugin_missing_on_one_node_is_said(stub: FaultProxy) -> None:
    well = healthy()

    def lopsided(method: str, path: str, body: bytes) -> Answer | None:
        if path.startswith("/_cat/nodes"):
            return 200, [{"name": "node-1", "node.roles": "dim"}, {"name": "node-2"}]
        return well(method, path, body)

    stub.fault = lopsided
    assert "greffon k-NN" in refusal(engine_on(stub.url))


def test_a_wrong_password_is_said_and_never_shown(
    stub: FaultProxy, caplog: pytest.LogCaptureFixture
) -> None:
    stub.fault = lambda *_: (401, {"error": f"Unauthorized {SECRET}"})
    engine = engine_on(stub.url, user="vivier", password=SECRET)
    with caplog.at_level(logging.DEBUG):
        said = refusal(engine)
    assert "SEARCH_PASSWORD" in said
    assert SECRET not in said
    assert stub.seen[0].headers["authorization"].startswith("Basic ")
    assert caplog.records
    for record in caplog.records:
        assert SECRET not in record.getMessage()
        assert stub.seen[0].headers["authorization"][6:] not in record.getMessage()


def test_a_document_is_never_logged(stub: FaultProxy, caplog: pytest.LogCaptureFixture) -> None:
    well = healthy()

    def choking(method: str, path: str, body: bytes) -> Answer | None:
        if path.startswith("/_bulk"):
            return 400, {"error": {"type": "parsing", "reason": body.decode()}, "status": 400}
        if path.endswith("_mapping"):
            names = {f"vivier-{kind}-000001": kind for kind in ("candidate", "job")}
            return 200, {
                name: {
                    "mappings": {
                        "_meta": {
                            "kind": kind,
                            "model": "fake",
                            "analysis": "fr-1",
                            "format": "1",
                        },
                        "properties": {"passages": {}},
                    }
                }
                for name, kind in names.items()
            }
        return well(method, path, body)

    stub.fault = choking
    with caplog.at_level(logging.DEBUG), pytest.raises(SearchUnavailable) as said:
        engine_on(stub.url).write([entry(1, words="confidence")])
    assert any(b"confidence" in seen.body for seen in stub.seen)
    assert "confidence" not in caplog.text + str(said.value)


def test_a_server_that_is_well_again_is_used_again(stub: FaultProxy) -> None:
    """Nothing is remembered of a failure at start."""
    engine = engine_on(stub.url)
    stub.fault = healthy("2.1.0")
    with pytest.raises(SearchUnavailable, match=r"OpenSearch 2\.1\.0"):
        engine.revisions("candidate")
    stub.fault = healthy()
    assert engine.revisions("candidate") == {}


def test_the_next_node_answers_for_one_that_went(stub: FaultProxy) -> None:
    assert engine_on("http://127.0.0.1:9", stub.url).revisions("candidate") == {}


# --- TLS and signatures ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an authority (ca.pem) and a server's certificate and key (server.pem)."""
    folder = tmp_path_factory.mktemp("tls")
    now = datetime.datetime.now(datetime.UTC)

    def made(name: str, issuer: Any, key: Any, signer: Any, authority: bool) -> x509.Certificate:
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer or subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(
                x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
            )
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()),
                critical=False,
            )
            .add_extension(
                x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
                critical=False,
            )
            .sign(signer, hashes.SHA256())
        )

    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca = made("Autorité", None, ca_key, ca_key, True)
    server = made("127.0.0.1", ca.subject, key, ca_key, False)
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(ca.public_bytes(pem))
    (folder / "server.pem").write_bytes(
        server.public_bytes(pem)
        + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder


@pytest.fixture
def tls_stub(certificates: Path) -> Iterator[FaultProxy]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates / "server.pem")
    with FaultProxy(tls=context) as server:
        server.fault = healthy()
        yield server


def test_tls_with_a_ca_file_and_a_login(tls_stub: FaultProxy, certificates: Path) -> None:
    access = read_access(
        {
            "SEARCH_URL": tls_stub.url,
            "SEARCH_CA_FILE": str(certificates / "ca.pem"),
            "SEARCH_USER": "vivier",
            "SEARCH_PASSWORD": SECRET,
        }
    )
    assert access is not None
    assert OpenSearchEngine(access, SETTINGS).revisions("candidate") == {}
    assert tls_stub.seen[0].headers["authorization"].startswith("Basic ")


def test_a_certificate_that_nobody_vouches_for_is_refused(tls_stub: FaultProxy) -> None:
    assert "SEARCH_CA_FILE" in refusal(engine_on(tls_stub.url))
    assert tls_stub.seen == []


def test_a_ca_file_that_is_none_is_said(tls_stub: FaultProxy, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("not a certificate")
    assert "SEARCH_CA_FILE" in refusal(engine_on(tls_stub.url, ca_file=tmp_path / "ca.pem"))


def test_without_botocore_its_option_is_named(
    stub: FaultProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("botocore", "botocore.session", "botocore.exceptions"):
        monkeypatch.setitem(sys.modules, name, None)
    assert "« aws »" in refusal(engine_on(stub.url, aws_region="eu-west-3"))


def test_requests_are_signed_for_aws(
    stub: FaultProxy, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pytest.importorskip("botocore", reason="the optional extra «aws» is not installed")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with caplog.at_level(logging.DEBUG):
        assert engine_on(stub.url, aws_region="eu-west-3").revisions("candidate") == {}
    signature = stub.seen[0].headers["authorization"]
    assert signature.startswith("AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/")
    assert "/eu-west-3/es/aws4_request" in signature
    assert SECRET not in caplog.text
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("HOME", "/nowhere")
    assert "identifiants AWS" in refusal(engine_on(stub.url, aws_region="eu-west-3"))


# --- before a real server ----------------------------------------------------------------------------

NO_SHARD: Answer = (
    503,
    {
        "error": {
            "type": "search_phase_execution_exception",
            "root_cause": [{"type": "no_shard_available_action_exception"}],
        },
        "status": 503,
    },
)
TOO_MANY: Answer = (
    429,
    {"error": {"type": "circuit_breaking_exception", "root_cause": []}, "status": 429},
)
FLOOD: Answer = (
    429,
    {"error": {"type": "cluster_block_exception", "root_cause": []}, "status": 429},
)


@pytest.fixture
def proxy(opensearch_url: str) -> Iterator[FaultProxy]:
    with FaultProxy(opensearch_url) as between:
        yield between


class Site:
    """Rows, marks and an engine behind the proxy."""

    def __init__(
        self, sessions: sessionmaker[Session], proxy: FaultProxy, prefix: str, timeout_s: float
    ) -> None:
        self.sessions, self.rows, self.embedder = sessions, Rows(), FakeEmbedder()
        self.engine = OpenSearchEngine(
            Access((proxy.url,), prefix=prefix, timeout_s=timeout_s),
            IndexSettings("fake", ANALYSIS_VERSION),
        )

    def save(self, *ids: int, text: str = "quai") -> None:
        with transaction(self.sessions) as session:
            for id_ in ids:
                self.rows.texts[person(id_)] = text
            stale.mark(session, "candidate", list(ids))

    def remove(self, id_: int) -> None:
        with transaction(self.sessions) as session:
            del self.rows.texts[person(id_)]
            stale.mark(session, "candidate", [id_])

    def drain(self) -> sync.Drained:
        return sync.drain(self.sessions, self.engine, self.embedder, self.rows.build)

    def waiting(self) -> int:
        with transaction(self.sessions) as session:
            return stale.count(session)

    def check(self) -> sync.CheckReport:
        return sync.check(self.sessions, self.engine, self.rows.ids)


@pytest.fixture
def site(
    sessions: sessionmaker[Session], proxy: FaultProxy, opensearch_prefix: str
) -> Iterator[Site]:
    made = Site(sessions, proxy, opensearch_prefix, timeout_s=20.0)
    made.save(1, 2, 3)
    made.drain()
    yield made
    made.engine.close()


def everyone(engine: OpenSearchEngine) -> list[int]:
    return found(engine)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (DROP, "ne répond pas"),
        (NO_SHARD, "Une partie de l’index"),
        (TOO_MANY, "débordé"),
        (FLOOD, "disque est sans doute presque plein"),
        ((403, {"error": "no permissions", "status": 403}), "refuse l’accès"),
        ((500, {"error": {"type": "null_pointer_exception"}, "status": 500}), "Une partie"),
        ((502, "a proxy's own page"), "ne répond pas"),
        ((200, "a proxy's own page"), "ne répond pas"),
        ((400, {"error": {"type": "x_content_parse_exception"}, "status": 400}), "a refusé"),
    ],
)
def test_marks_wait_for_a_server_that_fails_and_all_is_well_afterwards(
    site: Site, proxy: FaultProxy, answer: Answer, said: str
) -> None:
    site.save(4, text="plonge")
    site.save(2, text="soir")
    site.remove(1)
    proxy.fault = lambda *_: answer
    for attempt in (
        site.drain,
        site.check,
        lambda: everyone(site.engine),
        lambda: site.engine.stored([person(2)]),
        lambda: site.engine.frequencies("candidate", ["quai"]),
        site.engine.ready,
    ):
        with pytest.raises(SearchUnavailable, match=said):
            attempt()
    assert site.waiting() == 3
    proxy.heal()
    assert everyone(site.engine) == [1, 2, 3]
    assert site.drain().left == 0
    assert site.check().clean
    assert everyone(site.engine) == [2, 3, 4]
    assert site.engine.stored([person(2)])[person(2)].tokens == {"soir": 1}


def test_a_slow_server_is_not_waited_for(
    site: Site, proxy: FaultProxy, opensearch_prefix: str
) -> None:
    hurried = OpenSearchEngine(
        Access((proxy.url,), prefix=opensearch_prefix, timeout_s=0.25),
        IndexSettings("fake", ANALYSIS_VERSION),
    )
    assert everyone(hurried) == [1, 2, 3]
    proxy.delay_s = 0.6
    with pytest.raises(SearchUnavailable, match="trop de temps"):
        everyone(hurried)
    proxy.heal()
    assert everyone(hurried) == [1, 2, 3]
    hurried.close()


def test_a_busy_server_is_asked_again(site: Site, proxy: FaultProxy) -> None:
    left = 4

    def busy_for_a_while(method: str, path: str, body: bytes) -> Answer | None:
        nonlocal left
        left -= path.startswith(("/_bulk", "/_msearch"))
        return TOO_MANY if left > 0 else None

    proxy.fault = busy_for_a_while
    site.save(4)
    assert site.drain().indexed == 1
    left = 4
    assert everyone(site.engine) == [1, 2, 3, 4]


def test_a_server_that_stays_busy_is_left_alone_after_a_few_tries(
    site: Site, proxy: FaultProxy
) -> None:
    proxy.fault = lambda method, path, body: TOO_MANY if path[:3] in ("/_b", "/_m") else None
    proxy.seen.clear()
    with pytest.raises(SearchUnavailable, match="débordé"):
        site.engine.write([newer(4)])
    with pytest.raises(SearchUnavailable, match="débordé"):
        everyone(site.engine)
    tried = [seen.path for seen in proxy.seen if seen.path[:3] in ("/_b", "/_m")]
    assert len(tried) == 2 * opensearch_server.TRIES


def test_only_the_documents_that_were_turned_away_are_sent_again(
    site: Site, proxy: FaultProxy
) -> None:
    """The second of each bulk request's documents finds the queue full, twice."""
    sent: list[int] = []

    def full_queue(method: str, path: str, body: bytes) -> Answer | None:
        if not path.startswith("/_bulk"):
            return None
        lines = body.decode().splitlines()
        sent.append(len(lines) // 2)
        if len(sent) > 2:
            return None
        full = {"type": "opensearch_rejected_execution_exception"}
        [index] = {
            row["index"]
            for row in ask(proxy.target, "GET", "/_cat/indices?format=json")
            if row["index"].startswith(site.engine._plain("candidate"))
        }
        items = [{"index": {"_index": index, "status": 201}}] * (len(lines) // 2)
        items[-1] = {"index": {"_index": index, "status": 429, "error": full}}
        return 200, {"errors": True, "items": items}

    proxy.fault = full_queue
    site.engine.write([newer(4), newer(5)])
    assert sent == [2, 1, 1]


def newer(id_: int) -> Any:
    """A document newer than those of the site."""
    return entry(id_, revision=10**9, words="quai")


def test_a_full_disk_stops_writing_and_nothing_else(
    site: Site, opensearch_url: str, opensearch_prefix: str
) -> None:
    """What OpenSearch does to an index above the flood-stage watermark."""
    block = "index.blocks.read_only_allow_delete"
    ask(opensearch_url, "PUT", f"/{opensearch_prefix}-*/_settings", {block: True})
    site.save(4)
    with pytest.raises(SearchUnavailable, match="disque"):
        site.drain()
    assert site.waiting() == 1
    assert everyone(site.engine) == [1, 2, 3]
    ask(opensearch_url, "PUT", f"/{opensearch_prefix}-*/_settings", {block: None})
    assert site.drain().left == 0
    assert everyone(site.engine) == [1, 2, 3, 4]
    assert site.check().clean


def move(url: str, aliases: Any, away_from: str, to: str) -> None:
    """Let these aliases point to another index."""
    actions = [
        {verb: {"index": name, "alias": alias}}
        for alias in aliases
        for verb, name in (("remove", away_from), ("add", to))
    ]
    ask(url, "POST", "/_aliases", {"actions": actions})


def test_a_shard_that_is_gone_is_said_rather_than_people_left_out(
    site: Site, opensearch_url: str, opensearch_prefix: str
) -> None:
    index, lost = (f"{opensearch_prefix}-candidate-{n}" for n in ("000001", "000002"))
    [there] = ask(opensearch_url, "GET", f"/{index}").values()
    given = {"index.routing.allocation.require._name": "nobody", "index.knn": True}
    body = {"settings": given | {"analysis": there["settings"]["index"]["analysis"]}}
    body["settings"]["similarity"] = there["settings"]["index"]["similarity"]
    body["mappings"] = there["mappings"]
    ask(opensearch_url, "PUT", f"/{lost}?wait_for_active_shards=0&timeout=1s", body)
    move(opensearch_url, there["aliases"], index, lost)
    site.save(4)
    try:
        for attempt in (
            lambda: everyone(site.engine),
            lambda: site.engine.stored([person(1)]),
            lambda: site.engine.revisions("candidate"),
        ):
            with pytest.raises(SearchUnavailable, match="Une partie de l’index"):
                attempt()
        assert site.waiting() == 1
    finally:
        move(opensearch_url, there["aliases"], lost, index)
    assert site.drain().left == 0
    assert everyone(site.engine) == [1, 2, 3, 4]
    assert site.check().clean


def test_indexes_that_vanished_are_made_again_and_filled_by_a_repair(
    site: Site, opensearch_url: str, opensearch_prefix: str
) -> None:
    """The index is disposable: whatever happened to it, the database brings it back."""
    for kind in ("candidate", "job"):
        ask(opensearch_url, "DELETE", f"/{opensearch_prefix}-{kind}-000001")
    assert everyone(site.engine) == []
    assert len(site.check().missing) == 3
    sync.check(site.sessions, site.engine, site.rows.ids, repair=True)
    site.drain()
    assert everyone(site.engine) == [1, 2, 3]
    assert site.check().clean


def test_rebuilding_while_the_server_fails_leaves_the_old_index(
    site: Site, proxy: FaultProxy
) -> None:
    rebuilding = (site.sessions, site.engine, site.embedder, site.rows.build, site.rows.ids)
    proxy.fault = lambda method, path, body: FLOOD if path.startswith("/_bulk") else None
    with pytest.raises(SearchUnavailable, match="disque"):
        sync.rebuild(*rebuilding)
    proxy.fault = lambda method, path, body: DROP if path.startswith("/_aliases") else None
    with pytest.raises(SearchUnavailable):
        sync.rebuild(*rebuilding)
    proxy.heal()
    assert everyone(site.engine) == [1, 2, 3]
    assert sync.rebuild(*rebuilding) == 3
    assert everyone(site.engine) == [1, 2, 3]
