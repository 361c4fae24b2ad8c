"""The world of the rights, loaded once for a file: its tests ask as everybody, and what they change is undone.

To load it takes longer than most rows of the tables. So it stands in a transaction that no test ends, and each test
works in a SAVEPOINT of it; that is also why a table may be spread over several processes, row by row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, select
from sqlalchemy.orm import Session, sessionmaker

from tests.world.rights import RightsWorld, load_rights_world
from tests.world.rights_relations import BOTH, NOBODY, VISITORS
from tests.world.site import PASSWORD, SiteRuntime, without_limits
from tests.world.staff import STAFF
from webapp.accounts.tables import Account, SignIn
from webapp.request.visits import COOKIE


@dataclass(frozen=True)
class Standing:
    """The world, the connection whose transaction holds it, and what the browser of each asker holds."""

    connection: Connection
    world: RightsWorld
    cookies: dict[str, str]


@pytest.fixture(scope="module")
def standing(served: Flask, db_engine: Engine) -> Iterator[Standing]:
    on: SiteRuntime = served.extensions["vivier"]
    with db_engine.connect() as connection, connection.begin() as outer:
        sessions = held_by(connection)
        on.lend(sessions)
        with without_limits(served), sessions() as session:
            served.config["WTF_CSRF_ENABLED"] = False
            with session.begin():
                world = load_rights_world(served, session, on.settings.var / "files")
            cookies = signed_in(served, session, world)
        yield Standing(connection, world, cookies)
        outer.rollback()


@pytest.fixture
def sessions(standing: Standing) -> Iterator[sessionmaker[Session]]:
    """As everywhere, but on that world. Rolled back, the SAVEPOINTs of the sessions stay where they were, and the
    next one lies in them: with so many the server has no room left for their locks. The one around a test takes
    them with it."""
    with standing.connection.begin_nested() as around:
        yield held_by(standing.connection)
        around.rollback()


@pytest.fixture
def rights(app: Flask, standing: Standing) -> RightsWorld:
    app.config["WTF_CSRF_ENABLED"] = False
    return standing.world


@pytest.fixture
def cookies(standing: Standing) -> dict[str, str]:
    """What the browser of each asker holds once she is signed in."""
    return standing.cookies


def held_by(connection: Connection) -> sessionmaker[Session]:
    return sessionmaker(
        bind=connection, join_transaction_mode="create_savepoint", expire_on_commit=False
    )


def signed_in(app: Flask, session: Session, world: RightsWorld) -> dict[str, str]:
    held = {NOBODY: ""}
    for name in STAFF:
        client = app.test_client()
        typed = {"email": world.emails[name], "password": PASSWORD}
        assert client.post("/connexion", data=typed).status_code == 302, name
        held[name] = f"{cookie_name(app)}={cookie_value(app, client)}"
    for name, key in VISITORS.items():
        held[name] = f"{COOKIE}={world.visits[key]}"
    held[BOTH] = f"{held['coach']}; {held['far_herself']}"
    world.sign_in_id = session.scalars(
        select(SignIn.id)
        .join(Account, Account.id == SignIn.account_id)
        .where(Account.person_id == world.people["coach"])
    ).one()
    return held


def cookie_name(app: Flask) -> str:
    return str(app.config["SESSION_COOKIE_NAME"])


def cookie_value(app: Flask, client: FlaskClient) -> str:
    cookie = client.get_cookie(cookie_name(app))
    assert cookie is not None
    return cookie.value
