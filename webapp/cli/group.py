"""The command line. Progress on the error stream, answers on the output, refusals in one line.

Exit codes: 0 done, 1 refused (the message says why), 2 wrong usage, 3 the index needs repair or the audit is
broken, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from matching.errors import VivierError
from webapp.site.logs import configure_logs
from webapp.site.runtime import Runtime

NEEDS_REPAIR = 3
INTERRUPTED = 130
NOT_READY = (
    "La base n’est pas à jour : lancez « vivier db upgrade », puis « vivier seed reference »."
)
REFUSED = "La base de données n’a pas accepté cet enregistrement ({}) : rien n’a été enregistré."
NO_ANSWER = "La base de données ne répond pas : vérifiez DATABASE_URL et que PostgreSQL tourne."


class Refusals(click.Group):
    """A group whose commands end with one line and exit code 1 when the product refuses."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except VivierError as error:
            fields = getattr(error, "fields", {})
            details = " ".join(
                f"[{name}] {text}" for name, text in fields.items() if text != error.message
            )
            click.echo(f"vivier : {' '.join(filter(None, (error.message, details)))}", err=True)
            ctx.exit(1)
        except (ProgrammingError, OperationalError) as error:
            missing = isinstance(error, ProgrammingError)
            click.echo(f"vivier : {NOT_READY if missing else NO_ANSWER}", err=True)
            ctx.exit(1)
        except DBAPIError as error:
            # The constraint alone: the message of the database quotes what was to be written.
            what = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
            click.echo(f"vivier : {REFUSED.format(what or type(error).__name__)}", err=True)
            ctx.exit(1)


ROW_ID = click.IntRange(1, 2**31 - 1)


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[..., None]]:
    """A bar that takes (done, total) or (done, total, label); silent when the error stream is no terminal."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=1, label=label, file=sys.stderr, hidden=hidden) as bar:

        def update(done: int, total: int, text: str = "") -> None:
            if text:
                bar.label = text
            bar.length = max(total, 1)
            bar.update(max(0, done - bar.pos))

        yield update


@click.group(cls=Refusals, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def main(ctx: click.Context) -> None:
    """Vivier : le vivier de candidats et ses rapprochements expliqués."""
    if not isinstance(ctx.obj, Runtime):
        ctx.obj = Runtime()
        configure_logs(debug=ctx.obj.settings.debug)
        os.umask(0o077)  # what a site writes under var/ is nobody else's to read
