"""One index answers who of a structure is looking for work

Revision: 0009, after 0008.
"""

from __future__ import annotations

from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_candidate_structure_id_status', 'candidate', ['structure_id', 'status'], unique=False, postgresql_include=['id', 'coach_id', 'licences'])
    op.drop_index(op.f('ix_candidate_structure_id'), table_name='candidate')


def downgrade() -> None:
    op.create_index(op.f('ix_candidate_structure_id'), 'candidate', ['structure_id'], unique=False)
    op.drop_index('ix_candidate_structure_id_status', table_name='candidate', postgresql_include=['id', 'coach_id', 'licences'])
