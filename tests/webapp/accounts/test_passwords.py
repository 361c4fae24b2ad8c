"""The rule of passwords, and what one costs to compare."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.world.site import SiteRuntime
from webapp.accounts import passwords
from webapp.app import create_app

ABOUT = ("Camille Muller", "camille.muller@relais-colmar.fr")


@pytest.mark.parametrize(
    "password",
    [
        "court",
        "onze lettre",
        "aaaaaaaaaaaaaaaa",
        "abababababababab",
        "123456789012",
        "azertyuiop123",
        "motdepasse2026",
        "M0tdep@sse123!",
        "Vivier-Vivier-2026",
        "camillemuller68",
        "Müller.Camille.1",
        "relais-colmar-2026",
        "abcdefghijklmnop",
        "bonjour soleil",
        "x" * 201,
    ],
)
def test_what_is_guessed_is_refused(password: str) -> None:
    assert passwords.problem(password, ABOUT)


@pytest.mark.parametrize(
    "password",
    [
        "tulipe orage cartable vélo",
        "quatre mots sans rapport",
        "Camille aime les kiwis verts",
        "9f2kx7qpl3mz",
        "パスワードではない言葉です",
        "vivier-3f9c1ab7",
        "tulipe cartable " * 12,
    ],
)
def test_what_is_long_and_one_s_own_is_taken(password: str) -> None:
    """Whatever the characters: no rule asks for a capital or a digit."""
    assert passwords.problem(password, ABOUT) is None


def test_a_password_of_a_site_is_slow_to_compare(tmp_path: Path) -> None:
    """Most tests have quicker ones (`quick_passwords`)."""
    context = create_app(SiteRuntime(None, tmp_path)).extensions["security"].pwd_context
    # RFC 9106, section 4, second recommended option
    assert context.hash("brouillard-cadenas-2026").startswith("$argon2id$v=19$m=65536,t=3,p=4$")
