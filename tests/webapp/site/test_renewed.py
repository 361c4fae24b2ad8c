"""What another process makes out of date is looked at again."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

from matching.pool.reference.tables import ReferenceRelease, TradeName
from matching.pool.reference.trades import edition, rome_names
from tests.world.fake_embedder import FakeEmbedder
from tests.world.places import load_reference
from tests.world.site import SiteRuntime
from webapp.site import renewed
from webapp.site.renewed import Renewed


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_made_again_when_the_edition_changes() -> None:
    clock, said, made = Clock(), ["one"], []

    def make() -> str:
        made.append(said[0])
        return f"of {said[0]}"

    thing = Renewed(lambda: said[0], make, clock=clock)
    assert thing.current() == "of one"
    said[0] = "two"
    assert thing.current() == "of one", "not asked at each use"
    clock.now += renewed.EVERY_S
    assert thing.current() == "of two"
    clock.now += renewed.EVERY_S
    assert thing.current() == "of two"
    assert made == ["one", "two"]


def test_the_former_one_serves_until_the_new_one_is_ready() -> None:
    clock, said, ready = Clock(), ["one"], [False]
    thing = Renewed(lambda: said[0], lambda: said[0], ready=lambda _: ready[0], clock=clock)
    assert thing.current() == "one", "without a former one there is no choice"
    said[0] = "two"
    clock.now += renewed.EVERY_S
    assert thing.current() == "one"
    ready[0] = True
    clock.now += renewed.EVERY_S
    assert thing.current() == "two"


def test_names_that_another_process_loads_are_read_without_a_restart(
    sessions: sessionmaker[Session], tmp_path: Path, database_url: str
) -> None:
    runtime = SiteRuntime(sessions, tmp_path)
    with sessions() as session, session.begin():
        load_reference(session)
    before = runtime.read_trade("fenwickeur")

    with sessions() as session, session.begin():
        session.add(TradeName(name="Fenwickeur", name_key="fenwickeur", code="N1101", weight=1.0))
        session.add(
            ReferenceRelease(dataset="names", version="2", sha256="2" * 64, source="", licence="")
        )
    runtime._pivots._asked -= renewed.EVERY_S
    assert runtime.read_trade("fenwickeur") == before, "their vectors are not there yet"

    with sessions() as session:
        names = rome_names(session)
    type(runtime.pivot)(names, FakeEmbedder(), tmp_path).read(
        "cariste"
    )  # as the loading command does
    runtime._pivots._asked -= renewed.EVERY_S
    after = runtime.read_trade("fenwickeur")
    assert after != before
    assert after[0][0] == "N1101"


def test_an_edition_says_what_is_loaded(session: Session) -> None:
    nothing = edition(session)
    session.add(ReferenceRelease(dataset="a", version="1", sha256="1" * 64, source="", licence=""))
    session.flush()
    assert edition(session) != nothing
