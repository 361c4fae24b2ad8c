"""Static files: our own style sheets and scripts, and Bootstrap's as the PyPI package ships it.

Bootstrap's files are read from the installed XStatic-Bootstrap distribution by its list of files: importing
the package itself would need pkg_resources, which setuptools no longer has.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.metadata import distribution
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask, url_for
from whitenoise import WhiteNoise

STATIC = Path(__file__).parents[1] / "static"
YEAR_S = 365 * 24 * 3600


def init_assets(app: Flask, *, debug: bool) -> None:
    """Serve /static (ours) and /bootstrap (theirs) before any session or database is touched."""
    bootstrap = distribution("XStatic-Bootstrap")
    root = bootstrap.locate_file("xstatic/pkg/bootstrap/data")
    files = WhiteNoise(
        app.wsgi_app,
        max_age=0 if debug else YEAR_S,
        autorefresh=debug,
        add_headers_function=add_headers,
    )
    files.add_files(str(STATIC), prefix="static/")
    files.add_files(str(root), prefix=f"bootstrap/{bootstrap.version}/")
    app.wsgi_app = files  # type: ignore[method-assign]  # how Flask documents middleware

    stylesheet = f"/bootstrap/{bootstrap.version}/css/bootstrap.min.css"
    app.jinja_env.globals.update(bootstrap_css=stylesheet, asset=asset_url)


def asset_url(name: str) -> str:
    """The address of one of our static files, with its content's hash so that it may be kept a year."""
    return url_for(
        "static", filename=name, v=_fingerprint(name, (STATIC / name).stat().st_mtime_ns)
    )


def add_headers(headers: Headers, _path: str, _url: str) -> None:
    """What webapp/security/headers.py says of pages, as far as files need it."""
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"


@lru_cache
def _fingerprint(name: str, _changed_ns: int) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
