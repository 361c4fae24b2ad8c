"""Why an employer does not go on with a referral

Revision: 0006, after 0005.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('referral', sa.Column('reason', sa.String(length=16), server_default='', nullable=False))


def downgrade() -> None:
    op.drop_column('referral', 'reason')
