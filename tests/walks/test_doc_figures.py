"""Figures that documents quote, quoted from the code: limits, days, hours, sizes.

A line here is (document, what it says); line breaks do not count. Whoever changes a constant changes the document too,
and whoever writes a figure of the code into a document adds a line.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from indexing.text.extract import Limits
from matching import listing
from matching.consents.links import BY_MAIL, LONGEST_VISIT, ON_PAPER, VISIT
from matching.journey.access_requests.life import ACCESS_DAYS
from matching.privacy import retention
from matching.ranking import retrieve
from matching.ranking.log import log
from tests.world import ROOT
from webapp import server
from webapp.accounts import passwords, sign_in
from webapp.accounts.locking import FIRST_WAIT, LONGEST_WAIT, TRIES
from webapp.operations import health
from webapp.request.limits import REQUESTS_PER_MINUTE
from webapp.request.transactions import DRAIN_BUDGET_S
from webapp.site import renewed, runtime, settings


def minutes(span: timedelta) -> int:
    return round(span.total_seconds() / 60)


def hours(span: timedelta) -> int:
    return round(span.total_seconds() / 3600)


WINDOW = retrieve.WINDOW
SITE = settings.Settings.__dataclass_fields__
IDLE, LONGEST = (SITE[name].default for name in ("idle", "longest"))
RANKINGS = SITE["ranking_log_months"].default

QUOTED = [
    # the life of a match, of a page, of a record
    ("docs/architecture.md", f"the first {WINDOW} are loaded"),
    ("docs/architecture.md", f"Hits after the first {WINDOW} follow"),
    ("docs/architecture.md", f"for about {DRAIN_BUDGET_S} s"),
    ("docs/architecture.md", f"gives notice {retention.NOTICE.days} days before"),
    ("docs/operations.md", f"people are warned {retention.NOTICE.days} days before"),
    ("docs/glossary.md", f"accepted, she sees for {ACCESS_DAYS} days"),
    # sign-in
    ("docs/security.md", f"idle {hours(IDLE)} h (`VIVIER_IDLE_MINUTES`)"),
    ("docs/security.md", f"at most {hours(LONGEST)} h (`VIVIER_SESSION_HOURS`)"),
    ("docs/operations.md", f"without a request ({minutes(IDLE)})"),
    ("docs/operations.md", f"in any case after ({hours(LONGEST)})"),
    ("docs/security.md", f"{passwords.SHORTEST} characters at least"),
    (
        "docs/security.md",
        f"wait {minutes(FIRST_WAIT)} minutes, doubling to {hours(LONGEST_WAIT)} h",
    ),
    ("docs/security.md", f"herself; {sign_in.KEPT.days} days after the end"),
    ("docs/operations.md", f"Traces of connections go after {sign_in.KEPT.days} days."),
    # her own space
    (
        "docs/security.md",
        f"A person's visit to her space: {hours(VISIT)} h, renewed up to {hours(LONGEST_VISIT)}.",
    ),
    (
        "docs/security.md",
        f"for {hours(BY_MAIL)} h ({ON_PAPER.days} days on paper)",
    ),
    # limits of slow work
    (
        "docs/security.md",
        f"reading a CV ({Limits().seconds:g} s, a scan {Limits().seconds_ocr:g} s, own process)",
    ),
    ("docs/security.md", f"exports ({listing.EXPORT_ROWS:,} rows)"),
    ("docs/security.md", f"by account ({REQUESTS_PER_MINUTE.split()[0]} a minute)"),
    ("docs/security.md", f"PNG, JPEG; {Limits().max_bytes // 1024**2} MiB"),
    # journals
    ("docs/security.md", f"auditor; {RANKINGS} months, never under {log.LEAST_MONTHS}"),
    ("docs/operations.md", f"are kept ({RANKINGS}; at least {log.LEAST_MONTHS})"),
    ("docs/adr/0012-journals.md", f"Kept {RANKINGS} months (`VIVIER_RANKING_LOG_MONTHS`)"),
    ("docs/adr/0012-journals.md", f"newest page of the last {hours(log.TIED_FOR)} hours"),
    # running a site
    ("docs/operations.md", f"is finished ({server.GRACE_S} s at most)"),
    ("docs/operations.md", f"its batch of {runtime.BATCH} documents"),
    (
        "docs/operations.md",
        f"`vivier_oldest_mark_seconds` above {health.LATE_MARK.total_seconds():g} ",
    ),
    (
        "docs/operations.md",
        f"`vivier_oldest_mail_seconds` above {health.LATE_MAIL.total_seconds():g}",
    ),
]


@pytest.mark.parametrize(("document", "said"), QUOTED, ids=[said for _, said in QUOTED])
def test_a_document_quotes_the_code(document: str, said: str) -> None:
    text = re.sub(r"\s+", " ", (ROOT / document).read_text())
    assert said in text, f"{document} must say: {said}"


def test_words_for_figures() -> None:
    """What documents spell out."""
    operations, security_page = (
        re.sub(r"\s+", " ", (ROOT / "docs" / name).read_text())
        for name in ("operations.md", "security.md")
    )
    assert (TRIES, "ten failures wait" in security_page) == (10, True)
    assert (renewed.EVERY_S, "within ten seconds" in operations) == (10.0, True)
