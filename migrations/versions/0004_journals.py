"""An event's id is drawn after its transaction has a number; a seal remembers how far ids were drawn

Revision: 0004, after 0003.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('audit_seal', sa.Column('drawn', sa.BigInteger(), nullable=True))
    op.add_column('audit_seal', sa.Column('xid', sa.BigInteger(), server_default=sa.text('pg_current_xact_id()::text::bigint'), nullable=False))
    op.create_index('ix_audit_event_subject', 'audit_event', ['subject_kind', 'subject_id'], unique=False)
    # The number first, then the id: matching/audit.py says why.
    op.execute(
        "ALTER TABLE audit_event ALTER COLUMN id SET DEFAULT "
        "CASE WHEN pg_current_xact_id() IS NOT NULL THEN nextval('audit_event_id_seq') END"
    )


def downgrade() -> None:
    op.drop_index('ix_audit_event_subject', table_name='audit_event')
    op.execute("ALTER TABLE audit_event ALTER COLUMN id SET DEFAULT nextval('audit_event_id_seq')")
    op.drop_column('audit_seal', 'xid')
    op.drop_column('audit_seal', 'drawn')
