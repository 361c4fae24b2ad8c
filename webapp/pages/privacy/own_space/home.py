"""The first page of her space."""

from __future__ import annotations

from matching.journey.referrals.terms import ReferralState
from matching.pool.candidates.keepers import keepers
from webapp.pages.privacy.own_space.proposals import own_referrals
from webapp.pages.privacy.own_space.space import blueprint, page
from webapp.request.context import current_session
from webapp.request.visits import current_candidate


@blueprint.get("")
def home() -> str:
    """What waits for her, and the way to everything else."""
    candidate = current_candidate()
    rows = own_referrals()
    return page(
        "privacy/own_space/home.html",
        waiting=[one for one in rows if one.state == ReferralState.PROPOSED],
        count=len(rows),
        coaches=keepers(current_session(), candidate),
    )
