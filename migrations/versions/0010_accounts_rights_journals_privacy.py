"""Accounts, rights, journals, privacy, referrals

Revision: 0010, after 0001. What 0002 to 0010 did in steps before the first release, as it stood at the end. It keeps
the number of the last of them, so that a database that had them all goes on from here.
"""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0010'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('audit_event',
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('xid', sa.BigInteger(), server_default=sa.text('pg_current_xact_id()::text::bigint'), nullable=False),
    sa.Column('actor_kind', sa.String(length=16), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('act', sa.String(length=24), nullable=False),
    sa.Column('subject_kind', sa.String(length=24), nullable=False),
    sa.Column('subject_id', sa.BigInteger(), nullable=True),
    sa.Column('structure_id', sa.Integer(), nullable=True),
    sa.Column('address', sa.String(length=45), nullable=True),
    sa.Column('request_id', sa.String(length=32), nullable=True),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_event'))
    )
    op.create_index(op.f('ix_audit_event_actor_id'), 'audit_event', ['actor_id'], unique=False)
    op.create_index(op.f('ix_audit_event_at'), 'audit_event', ['at'], unique=False)
    op.create_index(op.f('ix_audit_event_structure_id'), 'audit_event', ['structure_id'], unique=False)
    op.create_index('ix_audit_event_subject', 'audit_event', ['subject_kind', 'subject_id'], unique=False)
    # The number of the transaction first, then the id: matching/audit/chain.py says why. The sequence comes with the table.
    op.execute(
        "ALTER TABLE audit_event ALTER COLUMN id SET DEFAULT "
        "CASE WHEN pg_current_xact_id() IS NOT NULL THEN nextval('audit_event_id_seq') END"
    )
    op.create_table('audit_seal',
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('sealed_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('events', sa.Integer(), nullable=False),
    sa.Column('settled_below', sa.BigInteger(), nullable=False),
    sa.Column('previous', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('drawn', sa.BigInteger(), nullable=True),
    sa.Column('xid', sa.BigInteger(), server_default=sa.text('pg_current_xact_id()::text::bigint'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_seal')),
    sa.UniqueConstraint('hash', name=op.f('uq_audit_seal_hash'))
    )
    op.create_table('field_change',
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('subject_id', sa.BigInteger(), nullable=False),
    sa.Column('table_name', sa.String(length=40), nullable=False),
    sa.Column('row_id', sa.BigInteger(), nullable=False),
    sa.Column('operation', sa.String(length=8), nullable=False),
    sa.Column('before', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('after', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('actor_kind', sa.String(length=16), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('request_id', sa.String(length=32), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_field_change'))
    )
    op.create_index('ix_field_change_subject', 'field_change', ['kind', 'subject_id', 'id'], unique=False)
    op.create_table('outgoing_mail',
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('to', sa.String(length=254), nullable=False),
    sa.Column('letter', sa.String(length=40), nullable=False),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('about_candidate_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tries', sa.SmallInteger(), server_default='0', nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outgoing_mail'))
    )
    op.create_index(op.f('ix_outgoing_mail_about_candidate_id'), 'outgoing_mail', ['about_candidate_id'], unique=False)
    op.create_index(op.f('ix_outgoing_mail_due_at'), 'outgoing_mail', ['due_at'], unique=False)
    op.create_table('ranking_entry',
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('actor_kind', sa.String(length=16), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('structure_id', sa.Integer(), nullable=True),
    sa.Column('found_kind', sa.String(length=16), nullable=False),
    sa.Column('asked_kind', sa.String(length=16), nullable=True),
    sa.Column('asked_id', sa.Integer(), nullable=True),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('filters', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('page', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('set_aside', sa.Integer(), nullable=False),
    sa.Column('model', sa.String(length=120), nullable=False),
    sa.Column('index_version', sa.String(length=120), nullable=False),
    sa.Column('ranking_version', sa.String(length=24), nullable=False),
    sa.Column('weights', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('request_id', sa.String(length=32), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ranking_entry'))
    )
    op.create_index(op.f('ix_ranking_entry_actor_id'), 'ranking_entry', ['actor_id'], unique=False)
    op.create_index(op.f('ix_ranking_entry_at'), 'ranking_entry', ['at'], unique=False)
    op.create_index(op.f('ix_ranking_entry_structure_id'), 'ranking_entry', ['structure_id'], unique=False)
    op.create_table('audit_detail',
    sa.Column('event_id', sa.BigInteger(), nullable=False),
    sa.Column('salt', sa.String(length=32), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['audit_event.id'], name=op.f('fk_audit_detail_event_id_audit_event')),
    sa.PrimaryKeyConstraint('event_id', name=op.f('pk_audit_detail'))
    )
    op.create_table('ranking_act',
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('entry_id', sa.BigInteger(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('act', sa.String(length=24), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('actor_kind', sa.String(length=16), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['entry_id'], ['ranking_entry.id'], name=op.f('fk_ranking_act_entry_id_ranking_entry'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ranking_act'))
    )
    op.create_index(op.f('ix_ranking_act_entry_id'), 'ranking_act', ['entry_id'], unique=False)
    op.create_table('ranking_result',
    sa.Column('entry_id', sa.BigInteger(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('subject_id', sa.BigInteger(), nullable=False),
    sa.Column('score', sa.Double(), nullable=False),
    sa.Column('signals', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('reasons', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['ranking_entry.id'], name=op.f('fk_ranking_result_entry_id_ranking_entry'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('entry_id', 'rank', name=op.f('pk_ranking_result'))
    )
    op.create_index('ix_ranking_result_subject', 'ranking_result', ['kind', 'subject_id'], unique=False)
    op.create_table('sealed_event',
    sa.Column('event_id', sa.BigInteger(), nullable=False),
    sa.Column('seal_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['audit_event.id'], name=op.f('fk_sealed_event_event_id_audit_event')),
    sa.ForeignKeyConstraint(['seal_id'], ['audit_seal.id'], name=op.f('fk_sealed_event_seal_id_audit_seal')),
    sa.PrimaryKeyConstraint('event_id', name=op.f('pk_sealed_event'))
    )
    op.create_index(op.f('ix_sealed_event_seal_id'), 'sealed_event', ['seal_id'], unique=False)
    op.create_table('anonymous_statistic',
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('structure_id', sa.Integer(), nullable=False),
    sa.Column('entered_quarter', sa.String(length=6), nullable=False),
    sa.Column('left_quarter', sa.String(length=6), nullable=False),
    sa.Column('status', sa.String(length=16), nullable=False),
    sa.Column('trade_family', sa.String(length=1), nullable=True),
    sa.Column('shortlisted', sa.SmallInteger(), nullable=False),
    sa.Column('referrals', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('reason', sa.String(length=24), nullable=False),
    sa.ForeignKeyConstraint(['structure_id'], ['structure.id'], name=op.f('fk_anonymous_statistic_structure_id_structure')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_anonymous_statistic'))
    )
    op.create_index(op.f('ix_anonymous_statistic_structure_id'), 'anonymous_statistic', ['structure_id'], unique=False)
    op.create_table('account_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('first_name', sa.String(length=300), nullable=False),
    sa.Column('last_name', sa.String(length=300), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('phone', sa.String(length=32), nullable=True),
    sa.Column('job_title', sa.String(length=120), nullable=True),
    sa.Column('employer_name', sa.String(length=300), nullable=False),
    sa.Column('siret', sa.String(length=14), nullable=False),
    sa.Column('commune_insee', sa.String(length=5), nullable=False),
    sa.Column('territory_id', sa.Integer(), nullable=True),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_account_request_decided_by_id_person')),
    sa.ForeignKeyConstraint(['territory_id'], ['territory.id'], name=op.f('fk_account_request_territory_id_territory')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account_request'))
    )
    op.create_index(op.f('ix_account_request_siret'), 'account_request', ['siret'], unique=False)
    op.create_index(op.f('ix_account_request_state'), 'account_request', ['state'], unique=False)
    op.create_index(op.f('ix_account_request_territory_id'), 'account_request', ['territory_id'], unique=False)
    op.create_table('access_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('candidate_id', sa.Integer(), nullable=False),
    sa.Column('job_profile_id', sa.Integer(), nullable=True),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['asked_by_id'], ['person.id'], name=op.f('fk_access_request_asked_by_id_person')),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidate.id'], name=op.f('fk_access_request_candidate_id_candidate'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_access_request_decided_by_id_person')),
    sa.ForeignKeyConstraint(['job_profile_id'], ['job_profile.id'], name=op.f('fk_access_request_job_profile_id_job_profile'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_access_request'))
    )
    op.create_index(op.f('ix_access_request_asked_by_id'), 'access_request', ['asked_by_id'], unique=False)
    op.create_index(op.f('ix_access_request_candidate_id'), 'access_request', ['candidate_id'], unique=False)
    op.create_index(op.f('ix_access_request_state'), 'access_request', ['state'], unique=False)
    op.create_index(
        'uq_access_request_pending',
        'access_request',
        ['candidate_id', 'asked_by_id'],
        unique=True,
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_table('consent_record',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('candidate_id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.String(length=24), nullable=False),
    sa.Column('agreed', sa.Boolean(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('by_person_id', sa.Integer(), nullable=True),
    sa.Column('how', sa.String(length=120), nullable=False),
    sa.Column('wording', sa.String(length=24), nullable=False),
    sa.ForeignKeyConstraint(['by_person_id'], ['person.id'], name=op.f('fk_consent_record_by_person_id_person')),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidate.id'], name=op.f('fk_consent_record_candidate_id_candidate'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent_record'))
    )
    op.create_index(op.f('ix_consent_record_candidate_id'), 'consent_record', ['candidate_id'], unique=False)
    op.create_table('imported_row',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('candidate_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidate.id'], name=op.f('fk_imported_row_candidate_id_candidate'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_imported_row'))
    )
    op.create_index(op.f('ix_imported_row_candidate_id'), 'imported_row', ['candidate_id'], unique=False)
    op.create_table('invitation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('token_sha256', sa.String(length=64), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_invitation_account_id_account'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_invitation_made_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
    sa.UniqueConstraint('token_sha256', name=op.f('uq_invitation_token_sha256'))
    )
    op.create_index(op.f('ix_invitation_account_id'), 'invitation', ['account_id'], unique=False)
    op.create_table('personal_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('candidate_id', sa.Integer(), nullable=False),
    sa.Column('token_sha256', sa.String(length=64), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('visit_sha256', sa.String(length=64), nullable=True),
    sa.Column('visit_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidate.id'], name=op.f('fk_personal_link_candidate_id_candidate'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_personal_link_made_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_personal_link')),
    sa.UniqueConstraint('token_sha256', name=op.f('uq_personal_link_token_sha256')),
    sa.UniqueConstraint('visit_sha256', name=op.f('uq_personal_link_visit_sha256'))
    )
    op.create_index(op.f('ix_personal_link_candidate_id'), 'personal_link', ['candidate_id'], unique=False)
    op.create_table('referral',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('job_profile_id', sa.Integer(), nullable=False),
    sa.Column('candidate_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('disclosure', sa.String(length=16), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('presentation', sa.Text(), nullable=False),
    sa.Column('proposed_by_id', sa.Integer(), nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('agreed_how', sa.String(length=120), nullable=False),
    sa.Column('agreed_noted_by_id', sa.Integer(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('reason', sa.String(length=16), server_default='', nullable=False),
    sa.ForeignKeyConstraint(['agreed_noted_by_id'], ['person.id'], name=op.f('fk_referral_agreed_noted_by_id_person')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['person.id'], name=op.f('fk_referral_answered_by_id_person')),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidate.id'], name=op.f('fk_referral_candidate_id_candidate'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['job_profile_id'], ['job_profile.id'], name=op.f('fk_referral_job_profile_id_job_profile'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['proposed_by_id'], ['person.id'], name=op.f('fk_referral_proposed_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_referral')),
    sa.UniqueConstraint('job_profile_id', 'candidate_id', name=op.f('uq_referral_job_profile_id_candidate_id'))
    )
    op.create_index(op.f('ix_referral_candidate_id'), 'referral', ['candidate_id'], unique=False)
    op.create_index(op.f('ix_referral_job_profile_id'), 'referral', ['job_profile_id'], unique=False)
    op.create_index(op.f('ix_referral_state'), 'referral', ['state'], unique=False)
    op.create_table('retention_notice',
    sa.Column('candidate_id', sa.Integer(), nullable=False),
    sa.Column('told_on', sa.Date(), nullable=False),
    sa.Column('erase_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidate.id'], name=op.f('fk_retention_notice_candidate_id_candidate'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('candidate_id', name=op.f('pk_retention_notice'))
    )
    op.create_table('sensitive_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('candidate_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('written_by_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['candidate_id'], ['candidate.id'], name=op.f('fk_sensitive_note_candidate_id_candidate'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['written_by_id'], ['person.id'], name=op.f('fk_sensitive_note_written_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sensitive_note'))
    )
    op.create_index(op.f('ix_sensitive_note_candidate_id'), 'sensitive_note', ['candidate_id'], unique=False)
    op.create_table('sign_in',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('key_sha256', sa.String(length=64), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('address', sa.String(length=45), nullable=True),
    sa.Column('browser', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_sign_in_account_id_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in')),
    sa.UniqueConstraint('key_sha256', name=op.f('uq_sign_in_key_sha256'))
    )
    op.create_index(op.f('ix_sign_in_account_id'), 'sign_in', ['account_id'], unique=False)
    op.add_column('account', sa.Column('tf_primary_method', sa.String(length=64), nullable=True))
    op.add_column('account', sa.Column('tf_totp_secret', sa.String(length=255), nullable=True))
    op.add_column('account', sa.Column('mf_recovery_codes', postgresql.ARRAY(sa.String(length=255)), server_default='{}', nullable=False))
    op.add_column('account', sa.Column('failed_sign_ins', sa.SmallInteger(), server_default='0', nullable=False))
    op.add_column('account', sa.Column('locked_until', sa.DateTime(timezone=True), nullable=True))
    op.add_column('account', sa.Column('last_sign_in_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('account', sa.Column('totp_last_counter', sa.BigInteger(), nullable=True))
    op.add_column('person', sa.Column('active', sa.Boolean(), server_default='true', nullable=False))
    op.execute('UPDATE person SET active = false FROM account WHERE account.person_id = person.id AND NOT account.active')
    op.add_column('candidate', sa.Column('reference', sa.String(length=9), nullable=True))
    name_existing_people()
    op.alter_column('candidate', 'reference', nullable=False)
    op.add_column('candidate', sa.Column('shares_anonymously', sa.Boolean(), server_default='false', nullable=False))
    op.create_unique_constraint(op.f('uq_candidate_reference'), 'candidate', ['reference'])
    # One index answers who of a structure is looking for work, in the place of the one by structure alone.
    op.create_index('ix_candidate_structure_id_status', 'candidate', ['structure_id', 'status'], unique=False, postgresql_include=['id', 'coach_id', 'licences'])
    op.drop_index(op.f('ix_candidate_structure_id'), table_name='candidate')
    op.add_column('structure', sa.Column('retention_months', sa.SmallInteger(), server_default='24', nullable=False))
    op.add_column('structure', sa.Column('data_protection_contact', sa.String(length=300), server_default='', nullable=False))
    op.add_column('stale_document', sa.Column('marked_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False))
    for statement in (REFUSE_CHANGE, NOTE_CHANGE):
        op.execute(statement)
    for table, forbidden in APPEND_ONLY.items():
        op.execute(
            f"CREATE TRIGGER append_only BEFORE {forbidden} ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION vivier_refuse_change()"
        )
    for table, (kind, column) in TRACKED.items():
        op.execute(
            f"CREATE TRIGGER history AFTER INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION vivier_note_change('{kind}', '{column}')"
        )


def name_existing_people() -> None:
    """A reference drawn at random for each person who is there already."""
    letters = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
    connection = op.get_bind()
    for (row,) in connection.execute(sa.text("SELECT id FROM candidate")).all():
        drawn = "".join(secrets.choice(letters) for _ in range(8))
        connection.execute(
            sa.text("UPDATE candidate SET reference = :name WHERE id = :id"),
            {"name": f"{drawn[:4]}-{drawn[4:]}", "id": row},
        )


APPEND_ONLY = {
    "audit_event": "UPDATE OR DELETE OR TRUNCATE",
    "audit_seal": "UPDATE OR DELETE OR TRUNCATE",
    "sealed_event": "UPDATE OR DELETE OR TRUNCATE",
    "audit_detail": "UPDATE OR TRUNCATE",
}
"""What may not be done to the tables of the audit. Details may go: erasing a person reaches them."""

REFUSE_CHANGE = """
CREATE FUNCTION vivier_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the table % is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$
"""

TRACKED = {
    "candidate": ("candidate", "id"),
    "experience": ("candidate", "candidate_id"),
    "education": ("candidate", "candidate_id"),
    "certificate": ("candidate", "candidate_id"),
    "spoken_language": ("candidate", "candidate_id"),
    "mobility_mean": ("candidate", "candidate_id"),
    "candidate_obstacle": ("candidate", "candidate_id"),
    "job_profile": ("job", "id"),
    "requirement": ("job", "job_profile_id"),
    "employer": ("employer", "id"),
    "person": ("person", "id"),
    "structure": ("structure", "id"),
    "referral": ("referral", "id"),
}
"""As matching/history.py said at this revision."""

NOTE_CHANGE = """
CREATE FUNCTION vivier_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) - 'updated_at' END;
    is_now jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) - 'updated_at' END;
    one jsonb := coalesce(is_now, was);
    actor jsonb := nullif(current_setting('vivier.actor', true), '')::jsonb;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT jsonb_object_agg(key, value) INTO is_now FROM jsonb_each(is_now) AS new_value
            WHERE value IS DISTINCT FROM was -> key;
        IF is_now IS NULL THEN
            RETURN NULL;
        END IF;
        SELECT jsonb_object_agg(key, value) INTO was FROM jsonb_each(was) AS old_value
            WHERE is_now ? key;
    END IF;
    INSERT INTO field_change
        (kind, subject_id, table_name, row_id, operation, before, after, actor_kind, actor_id, request_id)
    VALUES
        (TG_ARGV[0], (one ->> TG_ARGV[1])::bigint, TG_TABLE_NAME, (one ->> 'id')::bigint, lower(TG_OP),
         was, is_now, coalesce(actor ->> 'kind', 'system'), (actor ->> 'id')::int, actor ->> 'request');
    RETURN NULL;
END $$
"""


def downgrade() -> None:
    for table in TRACKED:
        op.execute(f"DROP TRIGGER history ON {table}")
    op.execute("DROP FUNCTION vivier_note_change")
    for table in APPEND_ONLY:
        op.execute(f"DROP TRIGGER append_only ON {table}")
    op.execute("DROP FUNCTION vivier_refuse_change")
    op.drop_column('stale_document', 'marked_at')
    op.drop_column('structure', 'data_protection_contact')
    op.drop_column('structure', 'retention_months')
    op.create_index(op.f('ix_candidate_structure_id'), 'candidate', ['structure_id'], unique=False)
    op.drop_index('ix_candidate_structure_id_status', table_name='candidate')
    op.drop_constraint(op.f('uq_candidate_reference'), 'candidate', type_='unique')
    op.drop_column('candidate', 'shares_anonymously')
    op.drop_column('candidate', 'reference')
    op.drop_column('person', 'active')
    op.drop_column('account', 'totp_last_counter')
    op.drop_column('account', 'last_sign_in_at')
    op.drop_column('account', 'locked_until')
    op.drop_column('account', 'failed_sign_ins')
    op.drop_column('account', 'mf_recovery_codes')
    op.drop_column('account', 'tf_totp_secret')
    op.drop_column('account', 'tf_primary_method')
    op.drop_index(op.f('ix_sign_in_account_id'), table_name='sign_in')
    op.drop_table('sign_in')
    op.drop_index(op.f('ix_sensitive_note_candidate_id'), table_name='sensitive_note')
    op.drop_table('sensitive_note')
    op.drop_table('retention_notice')
    op.drop_index(op.f('ix_referral_state'), table_name='referral')
    op.drop_index(op.f('ix_referral_job_profile_id'), table_name='referral')
    op.drop_index(op.f('ix_referral_candidate_id'), table_name='referral')
    op.drop_table('referral')
    op.drop_index(op.f('ix_personal_link_candidate_id'), table_name='personal_link')
    op.drop_table('personal_link')
    op.drop_index(op.f('ix_invitation_account_id'), table_name='invitation')
    op.drop_table('invitation')
    op.drop_index(op.f('ix_imported_row_candidate_id'), table_name='imported_row')
    op.drop_table('imported_row')
    op.drop_index(op.f('ix_consent_record_candidate_id'), table_name='consent_record')
    op.drop_table('consent_record')
    op.drop_index('uq_access_request_pending', table_name='access_request')
    op.drop_index(op.f('ix_access_request_state'), table_name='access_request')
    op.drop_index(op.f('ix_access_request_candidate_id'), table_name='access_request')
    op.drop_index(op.f('ix_access_request_asked_by_id'), table_name='access_request')
    op.drop_table('access_request')
    op.drop_index(op.f('ix_account_request_territory_id'), table_name='account_request')
    op.drop_index(op.f('ix_account_request_state'), table_name='account_request')
    op.drop_index(op.f('ix_account_request_siret'), table_name='account_request')
    op.drop_table('account_request')
    op.drop_index(op.f('ix_anonymous_statistic_structure_id'), table_name='anonymous_statistic')
    op.drop_table('anonymous_statistic')
    op.drop_index(op.f('ix_sealed_event_seal_id'), table_name='sealed_event')
    op.drop_table('sealed_event')
    op.drop_index('ix_ranking_result_subject', table_name='ranking_result')
    op.drop_table('ranking_result')
    op.drop_index(op.f('ix_ranking_act_entry_id'), table_name='ranking_act')
    op.drop_table('ranking_act')
    op.drop_table('audit_detail')
    op.drop_index(op.f('ix_ranking_entry_structure_id'), table_name='ranking_entry')
    op.drop_index(op.f('ix_ranking_entry_at'), table_name='ranking_entry')
    op.drop_index(op.f('ix_ranking_entry_actor_id'), table_name='ranking_entry')
    op.drop_table('ranking_entry')
    op.drop_index(op.f('ix_outgoing_mail_due_at'), table_name='outgoing_mail')
    op.drop_index(op.f('ix_outgoing_mail_about_candidate_id'), table_name='outgoing_mail')
    op.drop_table('outgoing_mail')
    op.drop_index('ix_field_change_subject', table_name='field_change')
    op.drop_table('field_change')
    op.drop_table('audit_seal')
    op.drop_index('ix_audit_event_subject', table_name='audit_event')
    op.drop_index(op.f('ix_audit_event_structure_id'), table_name='audit_event')
    op.drop_index(op.f('ix_audit_event_at'), table_name='audit_event')
    op.drop_index(op.f('ix_audit_event_actor_id'), table_name='audit_event')
    op.drop_table('audit_event')
