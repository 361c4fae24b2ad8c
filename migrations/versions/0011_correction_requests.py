"""Requests of a person to correct or erase are rows, and no longer read out of the journal

Revision: 0011, after 0010.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('correction_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('candidate_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('noted_by_id', sa.Integer(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['answered_by_id'], ['person.id'], name=op.f('fk_correction_request_answered_by_id_person')),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidate.id'], name=op.f('fk_correction_request_candidate_id_candidate'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['noted_by_id'], ['person.id'], name=op.f('fk_correction_request_noted_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_correction_request'))
    )
    op.create_index(op.f('ix_correction_request_candidate_id'), 'correction_request', ['candidate_id'], unique=False)
    op.execute(TAKE_OVER)


TAKE_OVER = """
    INSERT INTO correction_request
        (candidate_id, kind, state, text, received_at, due_on, noted_by_id, answered_at, answered_by_id, answer)
    SELECT candidate.id, asked.facts ->> 'what',
        CASE WHEN decided.id IS NULL THEN 'pending'
             WHEN (decided.facts ->> 'accepted')::boolean THEN 'accepted' ELSE 'refused' END,
        coalesce(words.text, ''), asked.at, (timezone('Europe/Paris', asked.at) + interval '1 month')::date,
        noter.id, decided.at, answerer.id, coalesce(answer.text, '')
    FROM audit_event AS asked
    JOIN candidate ON candidate.id = asked.subject_id
    LEFT JOIN audit_detail AS words ON words.event_id = asked.id
    LEFT JOIN person AS noter ON asked.actor_kind = 'person' AND noter.id = asked.actor_id
    LEFT JOIN LATERAL (
        SELECT * FROM audit_event AS one
        WHERE one.subject_kind = 'candidate' AND one.subject_id = candidate.id
            AND one.act = 'decided' AND one.facts ->> 'asked' = asked.id::text
        ORDER BY one.id LIMIT 1
    ) AS decided ON true
    LEFT JOIN audit_detail AS answer ON answer.event_id = decided.id
    LEFT JOIN person AS answerer ON decided.actor_kind = 'person' AND answerer.id = decided.actor_id
    WHERE asked.act = 'asked' AND asked.subject_kind = 'candidate'
        AND asked.facts ->> 'what' IN ('correction', 'erasure')
    ORDER BY asked.id
"""
"""Those that wait, and those that have their answer: her data page shows both. An answer named its question by the
number of its event («asked»)."""


def downgrade() -> None:
    op.drop_index(op.f('ix_correction_request_candidate_id'), table_name='correction_request')
    op.drop_table('correction_request')
