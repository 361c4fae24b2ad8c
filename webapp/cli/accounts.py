"""Commands of accounts."""

from __future__ import annotations

import click

from matching.actor import SYSTEM, Role
from matching.db import transaction
from matching.errors import NotFound
from matching.pool.people.life import PersonData
from matching.pool.people.reading import person_by_email
from webapp.cli.group import main
from webapp.site.runtime import Runtime


@main.group()
def account() -> None:
    """Les comptes : le premier administrateur, et le dernier recours."""


@account.command("invite")
@click.argument("email")
@click.option("--first-name", required=True, help="Prénom.")
@click.option("--last-name", required=True, help="Nom.")
@click.pass_obj
def account_invite(runtime: Runtime, email: str, first_name: str, last_name: str) -> None:
    """Invite un administrateur, qui invitera les autres depuis les pages."""
    from webapp.accounts.invitations import admit_and_invite  # loads Flask
    from webapp.app import create_app

    data = PersonData(first_name, last_name, email, (Role.ADMINISTRATOR,))
    with create_app(runtime).app_context(), transaction(runtime.sessions) as session:
        admit_and_invite(session, SYSTEM, data)
    where = "par le serveur de MAIL_URL" if runtime.settings.mail_url else "dans var/mails"
    click.echo(f"L’invitation attend : « vivier worker » l’envoie {where}.")


@account.command("reset-second-factor")
@click.argument("email")
@click.pass_obj
def account_reset_second_factor(runtime: Runtime, email: str) -> None:
    """Retire la double vérification, quand plus aucun administrateur ne peut le faire."""
    from webapp.accounts.keeping import reset_second_factor  # loads Flask
    from webapp.app import create_app

    with create_app(runtime).app_context(), transaction(runtime.sessions) as session:
        person = person_by_email(session, email)
        if person is None:
            raise NotFound("Aucune personne n’a cette adresse.")
        reset_second_factor(session, SYSTEM, person)
    click.echo("La double vérification est retirée.")
