"""Every list of the site is walked: any page number has an answer, the journal tells what was shown, and the
spreadsheet has the rows of the pages. A view that reads a list without being named here fails."""

from __future__ import annotations

import ast
import csv
import inspect
import io
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import TestResponse

import webapp.lists
from matching import listing
from matching.actor import SYSTEM
from matching.audit.events import Act, AuditEvent
from matching.clock import day_of
from matching.history import acting
from matching.journals.names import Names
from matching.journey.shortlists.tables import ShortlistEntry
from matching.listing import EXPORT_ROWS, Listing, PageOf, all_rows, page
from matching.pool.candidates.reading import list_candidates
from matching.pool.candidates.tables import Candidate
from matching.pool.jobs.tables import JobProfile
from matching.privacy.retention import Kept
from matching.privacy.tables import RetentionNotice
from tests.walks.rights.test_hostile_requests import address
from tests.world.builders import a_candidate, a_coach, a_structure, a_territory
from tests.world.rights import PEOPLE, RightsWorld
from tests.world.traces import acts
from webapp.pages.words import WORDS
from webapp.papers.sheet import as_text, csv_table, workbook


@dataclass(frozen=True)
class Place:
    """A page with a list, who reads it, and its spreadsheet. `unnoted`: why the journal says nothing of it."""

    asker: str
    page: str
    sheet: str = ""
    query: str = ""
    unnoted: str = ""


PLACES = (
    Place("coach", "candidates.index", "candidates.export", query="suivi=structure"),
    Place("coach", "jobs.index"),
    Place("developer", "jobs.choose_employer", unnoted="names to choose from"),
    Place("coach", "employers.index"),
    Place("developer", "employers.show", unnoted="a part of the employer's page, which is noted"),
    Place("administrator", "accounts.index", "accounts.export"),
    Place("developer", "account_requests.index", unnoted="each that is opened is noted"),
    Place("coach", "profiles.requests", query="liste=envoyees"),
    Place("stranger", "profiles.requests"),
    Place("manager", "referrals.index", "referrals.export", query="suivi=structure"),
    Place("contact", "referrals.applications", "referrals.export_applications"),
    Place("coach", "shortlist.for_job", "shortlist.export"),
    Place("auditor", "journals.index", "journals.export"),
    Place("auditor", "journals.rankings"),
    Place("coach", "journals.candidate"),
    Place("contact", "journals.job"),
    Place("coach", "journals.referral"),
    Place("herself", "personal.events", unnoted="her own copy of the audit"),
    Place("manager", "privacy.falling_due", "privacy.falling_due_sheet"),
)

NOT_LISTS = {
    "portfolios.export": "counts by coach: nobody's data, and not rows of a table",
    "journals.ranking_table": "one ranking, whose export is noted",
}
"""Spreadsheets of something else than a `Listing`."""

NUMBERS = (
    "0",
    "-1",
    "99999999999999999999",
    "-99999999999999999999",
    "x",
    "",
    "1.5",
    "2",
    "1e9",
)


@dataclass
class Reading:
    """What the views have read since `clear`: each list, the rows that it gave, how many pages it has."""

    calls: list[tuple[Listing[Any], list[int], int, int]] = field(default_factory=list)

    def one(self) -> tuple[Listing[Any], list[int], int, int]:
        (call,) = self.calls
        self.calls.clear()
        return call


def number(row: Any) -> int:
    """The id by which a list tells a row."""
    if isinstance(row, ShortlistEntry):
        return row.candidate_id
    return row.candidate.id if isinstance(row, Kept) else int(row.id)


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Reading:
    """Pages of two rows, so that small lists have several."""
    found = Reading()

    def two_rows(session: Session, of: Listing[Any], at: int) -> PageOf[Any]:
        shown = page(session, replace(of, size=2), at)
        paging = shown.paging
        found.calls.append((of, [number(row) for row in shown.rows], paging.page, paging.pages))
        return shown

    def every(session: Session, of: Listing[Any], act: Act = Act.EXPORTED) -> Sequence[Any]:
        rows = all_rows(session, of, act)
        found.calls.append((of, [number(row) for row in rows], 1, 1))
        return rows

    monkeypatch.setattr(listing, "page", two_rows)
    monkeypatch.setattr(listing, "all_rows", every)
    return found


@dataclass
class Browser:
    """Asks an address as somebody; what that changes is undone."""

    app: Flask
    rights: RightsWorld
    cookies: dict[str, str]
    session: Session

    def get(self, asker: str, endpoint: str, query: str) -> tuple[TestResponse, list[AuditEvent]]:
        """The answer, and what the journal tells of lists since."""
        url = address(self.app, self.rights, endpoint, {})
        with self.session.connection().begin_nested() as undone:
            answer = self.app.test_client(use_cookies=False).get(
                f"{url}?{query}", headers={"Cookie": self.cookies[asker]}, buffered=True
            )
            answer.get_data()
            self.session.expire_all()
            noted = select(AuditEvent).where(AuditEvent.act.in_([Act.LISTED, Act.EXPORTED]))
            events = list(self.session.scalars(noted.order_by(AuditEvent.id)))
            undone.rollback()
        return answer, events


@pytest.fixture
def browser(
    app: Flask, rights: RightsWorld, cookies: dict[str, str], sessions: sessionmaker[Session],
    session: Session,
) -> Browser:  # fmt: skip
    """Every person's record falls due, and has a history."""
    with sessions() as own, own.begin():
        acting(own, SYSTEM)
        for key in PEOPLE:
            id_ = rights.candidates[key]
            own.add(
                RetentionNotice(
                    candidate_id=id_,
                    told_on=day_of(datetime.now(UTC)),
                    erase_on=day_of(datetime.now(UTC)),
                )
            )
            own.get_one(Candidate, id_).wishes_text += " ou autre chose"
        own.get_one(JobProfile, rights.jobs["own"]).text = "Laver la vaisselle"
    app.testing = False  # an error of ours becomes a 500, as on a site
    return Browser(app, rights, cookies, session)


def test_each_list(browser: Browser, reading: Reading) -> None:
    wrong = []
    for place in PLACES:
        try:
            walk(place, browser, reading)
        except (AssertionError, ValueError) as error:
            wrong.append(f"{place.page}, {place.asker}: {error}")
        reading.calls.clear()
    assert wrong == [], "\n".join(wrong)


def walk(place: Place, browser: Browser, reading: Reading) -> None:
    answer, events = browser.get(place.asker, place.page, place.query)
    assert answer.status_code == 200, answer.text
    of, rows, at, pages = reading.one()
    assert rows, "an empty list shows nothing"
    assert at == 1
    check_noted(place, of, rows, Act.LISTED, events)
    for asked in NUMBERS:
        answer, _ = browser.get(place.asker, place.page, f"{place.query}&page={asked}")
        assert answer.status_code == 200, asked
        _, _, at, _ = reading.one()
        nearest = {"99999999999999999999": pages, "2": min(2, pages)}
        assert at == nearest.get(asked, 1), asked
    if not place.sheet:
        return
    paged = []
    for one in range(1, pages + 1):
        browser.get(place.asker, place.page, f"{place.query}&page={one}")
        paged += reading.one()[1]
    answer, events = browser.get(place.asker, place.sheet, f"{place.query}&page=-7")
    assert answer.status_code == 200
    of, rows, _, _ = reading.one()
    assert rows == paged
    assert len(lines(answer)) == 1 + len(rows)
    check_noted(place, of, rows, Act.EXPORTED, events)


def check_noted(
    place: Place, of: Listing[Any], rows: list[int], act: Act, events: list[AuditEvent]
) -> None:
    """The journal has one act about the list, with the ids where it keeps them."""
    if of.noted is None or place.unnoted:
        assert (of.noted, bool(place.unnoted), events) == (None, True, [])
        return
    (event,) = events or [None]
    assert event is not None, "nothing was noted"
    assert (event.act, event.subject_kind) == (act, of.noted.thing)
    assert event.facts.get("ids", rows) == rows
    assert of.noted.codes.items() <= event.facts.items()


def lines(answer: TestResponse) -> list[Any]:
    """The lines of a spreadsheet, its titles among them."""
    assert answer.headers["Content-Disposition"].startswith("attachment")
    if answer.mimetype == "text/csv":
        return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))


def test_every_view_that_reads_a_list_is_named(app: Flask) -> None:
    readers = (webapp.lists.shown, webapp.lists.shown_whole, webapp.lists.whole, webapp.lists.taken)
    found = {
        endpoint
        for endpoint, view in app.view_functions.items()
        if view.__module__.startswith("webapp.pages.") and reaches(view, readers, set())
    }
    walked = {place.page for place in PLACES} | {place.sheet for place in PLACES} - {""}
    assert found == walked | NOT_LISTS.keys()


def reaches(view: Callable[..., Any], goals: Sequence[Any], seen: set[int]) -> bool:
    """Whether the view names one of these functions, itself or through others of its module."""
    if view in goals:
        return True
    if id(view) in seen:
        return False
    seen.add(id(view))
    scope = inspect.getmodule(view).__dict__
    names = [
        scope.get(node.id)
        for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(view))))
        if isinstance(node, ast.Name)
    ]
    return any(
        reaches(one, goals, seen)
        for one in names
        if inspect.isfunction(one) and (one in goals or one.__module__ == view.__module__)
    )


# The list itself.


@pytest.fixture
def four(session: Session) -> Listing[Candidate]:
    """The four people of a coach's structure."""
    structure = a_structure(session, a_territory(session))
    for _ in range(4):
        a_candidate(session, structure)
    return list_candidates(a_coach(session, structure), text="  ", statuses=("active",))


def test_a_list_is_read_whole_up_to_its_limit_and_the_rest_is_counted(
    session: Session, four: Listing[Candidate], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert EXPORT_ROWS == 10_000
    assert len(all_rows(session, four)) == 4
    monkeypatch.setattr(listing, "EXPORT_ROWS", 3)
    assert len(all_rows(session, four)) == 3
    facts = [one.facts for one in acts(session, Act.EXPORTED)]
    assert [(one["total"], len(one["ids"])) for one in facts] == [(4, 4), (4, 3)]
    assert facts[0]["filters"] == {"status": "active"}


def test_a_part_of_a_page_is_not_noted(session: Session, four: Listing[Candidate]) -> None:
    assert len(page(session, four.as_part(), 1).rows) == 4
    assert acts(session, Act.LISTED) == []


# What the journal says of it, and spreadsheets.


def test_the_journal_says_how_many(browser: Browser, reading: Reading) -> None:
    for endpoint, asker, said in (
        ("accounts.index", "administrator", "a affiché une liste : 2 lignes"),
        ("privacy.falling_due", "manager", "a affiché une liste : 2 lignes"),
        ("privacy.falling_due_sheet", "manager", "a exporté une liste : 2 personnes"),
        ("candidates.export", "coach", "a exporté une liste : 1 personne"),
    ):
        _, events = browser.get(asker, endpoint, "")
        assert WORDS.sentence(events[-1], Names()).replace("\u00a0", " ") == said, endpoint


def test_what_was_typed_never_becomes_a_formula() -> None:
    columns = [f"Colonne {n}" for n in range(30)]
    moment = datetime(2026, 11, 28, 23, 30, 5, 99, tzinfo=UTC)
    sheet = load_workbook(
        io.BytesIO(workbook("Été", columns, [["=1+1", "a\x00b", moment, None, 3]]))
    ).active
    assert sheet is not None
    assert sheet.title == "Été"
    assert sheet.freeze_panes == "A2"
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "s")
    assert (sheet["B2"].value, sheet["D2"].value, sheet["E2"].value) == ("ab", None, 3)
    in_paris = moment.astimezone(ZoneInfo("Europe/Paris")).replace(tzinfo=None, microsecond=0)
    assert sheet["C2"].value == in_paris
    assert sheet["AD1"].value == "Colonne 29"
    table = csv_table(["Nom", "Le"], [["=1+1", date(2026, 3, 1)], ["+33 6", None]]).decode()
    assert table == "\ufeffNom;Le\r\n'=1+1;1er mars 2026\r\n'+33 6;\r\n"
    assert as_text("@SUM") == "'@SUM"
