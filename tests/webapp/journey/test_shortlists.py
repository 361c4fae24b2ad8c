"""Choosing a person for a job on the pages, with a note, and taking back."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy.orm import Session, sessionmaker

from matching.journey.shortlists.tables import ShortlistEntry
from tests.world.site import SiteRuntime, World


def test_choosing_with_a_note_and_taking_back(
    coach: FlaskClient, world: World, sessions: sessionmaker[Session], indexed: SiteRuntime
) -> None:
    job, person = world.jobs["washer"], world.candidates["fatima"]
    back = f"/postes/{job}/personnes?page=1#personne-{person}"
    chosen = coach.post(
        f"/postes/{job}/selection/{person}", data={"note": "Aime le <soir>.", "retour": back}
    )
    assert (chosen.status_code, chosen.location) == (302, back)
    listed = coach.get(f"/postes/{job}/selection").text
    assert "Aime le &lt;soir&gt;." in listed
    assert "Par Camille Muller" in listed
    assert "Dans la sélection" in coach.get(f"/postes/{job}/personnes").text
    assert "Dans la sélection" in coach.get(f"/candidats/{person}/postes").text
    coach.post(f"/postes/{job}/selection/{person}", data={"note": "=HYPERLINK(1)"})
    with sessions() as session:
        assert session.query(ShortlistEntry).count() == 1, "a second time changes the note"
    table = coach.get(f"/postes/{job}/selection/tableau.csv")
    assert table.mimetype == "text/csv"
    assert "Benali;Fatima;'=HYPERLINK(1);Camille Muller" in table.text
    coach.post(f"/postes/{job}/selection/{person}/retirer")
    assert "Personne n’est encore choisi" in coach.get(f"/postes/{job}/selection").text
    assert coach.post(f"/postes/{job}/selection/{person}/retirer").status_code == 404


def test_a_note_that_is_too_long_comes_back_as_typed(
    coach: FlaskClient, world: World, indexed: SiteRuntime
) -> None:
    address = f"/postes/{world.jobs['washer']}/selection/{world.candidates['fatima']}"
    page = coach.post(address, data={"note": "mot " * 600, "retour": "/candidats/"})
    assert page.status_code == 422
    assert "2000 caractères au plus" in page.text
    assert "mot mot mot" in page.text
    assert 'value="/candidats/"' in page.text
