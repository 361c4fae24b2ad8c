"""What a request for an account is called."""

from __future__ import annotations

from webapp.words.rooms import Kind, Room

ROOM = Room(
    kinds=(Kind("account_request", "Demande de compte", numbered="la demande n° {id}", hers=True),)
)
