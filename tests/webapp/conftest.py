"""Fixtures of the pages."""

from __future__ import annotations

import pytest

from tests.world.site import World


@pytest.fixture
def her_data(world: World) -> str:
    """The address of Fatima’s data: a person of «coach»."""
    return f"/candidats/{world.candidates['fatima']}/donnees"
