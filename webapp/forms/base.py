"""What our forms have in common: errors that come back from a service, and the way between their fields and its data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from flask import request
from flask_wtf import FlaskForm
from wtforms import Field, FieldList, FormField
from wtforms import Form as PlainForm

from matching.errors import Conflict, Invalid
from webapp.forms.fields import YesNoField

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the error summary; `field_id` is where its link leads."""

    field_id: str | None
    label: str
    message: str


class Form(FlaskForm):
    """A form whose errors, its own and the service's, can be listed with links to the fields."""

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was typed, and never a file or JSON: a file sent in the place of a text has no words."""
            if formdata is None or hasattr(formdata, "getlist"):
                return formdata
            return request.form or None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group_errors: dict[str, str] = {}
        """Errors of a block of fields («languages») rather than of one of them."""
        self.general_errors: list[str] = []

    def refuse(self, error: Invalid) -> None:
        """Show a service's refusal at the fields that it names."""
        if not error.fields:
            self.general_errors.append(error.message)
        for name, message in error.fields.items():
            field = self._fields.get(name)
            if field is None or isinstance(field, (FieldList, FormField)):
                self.group_errors[name] = message
            else:
                field.errors = [*field.errors, message]

    def problems(self) -> list[Problem]:
        """Everything to correct, in the order of the page."""
        found = [Problem(None, "", message) for message in self.general_errors]
        for field in self:
            if field.name in self.group_errors:
                found.append(Problem(field.id, "", self.group_errors[field.name]))
            found += problems_of(field)
        named = {field.name for field in self}
        found += [Problem(k, "", m) for k, m in self.group_errors.items() if k not in named]
        return found


Written = TypeVar("Written")
Data = TypeVar("Data", bound="DataclassInstance")


@dataclass(frozen=True, slots=True)
class Done(Generic[Written]):
    """That a service took what was typed, and what it gave back, which may be nothing."""

    value: Written


def accepted(form: Form, service: Callable[[], Written]) -> Done[Written] | None:
    """Call the service when the form takes what was typed: done when the service takes it too.

    None otherwise; the form then holds the reasons.
    """
    if not form.validate():
        return None
    try:
        return Done(service())
    except Invalid as error:
        form.refuse(error)
    except Conflict as error:
        form.general_errors.append(error.message)
    return None


def problems_of(field: Field) -> Iterator[Problem]:
    """The errors of a field and of the fields inside it."""
    if isinstance(field, (FieldList, FormField)):
        for inner in field:
            yield from problems_of(inner)
    else:
        for message in field.errors:
            yield Problem(field.id, field.label.text, str(message))


# Between a form and what a service takes: fields of equal names.


def filled(form: PlainForm, kind: type[Data], **others: Any) -> Data:
    """What was typed, as the dataclass that a service takes: each of its fields is read from the form's field of
    that name, as its type asks; `others` are those that are not. What was left empty has its default."""
    hints = get_type_hints(kind)
    read = {
        one.name: typed(form[one.name], hints[one.name])
        for one in fields(kind)
        if one.name in form and one.name not in others
    }
    return kind(**{name: value for name, value in read.items() if value is not None}, **others)


def restored(kind: type[DataclassInstance], row: object, **others: Any) -> dict[str, Any]:
    """The values with which a form opens for what is written already: the attributes of `row` that are called as
    the fields of `kind`; `others` are those of fields that a row says in another way."""
    names = [one.name for one in fields(kind) if hasattr(row, one.name)]
    return {name: getattr(row, name) for name in names} | others


def typed(field: Field, hint: Any) -> Any:
    """What a field holds, as a value of this type; None when it was left empty and the type has no empty value."""
    if isinstance(field, YesNoField):
        return field.answer
    data = field.data
    if get_origin(hint) is tuple:
        lines = data.splitlines() if isinstance(data, str) else data or ()
        return tuple(line for line in lines if line)
    if hint is bool:
        return bool(data)
    if isinstance(data, str):
        if int in get_args(hint):  # a number out of a list
            return int(data) if data else None
        return data if hint is str else data.strip() or None
    return "" if data is None and hint is str else data


class Address(Form):
    """A form that lives in the page's address: nothing changes, so nothing needs a token."""

    class Meta:
        csrf = False
