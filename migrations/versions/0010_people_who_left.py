"""Professionals whose account is closed

Revision: 0010, after 0009.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('person', sa.Column('active', sa.Boolean(), server_default='true', nullable=False))
    op.execute('UPDATE person SET active = false FROM account WHERE account.person_id = person.id AND NOT account.active')


def downgrade() -> None:
    op.drop_column('person', 'active')
