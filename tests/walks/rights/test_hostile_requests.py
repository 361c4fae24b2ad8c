"""Every address, as everybody, with what an attacker, a broken browser or a tired person may send: never a 5xx.

The requests are drawn from the same table as the rights, so that a new page is attacked as soon as it has its row.
Forms are read from the pages themselves: each field is sent with something that does not belong in it. The draw is
fixed; VIVIER_HOSTILE_SEED takes another one and VIVIER_HOSTILE_REQUESTS more of them.
"""

from __future__ import annotations

import io
import os
import random
from collections import Counter
from typing import Any

import pytest
from flask import Flask
from lxml import html
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from tests.walks.rights.test_rights_table import TABLE, kind_for, values
from tests.world.rights import RightsWorld
from tests.world.rights_relations import ASKERS, DISTANCES

REQUESTS = int(os.environ.get("VIVIER_HOSTILE_REQUESTS", "5200"))
SEED = int(os.environ.get("VIVIER_HOSTILE_SEED", "20261124"))

TEXTS = (
    "", " ", "\x00", "a\x00b", "\x1b[31m", "\u202e\u200b\ufeff", "é" * 5000, "𝕍ivier 👩🏽‍🏭", "-1", "0", "1e309", "NaN",
    "99999999999999999999", "-99999999999999999999", "2147483648", "1.5", "1,5", "٣", "null", "true", "[]", "{}",
    "' OR 1=1 --", "\"; DROP TABLE candidate; --", "{{ 7*7 }}", "${7*7}", "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "=HYPERLINK(\"http://x\")", "@SUM(1)", "../../etc/passwd", "..\\..\\x",
    "file:///etc/passwd", "http://ailleurs.example/", "//ailleurs.example", "javascript:alert(1)", "%00", "%n%s%x",
    "\r\nSet-Cookie: a=b", "0000-00-00", "9999-12-31", "2026-02-30", "2026-13-01", "25:61", "68066 Colmar", "G1605",
    "N1101 Cariste", "FR7630006000011234567890189", "a@b", "x" * 70_000, "(((((((((((((((((((((((((((((((",
    "%%%%___\\\\", "oui", "on", "named", "accepted", "agreed", "published", "admin",
)  # fmt: skip
NAMES = (
    "page",
    "q",
    "next",
    "retour",
    "tri",
    "statut",
    "suivi",
    "quoi",
    "impossible",
    "etat",
    "",
    "a[]",
    "__proto__",
)
FILES = (
    b"", b"%PDF-1.7\n", b"PK\x03\x04" + b"\x00" * 40, b"\x00" * 2000, b"MZ\x90", b"<html><script>", b"\xff\xd8\xff\xe0",
    b"{\\rtf1" + b"{" * 300, "CV de Zoé\nPlongeuse".encode(), "CV".encode("utf-16"),
)  # fmt: skip
HEADERS: tuple[dict[str, str], ...] = (
    {}, {}, {}, {"Accept-Language": "zz-ZZ,\x7f"}, {"X-Forwarded-For": "1.2.3.4, x"}, {"Accept": "application/json"},
    {"Range": "bytes=0-1"}, {"If-Modified-Since": "hier"}, {"Referer": "http://ailleurs.example"},
    {"X-Requested-With": "XMLHttpRequest"}, {"Content-Type": "application/json"},
    {"Content-Type": "multipart/form-data"}, {"Content-Type": "text/plain; charset=utf-99"},
    {"User-Agent": "x" * 4000}, {"Host": "ailleurs.example"},
)  # fmt: skip
METHODS = ("PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE")


def test_no_request_makes_it_fail(
    app: Flask, rights: RightsWorld, cookies: dict[str, str], session: Session
) -> None:
    draw = random.Random(SEED)
    app.testing = False  # an error of ours becomes a 500, as on a site
    connection = session.connection()
    fields = fields_by_address(app, rights, cookies)
    answers: Counter[int] = Counter()
    broken: list[str] = []
    rows = list(TABLE)
    for number in range(REQUESTS):
        # Each row as each asker in turn, then again: none is left to chance.
        endpoint, method = rows[number % len(rows)]
        asker = ASKERS[(number // len(rows)) % len(ASKERS)]
        if draw.random() < 0.04:
            method = draw.choice(METHODS)
        url = some_address(app, rights, draw, endpoint)
        sent = something(draw, sorted(fields.get(endpoint, ())))
        with connection.begin_nested() as undone:
            answer = app.test_client(use_cookies=False).open(
                url, method=method, headers=some_headers(draw, cookies[asker]), **sent(method)
            )
            answer.get_data()
            undone.rollback()
        session.expire_all()
        answers[answer.status_code] += 1
        if answer.status_code >= 500:
            broken.append(f"{number}: {asker} {method} {url} → {answer.status_code}")
    print(
        f"\nhostile requests: {REQUESTS} over {len(rows)} rows, seed {SEED}: {dict(sorted(answers.items()))}"
    )
    assert broken == [], "\n".join(broken[:40])
    assert len(fields) > 10, "forms were found and attacked"
    assert answers[422] > 100, "forms were reached behind the gate"


def fields_by_address(
    app: Flask, rights: RightsWorld, cookies: dict[str, str]
) -> dict[str, set[str]]:
    """Endpoint → the names of the fields of the forms that lead to it, as the pages have them."""
    found: dict[str, set[str]] = {}
    adapter = app.url_map.bind("localhost")
    for endpoint, method in TABLE:
        if method != "GET":
            continue
        for asker in ("coach", "contact", "developer", "administrator", "manager", "nobody"):
            url = address(app, rights, endpoint, {})
            answer = app.test_client(use_cookies=False).get(
                url, headers={"Cookie": cookies[asker]} if cookies[asker] else {}, buffered=True
            )
            if answer.status_code != 200 or answer.mimetype != "text/html":
                continue
            for form in html.fromstring(answer.get_data(as_text=True)).forms:
                target = form.get("action") or url
                verb = (form.get("method") or "get").upper()
                try:
                    led, _ = adapter.match(target.split("?")[0].split("#")[0], method=verb)
                except HTTPException:
                    continue
                names = {str(field.get("name")) for field in form.inputs if field.get("name")}
                found.setdefault(str(led), set()).update(names)
    return found


def address(app: Flask, rights: RightsWorld, endpoint: str, names: dict[str, str]) -> str:
    rule = next(app.url_map.iter_rules(endpoint))
    with app.test_request_context():
        return str(
            app.url_for(endpoint, **values(rights, names, set(rule.arguments), kind_for(endpoint)))
        )


def some_address(app: Flask, rights: RightsWorld, draw: random.Random, endpoint: str) -> str:
    """The address of some thing; now and then of one that cannot be."""
    names = {kind: draw.choice(distances) for kind, distances in DISTANCES.items()}
    url = address(app, rights, endpoint, names)
    if draw.random() < 0.15 and any(part.isdigit() for part in url.split("/")):
        wild = draw.choice(("0", "-1", "2147483648", "9" * 25, "x", "%00", "1%2F2", "é", "1.0"))
        url = "/".join(wild if part.isdigit() else part for part in url.split("/"))
    return url


def some_headers(draw: random.Random, cookie: str) -> dict[str, str]:
    headers = dict(draw.choice(HEADERS))
    if draw.random() < 0.03:
        cookie = draw.choice(
            ("vivier=x", "vivier=" + "a" * 3000, cookie[:-3] + "abc", "a=b; " * 50)
        )
    return headers | ({"Cookie": cookie} if cookie else {})


def something(draw: random.Random, fields: list[str]) -> Any:
    """What is sent with a request of that method: a query, a form with files, or bytes that are neither."""

    def text() -> str:
        return draw.choice(TEXTS)

    def pairs() -> MultiDict[str, Any]:
        chosen = [name for name in fields if draw.random() < 0.8] + draw.sample(NAMES, 2)
        sent: MultiDict[str, Any] = MultiDict()
        for name in chosen:
            if name == "csrf_token":
                continue
            for _ in range(draw.choice((1, 1, 1, 2))):
                sent.add(name, text())
            if name == "file" or draw.random() < 0.02:
                sent.add(
                    name,
                    (
                        io.BytesIO(draw.choice(FILES)),
                        draw.choice((*TEXTS[:20], "cv.pdf", "cv.docx")),
                    ),
                )
        return sent

    def sent(method: str) -> dict[str, Any]:
        query = {name: text()[:2000] for name in draw.sample(NAMES[:-3], 2)}
        if method in ("GET", "HEAD", "OPTIONS", "TRACE"):
            query |= {name: text()[:2000] for name in fields if draw.random() < 0.5}
            return {"query_string": query}
        if draw.random() < 0.05:
            return {
                "data": draw.choice(FILES),
                "content_type": draw.choice(("application/json", "text/xml", "")),
            }
        return {"data": pairs(), "query_string": query if draw.random() < 0.2 else {}}

    return sent


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_methods_that_no_page_has_are_told_so(
    app: Flask, cookies: dict[str, str], method: str
) -> None:
    answer = app.test_client(use_cookies=False).open(
        "/candidats/", method=method, headers={"Cookie": cookies["coach"]}
    )
    assert answer.status_code == 405
    assert "boutons" in answer.text
