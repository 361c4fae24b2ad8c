"""Builds the web application from what the process runs on. Nothing is created at import."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from webapp import navigation
from webapp.request import errors, limits, transactions, watching
from webapp.security import configuration, wiring
from webapp.site import assets

if TYPE_CHECKING:
    from webapp.site.runtime import Runtime

BLUEPRINTS = (
    "home",
    "pool.candidates.views",
    "pool.portfolios.views",
    "pool.cvs.views",
    "pool.jobs.views",
    "pool.employers.views",
    "ranking.matches",
    "ranking.search",
    "journey.shortlists.views",
    "journey.access_requests.views",
    "journey.referrals.views",
    "privacy.own_space.enter",
    "privacy.own_space.home",
    "privacy.own_space.held",
    "privacy.own_space.proposals",
    "privacy.own_space.availability",
    "privacy.own_space.agreements",
    "privacy.own_space.corrections",
    "consents.links",
    "consents.agreements",
    "consents.sensitive",
    "pool.reference.views",
    "privacy.data",
    "privacy.export",
    "privacy.corrections.views",
    "privacy.retention.views",
    "privacy.erasure.views",
    "journals.views",
    "accounts.own",
    "accounts.keeping",
    "pool.account_requests.views",
    "health",
)
"""The modules of webapp/pages, each with its `blueprint`; pages of several modules may share one."""


class RowId(IntegerConverter):
    """A number in an address: one that no row can have is a page that does not exist, not a question to the
    database (whose keys end at 2³¹ − 1)."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=2**31 - 1)


def create_app(runtime: Runtime) -> Flask:
    """The application on this runtime: its sessions, search, files and settings."""
    app = Flask(__name__)
    app.extensions["vivier"] = runtime
    if hops := runtime.settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.url_map.converters["int"] = RowId
    watching.init_watching(app, runtime)
    configuration.configure(app, runtime.settings)
    transactions.init_transactions(app, runtime)
    assets.init_assets(app, debug=runtime.settings.debug)
    wiring.init_security(app, runtime.settings)
    errors.init_errors(app)
    navigation.init_templating(app)
    modules = [import_module(f"webapp.pages.{name}") for name in BLUEPRINTS]
    for blueprint in dict.fromkeys(module.blueprint for module in modules):
        app.register_blueprint(blueprint)
    limits.limit_requests(app)
    return app
