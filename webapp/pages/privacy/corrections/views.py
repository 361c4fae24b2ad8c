"""What she disputes, kept until it is answered (RGPD art. 16 and 12(3))."""

from __future__ import annotations

from matching.pool.candidates.reading import open_data
from matching.privacy.corrections.life import answer, ask
from webapp.forms.base import accepted
from webapp.pages.privacy.corrections.forms import AnswerForm, CorrectionForm
from webapp.pages.privacy.data import HERS, Page, back_to, blueprint, data_page
from webapp.request.actors import asked, current_actor
from webapp.request.context import current_session


@blueprint.post(f"{HERS}/corrections")
def ask_correction(candidate_id: int) -> Page:
    """Keep what she disputes until it is answered."""
    session, actor = current_session(), current_actor()
    candidate = asked(open_data, candidate_id)
    form = CorrectionForm(prefix="correction")
    if accepted(form, lambda: ask(session, actor, candidate, text=form.text.data or "")):
        return back_to(candidate, "La demande est notée : elle attend une réponse.", "demandes")
    return data_page(candidate, refused=form), 422


@blueprint.post(f"{HERS}/corrections/<int:request_id>")
def answer_correction(candidate_id: int, request_id: int) -> Page:
    """Answer a request."""
    session, actor = current_session(), current_actor()
    candidate = asked(open_data, candidate_id)
    form = AnswerForm(prefix=f"reponse-{request_id}")
    if accepted(
        form,
        lambda: answer(
            session,
            actor,
            candidate,
            request_id,
            accepted=form.accepted.data == "oui",
            text=form.answer.data or "",
        ),
    ):
        return back_to(candidate, "La réponse est notée.", "demandes")
    return data_page(candidate, refused=form), 422
