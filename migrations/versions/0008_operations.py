"""Since when a mark waits; rows of a batch import

Revision: 0008, after 0007.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('stale_document', sa.Column('marked_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False))
    op.create_table('imported_row',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('candidate_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidate.id'], name=op.f('fk_imported_row_candidate_id_candidate'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_imported_row'))
    )
    op.create_index(op.f('ix_imported_row_candidate_id'), 'imported_row', ['candidate_id'], unique=False)


def downgrade() -> None:
    op.drop_table('imported_row')
    op.drop_column('stale_document', 'marked_at')
