"""What a person is told of the use of her data, and what she agrees to."""

from __future__ import annotations

from flask import render_template

from matching.consents import consents
from matching.consents.tables import ConsentRecord
from matching.consents.terms import Purpose
from matching.pool.candidates.reading import open_data
from webapp.forms.base import accepted
from webapp.pages.consents.forms import consent_form
from webapp.pages.privacy.data import HERS, Page, back_to, blueprint, data_page
from webapp.request.actors import asked, current_actor
from webapp.request.context import current_runtime, current_session


@blueprint.get(f"{HERS}/information")
def information(candidate_id: int) -> Page:
    """The sheet that one reads with her, to be printed (RGPD art. 13; L1221-8 and L1221-9)."""
    return render_template(
        "consents/agreements/information.html",
        candidate=asked(open_data, candidate_id),
        uses=consents.USES.values(),
        today=current_runtime().today(),
    )


@blueprint.post(f"{HERS}/accords/<any({','.join(Purpose)}):purpose>")
def note_consent(candidate_id: int, purpose: str) -> Page:
    """Note what she was told, or answers, for one use."""
    session, actor = current_session(), current_actor()
    candidate = asked(open_data, candidate_id)
    use = consents.USES[Purpose(purpose)]
    form = consent_form(use)
    how = form.how.data or ""

    def note() -> ConsentRecord:
        if not use.needs_consent:
            return consents.inform(session, actor, candidate, use.purpose, how=how)
        agreed = form.answer.data == "oui"
        return consents.note_consent(session, actor, candidate, use.purpose, agreed, how=how)

    if accepted(form, note):
        return back_to(candidate, "C’est noté.", f"usage-{purpose}")
    return data_page(candidate, refused=form), 422
