"""The page of contents of the rights: every room's `can_*`, `visible_*` and search keys, under one name.

A rule is written three times at most, next to itself, in the `rights.py` of its room: as a question about one
thing, as an SQL condition for lists, and as keys that a document carries and an asker holds. Pages and tests ask
here; no room does, for this page stands above all of them.
"""

from __future__ import annotations

from matching.consents.rights import can_keep_consents, can_open_sensitive
from matching.journals.rights import can_read_journals, visible_audit, visible_rankings
from matching.journey.access_requests.rights import (
    can_decide_access,
    can_see_access_request,
    visible_access_requests,
)
from matching.journey.referrals.rights import (
    can_answer_referral,
    can_refer,
    can_see_referral,
    can_steer_referral,
    visible_referrals,
)
from matching.journey.referrals.terms import SHOWN_TO_EMPLOYER
from matching.journey.shortlists.rights import can_shortlist
from matching.pool.candidates.rights import (
    can_create_candidate,
    can_edit_candidate,
    can_hand_over,
    can_open_candidate,
    can_request_access,
    can_see_candidate,
    can_see_profile,
    can_share_out,
    candidate_keys,
    candidate_search_keys,
    is_herself,
    view_of,
    visible_candidates,
)
from matching.pool.employers.rights import can_create_employer, can_see_employer, visible_employers
from matching.pool.jobs.rights import (
    can_create_job,
    can_edit_job,
    can_list_jobs,
    can_see_job,
    job_keys,
    job_search_keys,
    visible_jobs,
)
from matching.pool.people.rights import (
    can_administer_accounts,
    can_admit_person,
    can_correct_person,
    can_decide_account_request,
    can_keep_account,
    can_set_roles,
    visible_account_requests,
    visible_people,
)
from matching.pool.structures.rights import can_keep_structure
from matching.privacy.rights import can_erase_candidate, can_export_all
from matching.ranking.rights import can_match, can_search, search_keys

__all__ = [
    "SHOWN_TO_EMPLOYER",
    "can_administer_accounts",
    "can_admit_person",
    "can_answer_referral",
    "can_correct_person",
    "can_create_candidate",
    "can_create_employer",
    "can_create_job",
    "can_decide_access",
    "can_decide_account_request",
    "can_edit_candidate",
    "can_edit_job",
    "can_erase_candidate",
    "can_export_all",
    "can_hand_over",
    "can_keep_account",
    "can_keep_consents",
    "can_keep_structure",
    "can_list_jobs",
    "can_match",
    "can_open_candidate",
    "can_open_sensitive",
    "can_read_journals",
    "can_refer",
    "can_request_access",
    "can_search",
    "can_see_access_request",
    "can_see_candidate",
    "can_see_employer",
    "can_see_job",
    "can_see_profile",
    "can_see_referral",
    "can_set_roles",
    "can_share_out",
    "can_shortlist",
    "can_steer_referral",
    "candidate_keys",
    "candidate_search_keys",
    "is_herself",
    "job_keys",
    "job_search_keys",
    "search_keys",
    "view_of",
    "visible_access_requests",
    "visible_account_requests",
    "visible_audit",
    "visible_candidates",
    "visible_employers",
    "visible_jobs",
    "visible_people",
    "visible_rankings",
    "visible_referrals",
]
