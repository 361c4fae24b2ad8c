"""What a site must decide before it starts, and what it decides without saying."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.world.site import SiteRuntime
from webapp.app import create_app
from webapp.site.secrets import MissingSetting
from webapp.site.settings import Settings, is_weak, read_settings


@pytest.mark.parametrize(
    ("secret", "weak"),
    [
        ("", True),
        ("a" * 64, True),
        ("changeme" * 8, True),
        ("changeme-6b1f0c9d2e7a4835f1b0", True),
        ("6b1f0c9d2e7a4835f1b09d8c7e6a51", True),
        ("6b1f0c9d2e7a4835f1b09d8c7e6a5142", False),
    ],
)
def test_weak_secrets(secret: str, weak: bool) -> None:
    assert is_weak(secret) is weak


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"secret_key": ""}, "Définissez SECRET_KEY"),
        ({"secret_key": "changeme"}, "SECRET_KEY est trop courte"),
        ({"password_salt": "x" * 40}, "SECURITY_PASSWORD_SALT est trop courte"),
        ({"totp_keys": ("court",)}, "SECURITY_TOTP_KEYS"),
        ({"second_factor": "never"}, "VIVIER_SECOND_FACTOR"),
        ({"password_salt": None}, "deux secrets différents"),
    ],
)
def test_a_site_with_weak_secrets_does_not_start(
    tmp_path: Path, changes: dict[str, object], words: str
) -> None:
    runtime = SiteRuntime(None, tmp_path)
    if changes.get("password_salt", "") is None:
        changes = {"password_salt": runtime.settings.secret_key}
    runtime.settings = replace(runtime.settings, **changes)
    with pytest.raises(MissingSetting, match=words):
        create_app(runtime)


def test_https_has_cookies_of_its_own(tmp_path: Path) -> None:
    runtime = SiteRuntime(None, tmp_path)
    runtime.settings = replace(
        runtime.settings, secure_cookies=True, base_url="https://vivier.example"
    )
    client = create_app(runtime).test_client()
    answer = client.get("/connexion", base_url="https://vivier.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-vivier=")
    assert "; Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert client.get("/connexion", base_url="https://ailleurs.example").status_code == 400


def settings_from(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Settings:
    for name in ("SECRET_KEY", "SECURITY_PASSWORD_SALT", "SECURITY_TOTP_KEYS", "MAIL_URL", "DATABASE_URL",
                 "VIVIER_BASE_URL", "VIVIER_SECURE_COOKIES", "MAIL_FROM", "VIVIER_SECOND_FACTOR"):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return read_settings()


def test_settings_of_an_empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_from(monkeypatch)
    assert not settings.signs_in
    assert settings.totp_keys == ()
    assert settings.mail_url is None
    assert settings.second_factor == "required"
    assert (settings.idle, settings.longest) == (timedelta(hours=2), timedelta(hours=10))
    assert not settings.secure_cookies


def test_settings_of_a_site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from a file\n", encoding="utf-8")
    settings = settings_from(
        monkeypatch,
        SECRET_KEY_FILE=str(tmp_path / "key"),
        SECURITY_TOTP_KEYS="new,old",
        VIVIER_BASE_URL="https://vivier.example/",
        VIVIER_IDLE_MINUTES="30",
    )
    assert settings.secret_key == "from a file"
    assert settings.totp_keys == ("new", "old")
    assert settings.base_url == "https://vivier.example"
    assert settings.site_host == "vivier.example"
    assert settings.mail_from == "Vivier <ne-pas-repondre@vivier.example>"
    assert settings.secure_cookies
    assert settings.idle == timedelta(minutes=30)
