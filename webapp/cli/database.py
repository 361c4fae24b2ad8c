"""Commands of the database: its tables, the rights of the site's role."""

from __future__ import annotations

import click

from webapp.cli.group import main
from webapp.site.runtime import Runtime


@main.group()
def db() -> None:
    """La base de données."""


@db.command("upgrade")
@click.pass_obj
def db_upgrade(runtime: Runtime) -> None:
    """Amène le schéma de la base à la dernière version."""
    from webapp.site.database import upgrade  # loads Alembic

    upgrade(runtime.database_url)
    click.echo("La base est à jour.")


@db.command("rights")
@click.argument("role")
@click.pass_obj
def db_rights(runtime: Runtime, role: str) -> None:
    """Donne à un rôle PostgreSQL les droits du site en service : rien qui permette de réécrire l’audit."""
    from webapp.site.database import grant_rights  # loads Alembic

    with runtime.database.begin() as connection:
        tables = grant_rights(connection, role)
    click.echo(
        f"Le rôle « {role} » a ses droits sur {tables} tables ; à relancer après « vivier db upgrade »."
    )
