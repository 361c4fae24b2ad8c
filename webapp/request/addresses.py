"""Addresses that a visitor hands in, and whether they lead anywhere else."""

from __future__ import annotations

import re

from flask_security.utils import validate_redirect_url


def is_own_page(address: str) -> bool:
    """Whether an address leads to a page of this site, and nowhere else in any browser."""
    own: bool = validate_redirect_url(address)
    return own and re.fullmatch(r"/(?![/\\])[^\x00-\x20\s\\]*", address) is not None
