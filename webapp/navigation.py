"""The main links of the signed-in person, and what every template may use."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from flask import Flask, request, url_for
from flask_login import current_user

from matching import policy
from matching.clock import day_of
from matching.journals.rights import can_read_journals
from matching.journey.access_requests.reading import count_waiting
from matching.pool.people import account_requests
from matching.pool.people.rights import can_administer_accounts
from matching.terms import vocabularies
from matching.texts.french import listed
from webapp.icons import icon
from webapp.request.actors import current_actor, current_person
from webapp.request.context import current_session
from webapp.words.french import (
    PARTS,
    commune_label,
    fr_date,
    fr_datetime,
    fr_days,
    fr_duration,
    fr_month,
    fr_month_of,
    fr_rough_duration,
    plural,
    term,
)

REQUEST_PAGES = ("profiles.requests", "profiles.one_request", "profiles.ask")


@dataclass(frozen=True, slots=True)
class NavItem:
    """A link of the main navigation."""

    label: str
    endpoint: str
    sections: tuple[str, ...]
    """The blueprints and single endpoints whose pages belong under this link."""
    waiting: int = 0
    """How many things behind it wait for the reader."""

    @property
    def here(self) -> bool:
        return request.blueprint in self.sections or request.endpoint in self.sections


def init_templating(app: Flask) -> None:
    """Register filters, globals and the navigation."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        day_of=day_of,
        fr_date=fr_date,
        fr_datetime=fr_datetime,
        fr_month=fr_month,
        fr_month_of=fr_month_of,
        fr_days=fr_days,
        fr_duration=fr_duration,
        fr_rough_duration=fr_rough_duration,
        fr_list=listed,
        plural=plural,
        term=term,
        commune_label=commune_label,
    )
    app.jinja_env.globals.update(
        PARTS=PARTS,
        drawn_icon=icon,
        terms=SimpleNamespace(**vocabularies()),
        policy=policy,
        page_url=page_url,
    )

    @app.context_processor
    def signed_in() -> dict[str, object]:
        if not current_user.is_authenticated:
            return {"person": None, "actor": None, "navigation": []}
        return {"person": current_person(), "actor": current_actor(), "navigation": navigation()}


def navigation() -> list[NavItem]:
    """The main links of the signed-in person, by what her roles give access to."""
    actor = current_actor()
    items = []
    if actor.accompanies:
        items.append(
            NavItem(
                "Mon vivier",
                "candidates.index",
                (
                    "candidates",
                    "cvs",
                    "matches.for_candidate",
                    "personal_links",
                    "portfolios",
                    "privacy",
                ),
            )
        )
    if actor.hires:
        items.append(NavItem("Mes profils de poste", "jobs.index", ("jobs",)))
        items.append(
            NavItem(
                "Candidatures",
                "referrals.applications",
                ("referrals.applications", "referrals.application"),
            )
        )
    elif actor.accompanies or actor.develops:
        items.append(
            NavItem("Profils de poste", "jobs.index", ("jobs", "shortlist", "matches.for_job"))
        )
        items.append(NavItem("Employeurs", "employers.index", ("employers",)))
    if actor.accompanies or actor.develops:
        items.append(NavItem("Mises en relation", "referrals.index", ("referrals",)))
    if actor.accompanies:
        waiting = count_waiting(current_session(), actor)
        items.append(NavItem("Demandes", "profiles.requests", REQUEST_PAGES, waiting))
    if can_administer_accounts(actor):
        waiting = account_requests.count_waiting(current_session(), actor)
        if waiting or actor.develops:
            items.append(
                NavItem(
                    "Demandes d’accès", "account_requests.index", ("account_requests",), waiting
                )
            )
        items.append(NavItem("Comptes", "accounts.index", ("accounts",)))
    if can_read_journals(actor):
        items.append(NavItem("Journaux", "journals.index", ("journals",)))
    return items


def page_url(number: int) -> str:
    """This very list, with its filters, at another page."""
    values: dict[str, Any] = {
        key: request.args.getlist(key) for key in request.args if key != "page"
    }
    return url_for(request.endpoint or "", **(request.view_args or {}), **values, page=number)
