"""What she asks to have corrected, answered by who keeps her record."""

from __future__ import annotations

from flask.testing import FlaskClient


def test_a_correction_waits_until_it_is_answered(coach: FlaskClient, her_data: str) -> None:
    refused = coach.post(f"{her_data}/corrections", data={"correction-text": " "})
    assert refused.status_code == 422
    sent = {"correction-text": "Je n’ai jamais travaillé au <Ladhof>."}
    assert coach.post(f"{her_data}/corrections", data=sent).status_code == 302
    page = coach.get(her_data).text
    assert "jamais travaillé au &lt;Ladhof&gt;" in page
    assert "À répondre" in page
    number = page.split("/corrections/")[1].split('"')[0]
    half = coach.post(
        f"{her_data}/corrections/{number}", data={f"reponse-{number}-accepted": "non"}
    )
    assert half.status_code == 422
    whole = {f"reponse-{number}-accepted": "oui", f"reponse-{number}-answer": "C’est retiré."}
    assert coach.post(f"{her_data}/corrections/{number}", data=whole).status_code == 302
    page = coach.get(her_data).text
    assert "C’est retiré." in page
    assert "À répondre" not in page
    again = coach.post(f"{her_data}/corrections/{number}", data=whole)
    assert again.status_code == 422
    assert "déjà reçu une réponse" in again.text
    assert coach.post(f"{her_data}/corrections/999999", data={
        "reponse-999999-accepted": "oui", "reponse-999999-answer": "x"}).status_code == 404  # fmt: skip
