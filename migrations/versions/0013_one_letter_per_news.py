"""Letters that wait: one name for each piece of news, where three told them apart by a fact

Revision: 0013, after 0012.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

NAMES = {
    'referral_news': {
        'agreed': 'referral_agreed',
        'declined': 'referral_declined',
        'withdrawn': 'referral_taken_back',
        'named': 'name_given',
        'anonymous': 'name_taken_back',
        'interested': 'employer_interested',
        'refused': 'employer_refused',
    },
    'personal_news': {
        'correction': 'correction_asked',
        'erasure': 'erasure_asked',
        'pause': 'search_paused',
        'resume': 'search_resumed',
        'consent:sensitive': 'sensitive_consent_withdrawn',
        'consent:mail': 'consent_withdrawn',
        'consent:anonymous_pool': 'consent_withdrawn',
    },
    'second_factor_changed': {
        'second_factor_set': 'second_factor_set',
        'recovery_codes_renewed': 'recovery_codes_renewed',
        'second_factor_removed': 'second_factor_removed',
        'second_factor_reset': 'second_factor_reset',
    },
}
"""The old name, then what the fact «what» said → the new name. Letters that have left hold no facts, and keep theirs."""


def upgrade() -> None:
    renamed = sa.text(
        "UPDATE outgoing_mail SET letter = :new, facts = facts - 'what' WHERE letter = :old AND facts ->> 'what' = :what"
    )
    for old, news in NAMES.items():
        for what, new in news.items():
            op.execute(renamed.bindparams(old=old, what=what, new=new))


def downgrade() -> None:
    renamed = sa.text(
        "UPDATE outgoing_mail SET letter = :old, facts = facts || jsonb_build_object('what', CAST(:what AS text)) "
        "WHERE letter = :new AND facts <> '{}'"
    )
    for old, news in NAMES.items():
        for what, new in news.items():
            op.execute(renamed.bindparams(old=old, what=what, new=new))
