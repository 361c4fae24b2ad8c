"""Whom a structure's people write to about their data

Revision: 0003, after 0002.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        'structure',
        sa.Column('data_protection_contact', sa.String(length=300), server_default='', nullable=False),
    )


def downgrade() -> None:
    op.drop_column('structure', 'data_protection_contact')
