"""Forms and what services take: fields of equal names, so that neither can forget one of the other's."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import get_type_hints

import pytest
from flask import Flask
from wtforms import BooleanField, FieldList, StringField, TextAreaField
from wtforms import Form as PlainForm

import webapp.pages
from matching.errors import Conflict, Invalid
from webapp.forms.base import Done, Form, accepted, filled, restored
from webapp.forms.fields import ChoicesField, DayField, NumberField, OneOfField, YesNoField, options

OTHERS: dict[str, tuple[set[str], set[str]]] = {
    "AskForm": ({"site"}, set()),
    "AvailabilityForm": ({"looking"}, {"active"}),
    "CorrectForm": ({"structure", "territory", "employer"}, set()),
    "EmployerForm": (set(), {"naf_version"}),
    "InviteForm": ({"structure", "territory", "employer"}, set()),
    "JobForm": ({"licences", "certificates", "languages", "skills"}, {"requirements"}),
}
"""Form → its fields that the service's data do not have by that name, and the data's that the form does not."""


def forms_with_data() -> Iterator[tuple[type[PlainForm], type]]:
    """Every form that gives what a service takes, with the dataclass of it."""
    for found in pkgutil.walk_packages(webapp.pages.__path__, "webapp.pages."):
        module = importlib.import_module(found.name)
        for form in vars(module).values():
            if not inspect.isclass(form) or form.__module__ != found.name:
                continue
            if issubclass(form, PlainForm) and hasattr(form, "to_data"):
                yield form, get_type_hints(form.to_data)["return"]


def test_forms_and_data_call_the_same_things_by_the_same_names() -> None:
    told: dict[str, tuple[set[str], set[str]]] = {}
    for form, kind in forms_with_data():
        typed = {
            name for name in dir(form) if hasattr(getattr(form, name), "_formfield")
        }  # as WTForms finds them
        taken = {one.name for one in fields(kind)}
        if typed != taken:
            told[form.__name__] = (typed - taken, taken - typed)
    assert told == OTHERS
    assert len(list(forms_with_data())) >= 9


@dataclass(frozen=True)
class Thing:
    name: str
    where: str | None = None
    text: str = ""
    month: int | None = None
    count: int = 1
    on: date | None = None
    sure: bool | None = None
    open: bool = False
    kinds: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    added: str = ""


class ThingForm(Form):
    class Meta(Form.Meta):
        csrf = False

    name = StringField()
    where = StringField()
    text = TextAreaField()
    month = OneOfField(choices=options(("3",), "Mois"))
    count = NumberField()
    on = DayField("Le")
    sure = YesNoField("Sûr")
    open = BooleanField()
    kinds = ChoicesField(choices=options(("a", "b")))
    lines = TextAreaField()
    rows = FieldList(StringField())


def test_what_was_typed_is_what_the_service_takes(app: Flask) -> None:
    typed = {
        "name": "Plonge", "where": " Colmar ", "text": " deux mots ", "month": "3", "count": "4",
        "on": "31/12/2026", "sure": "non", "open": "y", "kinds": ["a", "b"], "lines": "une\n\ndeux", "rows-0": "", "rows-1": "x",
    }  # fmt: skip
    with app.test_request_context(method="POST", data=typed):
        form = ThingForm()
        assert form.validate(), form.errors
        assert filled(form, Thing, added="oui") == Thing(
            "Plonge", "Colmar", " deux mots ", 3, 4, date(2026, 12, 31), False, True, ("a", "b"), ("une", "deux"),
            ("x",), "oui",
        )  # fmt: skip


def test_what_was_left_empty_has_its_default(app: Flask) -> None:
    with app.test_request_context(method="POST", data={"where": " ", "month": ""}):
        assert filled(ThingForm(), Thing) == Thing("")


def test_a_form_opens_with_what_is_written(app: Flask) -> None:
    thing = Thing("Plonge", "Colmar", on=date(2026, 12, 31), sure=True, kinds=("b",), rows=("x",))
    with app.test_request_context():
        form = ThingForm(data=restored(Thing, thing, month="3", lines="une\ndeux"))
        assert (form.name.data, form.where.data, form.sure.answer) == ("Plonge", "Colmar", True)
        assert (form.month.data, form.lines.data, form.kinds.data) == ("3", "une\ndeux", ["b"])


@pytest.mark.parametrize("value", [None, 0, frozenset(), "x"])
def test_a_service_that_gives_nothing_back_is_done_all_the_same(app: Flask, value: object) -> None:
    with app.test_request_context(method="POST", data={"name": "x"}):
        assert accepted(ThingForm(), lambda: value) == Done(value)
        assert accepted(ThingForm(), lambda: value)


def test_a_refusal_stays_in_the_form(app: Flask) -> None:
    def refused() -> None:
        raise Invalid("Non.", {"name": "Indiquez le nom."})

    def late() -> None:
        raise Conflict("C’est fait déjà.")

    with app.test_request_context(method="POST", data={"name": ""}):
        form = ThingForm()
        assert accepted(form, refused) is None
        assert [one.message for one in form.problems()] == ["Indiquez le nom."]
        form = ThingForm()
        assert accepted(form, late) is None
        assert [one.message for one in form.problems()] == ["C’est fait déjà."]


def test_every_form_that_changes_something_goes_through_one_macro() -> None:
    """So that none is without the token which shows that it is ours."""
    templates = Path(webapp.pages.__file__).parent.parent / "templates"
    opened = {
        path.relative_to(templates).as_posix()
        for path in templates.rglob("*.html")
        if re.search(r'<form[^>]*method="post"', path.read_text("utf-8"), re.IGNORECASE)
    }
    assert opened == {"macros/ui.html"}
