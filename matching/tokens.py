"""Secrets that open something: drawn at random, given away once, and kept as a digest alone."""

from __future__ import annotations

import hashlib
import secrets

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""What a code is written with: nothing that is taken for something else when read aloud."""


def new_token() -> str:
    """What a link or a cookie carries: 256 bits at random, as 43 characters of an address."""
    return secrets.token_urlsafe(32)


def new_code(groups: int) -> str:
    """What somebody types or says: so many groups of four letters, «K7M2-Q9XB» (20 bits a group at random)."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(groups))


def hashed(token: str) -> str:
    """What is kept of a token: SHA-256 in hexadecimal. No salt and no slow hash: what was drawn at random cannot be
    guessed. Takes whatever a browser sends, lone surrogates too."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
