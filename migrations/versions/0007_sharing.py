"""One waiting request for each asker and person

Revision: 0007, after 0006.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        'uq_access_request_pending',
        'access_request',
        ['candidate_id', 'asked_by_id'],
        unique=True,
        postgresql_where=sa.text("state = 'pending'"),
    )


def downgrade() -> None:
    op.drop_index('uq_access_request_pending', 'access_request')
