"""Whom a structure's people write to about their data

Revision: 0005, after 0004.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        'structure',
        sa.Column('data_protection_contact', sa.String(length=300), server_default='', nullable=False),
    )


def downgrade() -> None:
    op.drop_column('structure', 'data_protection_contact')
