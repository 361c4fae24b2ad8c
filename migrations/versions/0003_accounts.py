"""Remember the last accepted code of a second factor, so that none is accepted twice.

Revision: 0003, after 0002.
Revises: 0002
Create Date: 2026-11-24 23:30:00.000000+00:00
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("totp_last_counter", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("account", "totp_last_counter")
