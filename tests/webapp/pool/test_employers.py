"""The pages of employers: who sees them, and recording one."""

from __future__ import annotations

import pytest

from tests.world.site import SignIn, World


@pytest.mark.parametrize(
    ("role", "index", "own", "create"),
    [
        ("developer", 200, 200, 200),
        ("coach", 200, 200, 403),
        ("contact", 403, 200, 403),
        ("rival", 403, 404, 403),
    ],
)
def test_employers(
    sign_in: SignIn, world: World, role: str, index: int, own: int, create: int
) -> None:
    one = sign_in(role)
    assert one.get("/employeurs/").status_code == index
    assert one.get(f"/employeurs/{world.employers['bakery']}").status_code == own
    assert one.get("/employeurs/nouveau").status_code == create


def test_a_developer_records_an_employer(sign_in: SignIn) -> None:
    one = sign_in("developer")
    typed = {
        "name": "Atelier du Vignoble",
        "siret": "443 061 841 00047",
        "commune_insee": "Sélestat",
    }
    assert one.post("/employeurs/nouveau", data=typed | {"siret": "123"}).status_code == 422
    answer = one.post("/employeurs/nouveau", data=typed)
    assert answer.status_code == 302
    assert "443 061 841 00047" in one.get(answer.location).text
    twice = one.post("/employeurs/nouveau", data=typed)
    assert twice.status_code == 422
    assert "porte déjà ce SIRET" in twice.text
    assert "Atelier du Vignoble" in twice.text
