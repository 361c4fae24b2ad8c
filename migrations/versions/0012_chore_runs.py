"""What each piece of a night's work did

Revision: 0012, after 0011.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('chore_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('night', sa.Date(), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('failed', sa.Boolean(), nullable=False),
    sa.Column('figures', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_chore_run'))
    )
    op.create_index(op.f('ix_chore_run_night'), 'chore_run', ['night'], unique=False)
    # So that the night before the upgrade is not done a second time.
    op.execute("""
        INSERT INTO chore_run (name, night, began_at, ended_at, failed, figures)
        SELECT 'night', (facts ->> 'night')::date, at, at, facts -> 'failed' <> '[]',
            jsonb_build_object('failed', facts -> 'failed')
        FROM audit_event
        WHERE act = 'maintained' AND facts ? 'night' AND facts ? 'failed' AND at > now() - interval '2 days'
    """)


def downgrade() -> None:
    op.drop_index(op.f('ix_chore_run_night'), table_name='chore_run')
    op.drop_table('chore_run')
