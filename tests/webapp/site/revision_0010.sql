-- A database as the last landed state before the migrations were squashed left it: its schema at revision 0010, and a
-- few invented people with requests in the journal (pg_dump --no-owner --no-privileges --column-inserts, without the
-- settings of its session). tests/test_migrations.py upgrades it. Never made again: it is what was.
CREATE FUNCTION public.vivier_note_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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
END $$;
CREATE FUNCTION public.vivier_refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'the table % is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TABLE public.access_request (
    id integer NOT NULL,
    candidate_id integer NOT NULL,
    job_profile_id integer,
    asked_by_id integer NOT NULL,
    message text NOT NULL,
    asked_at timestamp with time zone DEFAULT now() NOT NULL,
    state character varying(16) NOT NULL,
    decided_by_id integer,
    decided_at timestamp with time zone,
    answer text NOT NULL,
    expires_on date
);
CREATE SEQUENCE public.access_request_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.access_request_id_seq OWNED BY public.access_request.id;
CREATE TABLE public.account (
    id integer NOT NULL,
    person_id integer NOT NULL,
    email character varying(254) NOT NULL,
    password character varying(255) NOT NULL,
    active boolean NOT NULL,
    fs_uniquifier character varying(64) NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    tf_primary_method character varying(64),
    tf_totp_secret character varying(255),
    mf_recovery_codes character varying(255)[] DEFAULT '{}'::character varying[] NOT NULL,
    failed_sign_ins smallint DEFAULT '0'::smallint NOT NULL,
    locked_until timestamp with time zone,
    last_sign_in_at timestamp with time zone,
    totp_last_counter bigint
);
CREATE SEQUENCE public.account_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.account_id_seq OWNED BY public.account.id;
CREATE TABLE public.account_request (
    id integer NOT NULL,
    first_name character varying(300) NOT NULL,
    last_name character varying(300) NOT NULL,
    email character varying(254) NOT NULL,
    phone character varying(32),
    job_title character varying(120),
    employer_name character varying(300) NOT NULL,
    siret character varying(14) NOT NULL,
    commune_insee character varying(5) NOT NULL,
    territory_id integer,
    message text NOT NULL,
    asked_at timestamp with time zone DEFAULT now() NOT NULL,
    state character varying(16) NOT NULL,
    decided_by_id integer,
    decided_at timestamp with time zone,
    answer text NOT NULL
);
CREATE SEQUENCE public.account_request_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.account_request_id_seq OWNED BY public.account_request.id;
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.anonymous_statistic (
    id bigint NOT NULL,
    structure_id integer NOT NULL,
    entered_quarter character varying(6) NOT NULL,
    left_quarter character varying(6) NOT NULL,
    status character varying(16) NOT NULL,
    trade_family character varying(1),
    shortlisted smallint NOT NULL,
    referrals jsonb NOT NULL,
    reason character varying(24) NOT NULL
);
CREATE SEQUENCE public.anonymous_statistic_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.anonymous_statistic_id_seq OWNED BY public.anonymous_statistic.id;
CREATE TABLE public.audit_detail (
    event_id bigint NOT NULL,
    salt character varying(32) NOT NULL,
    text text NOT NULL
);
CREATE TABLE public.audit_event (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    actor_kind character varying(16) NOT NULL,
    actor_id integer,
    act character varying(24) NOT NULL,
    subject_kind character varying(24) NOT NULL,
    subject_id bigint,
    structure_id integer,
    address character varying(45),
    request_id character varying(32),
    facts jsonb NOT NULL,
    digest character varying(64)
);
CREATE SEQUENCE public.audit_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.audit_event_id_seq OWNED BY public.audit_event.id;
CREATE TABLE public.audit_seal (
    id bigint NOT NULL,
    sealed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    events integer NOT NULL,
    settled_below bigint NOT NULL,
    previous character varying(64) NOT NULL,
    hash character varying(64) NOT NULL,
    drawn bigint,
    xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL
);
CREATE SEQUENCE public.audit_seal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.audit_seal_id_seq OWNED BY public.audit_seal.id;
CREATE TABLE public.candidate (
    id integer NOT NULL,
    structure_id integer NOT NULL,
    coach_id integer,
    status character varying(16) NOT NULL,
    civility character varying(8),
    first_name character varying(300) NOT NULL,
    last_name character varying(300) NOT NULL,
    birth_date date,
    email character varying(254),
    phone character varying(32),
    street character varying(200),
    commune_insee character varying(5),
    wishes_text text NOT NULL,
    wished_romes character varying(5)[] DEFAULT '{}'::character varying[] NOT NULL,
    contracts character varying(32)[] DEFAULT '{}'::character varying[] NOT NULL,
    hours_min smallint,
    hours_max smallint,
    available_from date,
    slots character varying(32)[] DEFAULT '{}'::character varying[] NOT NULL,
    days character varying(3)[] DEFAULT '{}'::character varying[] NOT NULL,
    weekends boolean,
    licences character varying(4)[] DEFAULT '{}'::character varying[] NOT NULL,
    has_vehicle boolean,
    avoided_conditions character varying(32)[] DEFAULT '{}'::character varying[] NOT NULL,
    constraints_text text NOT NULL,
    skills character varying(200)[] DEFAULT '{}'::character varying[] NOT NULL,
    last_contact_on date,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    reference character varying(9) NOT NULL,
    shares_anonymously boolean DEFAULT false NOT NULL,
    CONSTRAINT ck_candidate_hours_max CHECK (((hours_max IS NULL) OR ((hours_max >= 1) AND (hours_max <= 48)))),
    CONSTRAINT ck_candidate_hours_min CHECK (((hours_min IS NULL) OR ((hours_min >= 1) AND (hours_min <= 48))))
);
CREATE SEQUENCE public.candidate_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.candidate_id_seq OWNED BY public.candidate.id;
CREATE TABLE public.candidate_obstacle (
    id integer NOT NULL,
    candidate_id integer NOT NULL,
    kind character varying(24) NOT NULL,
    note text NOT NULL,
    lifted_on date,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE SEQUENCE public.candidate_obstacle_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.candidate_obstacle_id_seq OWNED BY public.candidate_obstacle.id;
CREATE TABLE public.certificate (
    id integer NOT NULL,
    candidate_id integer NOT NULL,
    code character varying(80) NOT NULL,
    year smallint,
    valid_until date,
    cv_id integer
);
CREATE SEQUENCE public.certificate_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.certificate_id_seq OWNED BY public.certificate.id;
CREATE TABLE public.commune (
    insee character varying(5) NOT NULL,
    name character varying(100) NOT NULL,
    name_key character varying(100) NOT NULL,
    department character varying(3) NOT NULL,
    parent character varying(5),
    lat double precision NOT NULL,
    lon double precision NOT NULL,
    "precision" character varying(16) NOT NULL,
    population integer,
    current boolean NOT NULL
);
CREATE TABLE public.commune_postcode (
    insee character varying(5) NOT NULL,
    postcode character varying(5) NOT NULL
);
CREATE TABLE public.consent_record (
    id integer NOT NULL,
    candidate_id integer NOT NULL,
    purpose character varying(24) NOT NULL,
    agreed boolean,
    at timestamp with time zone DEFAULT now() NOT NULL,
    by_person_id integer,
    how character varying(120) NOT NULL,
    wording character varying(24) NOT NULL
);
CREATE SEQUENCE public.consent_record_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.consent_record_id_seq OWNED BY public.consent_record.id;
CREATE TABLE public.cv (
    id integer NOT NULL,
    candidate_id integer NOT NULL,
    version smallint NOT NULL,
    filename character varying(255) NOT NULL,
    stored_as character varying(64) NOT NULL,
    kind character varying(16) NOT NULL,
    size integer NOT NULL,
    sha256 character varying(64) NOT NULL,
    pages smallint NOT NULL,
    ocr boolean NOT NULL,
    warnings character varying(300)[] DEFAULT '{}'::character varying[] NOT NULL,
    text text NOT NULL,
    uploaded_by_id integer NOT NULL,
    uploaded_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE SEQUENCE public.cv_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.cv_id_seq OWNED BY public.cv.id;
CREATE TABLE public.cv_proposal (
    id integer NOT NULL,
    cv_id integer NOT NULL,
    kind character varying(24) NOT NULL,
    key character varying(120) NOT NULL,
    payload jsonb NOT NULL,
    evidence text NOT NULL,
    state character varying(16) NOT NULL,
    decided_by_id integer,
    decided_at timestamp with time zone
);
CREATE SEQUENCE public.cv_proposal_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.cv_proposal_id_seq OWNED BY public.cv_proposal.id;
CREATE TABLE public.education (
    id integer NOT NULL,
    candidate_id integer NOT NULL,
    label character varying(300) NOT NULL,
    level character varying(60),
    year smallint,
    cv_id integer
);
CREATE SEQUENCE public.education_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.education_id_seq OWNED BY public.education.id;
CREATE TABLE public.employer (
    id integer NOT NULL,
    name character varying(300) NOT NULL,
    siret character varying(14) NOT NULL,
    naf_code character varying(8),
    naf_version character varying(16) NOT NULL,
    size_band character varying(32),
    territory_id integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE SEQUENCE public.employer_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.employer_id_seq OWNED BY public.employer.id;
CREATE TABLE public.employer_place (
    id integer NOT NULL,
    employer_id integer NOT NULL,
    street character varying(200),
    commune_insee character varying(5) NOT NULL
);
CREATE SEQUENCE public.employer_place_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.employer_place_id_seq OWNED BY public.employer_place.id;
CREATE TABLE public.experience (
    id integer NOT NULL,
    candidate_id integer NOT NULL,
    title character varying(300) NOT NULL,
    employer character varying(200),
    place character varying(200),
    start_year smallint,
    start_month smallint,
    end_year smallint,
    end_month smallint,
    current boolean NOT NULL,
    description text NOT NULL,
    rome character varying(5),
    cv_id integer
);
CREATE SEQUENCE public.experience_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.experience_id_seq OWNED BY public.experience.id;
CREATE TABLE public.field_change (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    kind character varying(24) NOT NULL,
    subject_id bigint NOT NULL,
    table_name character varying(40) NOT NULL,
    row_id bigint NOT NULL,
    operation character varying(8) NOT NULL,
    before jsonb,
    after jsonb,
    actor_kind character varying(16) NOT NULL,
    actor_id integer,
    request_id character varying(32)
);
CREATE SEQUENCE public.field_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.field_change_id_seq OWNED BY public.field_change.id;
CREATE TABLE public.imported_row (
    key character varying(64) NOT NULL,
    candidate_id integer NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE SEQUENCE public.index_revision
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE TABLE public.invitation (
    id integer NOT NULL,
    account_id integer NOT NULL,
    token_sha256 character varying(64) NOT NULL,
    made_by_id integer,
    made_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);
CREATE SEQUENCE public.invitation_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.invitation_id_seq OWNED BY public.invitation.id;
CREATE TABLE public.job_profile (
    id integer NOT NULL,
    employer_id integer NOT NULL,
    status character varying(16) NOT NULL,
    valid_until date,
    title character varying(300) NOT NULL,
    text text NOT NULL,
    rome character varying(5),
    contract character varying(16) NOT NULL,
    duration_months smallint,
    hours_per_week smallint,
    wage_text character varying(120),
    commune_insee character varying(5) NOT NULL,
    openings smallint NOT NULL,
    starts_on date,
    slots character varying(32)[] DEFAULT '{}'::character varying[] NOT NULL,
    days character varying(3)[] DEFAULT '{}'::character varying[] NOT NULL,
    starts_at time without time zone,
    weekends boolean NOT NULL,
    shifts boolean NOT NULL,
    conditions character varying(32)[] DEFAULT '{}'::character varying[] NOT NULL,
    beginners_accepted boolean NOT NULL,
    immersion_possible boolean NOT NULL,
    created_by_id integer,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_job_profile_hours CHECK (((hours_per_week IS NULL) OR ((hours_per_week >= 1) AND (hours_per_week <= 48)))),
    CONSTRAINT ck_job_profile_openings CHECK ((openings >= 1))
);
CREATE SEQUENCE public.job_profile_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.job_profile_id_seq OWNED BY public.job_profile.id;
CREATE TABLE public.mobility_mean (
    id integer NOT NULL,
    candidate_id integer NOT NULL,
    means character varying(24) NOT NULL,
    radius_km smallint,
    minutes smallint
);
CREATE SEQUENCE public.mobility_mean_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.mobility_mean_id_seq OWNED BY public.mobility_mean.id;
CREATE TABLE public.naf (
    version character varying(8) NOT NULL,
    code character varying(8) NOT NULL,
    label character varying(300) NOT NULL,
    level integer NOT NULL,
    above character varying(8)
);
CREATE TABLE public.obstacle_action (
    id integer NOT NULL,
    obstacle_id integer NOT NULL,
    label character varying(300) NOT NULL,
    done_on date
);
CREATE SEQUENCE public.obstacle_action_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.obstacle_action_id_seq OWNED BY public.obstacle_action.id;
CREATE TABLE public.outgoing_mail (
    id bigint NOT NULL,
    "to" character varying(254) NOT NULL,
    letter character varying(40) NOT NULL,
    facts jsonb NOT NULL,
    about_candidate_id integer,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    due_at timestamp with time zone DEFAULT now() NOT NULL,
    sent_at timestamp with time zone,
    tries smallint DEFAULT '0'::smallint NOT NULL
);
CREATE SEQUENCE public.outgoing_mail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.outgoing_mail_id_seq OWNED BY public.outgoing_mail.id;
CREATE TABLE public.person (
    id integer NOT NULL,
    first_name character varying(300) NOT NULL,
    last_name character varying(300) NOT NULL,
    email character varying(254) NOT NULL,
    phone character varying(32),
    job_title character varying(120),
    roles character varying(32)[] DEFAULT '{}'::character varying[] NOT NULL,
    structure_id integer,
    territory_id integer,
    employer_id integer,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    active boolean DEFAULT true NOT NULL
);
CREATE SEQUENCE public.person_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.person_id_seq OWNED BY public.person.id;
CREATE TABLE public.personal_link (
    id integer NOT NULL,
    candidate_id integer NOT NULL,
    token_sha256 character varying(64) NOT NULL,
    made_by_id integer,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    visit_sha256 character varying(64),
    visit_until timestamp with time zone,
    revoked_at timestamp with time zone
);
CREATE SEQUENCE public.personal_link_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.personal_link_id_seq OWNED BY public.personal_link.id;
CREATE TABLE public.ranking_act (
    id bigint NOT NULL,
    entry_id bigint NOT NULL,
    rank integer NOT NULL,
    act character varying(24) NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    actor_kind character varying(16) NOT NULL,
    actor_id integer
);
CREATE SEQUENCE public.ranking_act_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.ranking_act_id_seq OWNED BY public.ranking_act.id;
CREATE TABLE public.ranking_entry (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    actor_kind character varying(16) NOT NULL,
    actor_id integer,
    structure_id integer,
    found_kind character varying(16) NOT NULL,
    asked_kind character varying(16),
    asked_id integer,
    question text NOT NULL,
    filters jsonb NOT NULL,
    page integer NOT NULL,
    total integer NOT NULL,
    set_aside integer NOT NULL,
    model character varying(120) NOT NULL,
    index_version character varying(120) NOT NULL,
    ranking_version character varying(24) NOT NULL,
    weights jsonb NOT NULL,
    request_id character varying(32)
);
CREATE SEQUENCE public.ranking_entry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.ranking_entry_id_seq OWNED BY public.ranking_entry.id;
CREATE TABLE public.ranking_result (
    entry_id bigint NOT NULL,
    rank integer NOT NULL,
    kind character varying(16) NOT NULL,
    subject_id bigint NOT NULL,
    score double precision NOT NULL,
    signals jsonb NOT NULL,
    reasons jsonb NOT NULL
);
CREATE TABLE public.reference_release (
    dataset character varying(40) NOT NULL,
    version character varying(40) NOT NULL,
    sha256 character varying(64) NOT NULL,
    source character varying(300) NOT NULL,
    licence character varying(200) NOT NULL,
    loaded_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE public.referral (
    id integer NOT NULL,
    job_profile_id integer NOT NULL,
    candidate_id integer NOT NULL,
    state character varying(16) NOT NULL,
    disclosure character varying(16) NOT NULL,
    message text NOT NULL,
    presentation text NOT NULL,
    proposed_by_id integer NOT NULL,
    proposed_at timestamp with time zone DEFAULT now() NOT NULL,
    agreed_at timestamp with time zone,
    agreed_how character varying(120) NOT NULL,
    agreed_noted_by_id integer,
    answered_at timestamp with time zone,
    answered_by_id integer,
    answer text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    reason character varying(16) DEFAULT ''::character varying NOT NULL
);
CREATE SEQUENCE public.referral_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.referral_id_seq OWNED BY public.referral.id;
CREATE TABLE public.requirement (
    id integer NOT NULL,
    job_profile_id integer NOT NULL,
    kind character varying(16) NOT NULL,
    code character varying(200) NOT NULL,
    level character varying(2),
    must boolean NOT NULL
);
CREATE SEQUENCE public.requirement_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.requirement_id_seq OWNED BY public.requirement.id;
CREATE TABLE public.retention_notice (
    candidate_id integer NOT NULL,
    told_on date NOT NULL,
    erase_on date NOT NULL
);
CREATE TABLE public.rome_appellation (
    ogr integer NOT NULL,
    code character varying(5) NOT NULL,
    label_long character varying(300) NOT NULL,
    label_short character varying(300) NOT NULL,
    label_key character varying(300) NOT NULL,
    principal boolean NOT NULL,
    rare boolean NOT NULL
);
CREATE TABLE public.rome_code (
    code character varying(5) NOT NULL,
    label character varying(300) NOT NULL,
    label_key character varying(300) NOT NULL,
    definition text,
    access text,
    parent character varying(5),
    regulated boolean NOT NULL,
    current boolean NOT NULL
);
CREATE TABLE public.rome_code_context (
    code character varying(5) NOT NULL,
    context_ogr integer NOT NULL
);
CREATE TABLE public.rome_code_skill (
    code character varying(5) NOT NULL,
    skill_ogr integer NOT NULL,
    core boolean NOT NULL,
    emerging boolean NOT NULL
);
CREATE TABLE public.rome_context (
    ogr integer NOT NULL,
    label character varying(300) NOT NULL,
    kind character varying(100) NOT NULL,
    current boolean NOT NULL
);
CREATE TABLE public.rome_near (
    code character varying(5) NOT NULL,
    near_code character varying(5) NOT NULL,
    "position" integer NOT NULL
);
CREATE TABLE public.rome_skill (
    ogr integer NOT NULL,
    label character varying(300) NOT NULL,
    kind character varying(16) NOT NULL,
    current boolean NOT NULL
);
CREATE TABLE public.sealed_event (
    event_id bigint NOT NULL,
    seal_id bigint NOT NULL
);
CREATE TABLE public.sensitive_note (
    id integer NOT NULL,
    candidate_id integer NOT NULL,
    kind character varying(16) NOT NULL,
    text text NOT NULL,
    written_by_id integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE SEQUENCE public.sensitive_note_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.sensitive_note_id_seq OWNED BY public.sensitive_note.id;
CREATE TABLE public.shortlist_entry (
    id integer NOT NULL,
    job_profile_id integer NOT NULL,
    candidate_id integer NOT NULL,
    note text NOT NULL,
    added_by_id integer NOT NULL,
    added_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE SEQUENCE public.shortlist_entry_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.shortlist_entry_id_seq OWNED BY public.shortlist_entry.id;
CREATE TABLE public.sign_in (
    id integer NOT NULL,
    account_id integer NOT NULL,
    key_sha256 character varying(64) NOT NULL,
    began_at timestamp with time zone DEFAULT now() NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone,
    address character varying(45),
    browser character varying(200) NOT NULL
);
CREATE SEQUENCE public.sign_in_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.sign_in_id_seq OWNED BY public.sign_in.id;
CREATE TABLE public.spoken_language (
    id integer NOT NULL,
    candidate_id integer NOT NULL,
    language character varying(40) NOT NULL,
    level character varying(2)
);
CREATE SEQUENCE public.spoken_language_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.spoken_language_id_seq OWNED BY public.spoken_language.id;
CREATE TABLE public.stale_document (
    kind character varying(16) NOT NULL,
    id bigint NOT NULL,
    revision bigint DEFAULT nextval('public.index_revision'::regclass) NOT NULL,
    marked_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE public.structure (
    id integer NOT NULL,
    name character varying(300) NOT NULL,
    kind character varying(32) NOT NULL,
    territory_id integer NOT NULL,
    commune_insee character varying(5),
    active boolean NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    retention_months smallint DEFAULT '24'::smallint NOT NULL,
    data_protection_contact character varying(300) DEFAULT ''::character varying NOT NULL
);
CREATE SEQUENCE public.structure_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.structure_id_seq OWNED BY public.structure.id;
CREATE TABLE public.territory (
    id integer NOT NULL,
    name character varying(300) NOT NULL,
    departments character varying(3)[] DEFAULT '{}'::character varying[] NOT NULL
);
CREATE SEQUENCE public.territory_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.territory_id_seq OWNED BY public.territory.id;
CREATE TABLE public.trade_name (
    name_key character varying(300) NOT NULL,
    code character varying(5) NOT NULL,
    name character varying(300) NOT NULL,
    weight double precision NOT NULL
);
ALTER TABLE ONLY public.access_request ALTER COLUMN id SET DEFAULT nextval('public.access_request_id_seq'::regclass);
ALTER TABLE ONLY public.account ALTER COLUMN id SET DEFAULT nextval('public.account_id_seq'::regclass);
ALTER TABLE ONLY public.account_request ALTER COLUMN id SET DEFAULT nextval('public.account_request_id_seq'::regclass);
ALTER TABLE ONLY public.anonymous_statistic ALTER COLUMN id SET DEFAULT nextval('public.anonymous_statistic_id_seq'::regclass);
ALTER TABLE ONLY public.audit_event ALTER COLUMN id SET DEFAULT 
CASE
    WHEN (pg_current_xact_id() IS NOT NULL) THEN nextval('public.audit_event_id_seq'::regclass)
    ELSE NULL::bigint
END;
ALTER TABLE ONLY public.audit_seal ALTER COLUMN id SET DEFAULT nextval('public.audit_seal_id_seq'::regclass);
ALTER TABLE ONLY public.candidate ALTER COLUMN id SET DEFAULT nextval('public.candidate_id_seq'::regclass);
ALTER TABLE ONLY public.candidate_obstacle ALTER COLUMN id SET DEFAULT nextval('public.candidate_obstacle_id_seq'::regclass);
ALTER TABLE ONLY public.certificate ALTER COLUMN id SET DEFAULT nextval('public.certificate_id_seq'::regclass);
ALTER TABLE ONLY public.consent_record ALTER COLUMN id SET DEFAULT nextval('public.consent_record_id_seq'::regclass);
ALTER TABLE ONLY public.cv ALTER COLUMN id SET DEFAULT nextval('public.cv_id_seq'::regclass);
ALTER TABLE ONLY public.cv_proposal ALTER COLUMN id SET DEFAULT nextval('public.cv_proposal_id_seq'::regclass);
ALTER TABLE ONLY public.education ALTER COLUMN id SET DEFAULT nextval('public.education_id_seq'::regclass);
ALTER TABLE ONLY public.employer ALTER COLUMN id SET DEFAULT nextval('public.employer_id_seq'::regclass);
ALTER TABLE ONLY public.employer_place ALTER COLUMN id SET DEFAULT nextval('public.employer_place_id_seq'::regclass);
ALTER TABLE ONLY public.experience ALTER COLUMN id SET DEFAULT nextval('public.experience_id_seq'::regclass);
ALTER TABLE ONLY public.field_change ALTER COLUMN id SET DEFAULT nextval('public.field_change_id_seq'::regclass);
ALTER TABLE ONLY public.invitation ALTER COLUMN id SET DEFAULT nextval('public.invitation_id_seq'::regclass);
ALTER TABLE ONLY public.job_profile ALTER COLUMN id SET DEFAULT nextval('public.job_profile_id_seq'::regclass);
ALTER TABLE ONLY public.mobility_mean ALTER COLUMN id SET DEFAULT nextval('public.mobility_mean_id_seq'::regclass);
ALTER TABLE ONLY public.obstacle_action ALTER COLUMN id SET DEFAULT nextval('public.obstacle_action_id_seq'::regclass);
ALTER TABLE ONLY public.outgoing_mail ALTER COLUMN id SET DEFAULT nextval('public.outgoing_mail_id_seq'::regclass);
ALTER TABLE ONLY public.person ALTER COLUMN id SET DEFAULT nextval('public.person_id_seq'::regclass);
ALTER TABLE ONLY public.personal_link ALTER COLUMN id SET DEFAULT nextval('public.personal_link_id_seq'::regclass);
ALTER TABLE ONLY public.ranking_act ALTER COLUMN id SET DEFAULT nextval('public.ranking_act_id_seq'::regclass);
ALTER TABLE ONLY public.ranking_entry ALTER COLUMN id SET DEFAULT nextval('public.ranking_entry_id_seq'::regclass);
ALTER TABLE ONLY public.referral ALTER COLUMN id SET DEFAULT nextval('public.referral_id_seq'::regclass);
ALTER TABLE ONLY public.requirement ALTER COLUMN id SET DEFAULT nextval('public.requirement_id_seq'::regclass);
ALTER TABLE ONLY public.sensitive_note ALTER COLUMN id SET DEFAULT nextval('public.sensitive_note_id_seq'::regclass);
ALTER TABLE ONLY public.shortlist_entry ALTER COLUMN id SET DEFAULT nextval('public.shortlist_entry_id_seq'::regclass);
ALTER TABLE ONLY public.sign_in ALTER COLUMN id SET DEFAULT nextval('public.sign_in_id_seq'::regclass);
ALTER TABLE ONLY public.spoken_language ALTER COLUMN id SET DEFAULT nextval('public.spoken_language_id_seq'::regclass);
ALTER TABLE ONLY public.structure ALTER COLUMN id SET DEFAULT nextval('public.structure_id_seq'::regclass);
ALTER TABLE ONLY public.territory ALTER COLUMN id SET DEFAULT nextval('public.territory_id_seq'::regclass);
INSERT INTO public.alembic_version (version_num) VALUES ('0010');
INSERT INTO public.audit_detail (event_id, salt, text) VALUES (4, '9f015c56b3c0587863e65e11658eb81c', 'Je n’ai jamais travaillé au Ladhof.');
INSERT INTO public.audit_detail (event_id, salt, text) VALUES (5, '74c27199c263fe2a7123eb9d1bfbe6bc', 'L’expérience est retirée.');
INSERT INTO public.audit_detail (event_id, salt, text) VALUES (6, 'bccf47cd571052c75f8a870c9cc0730a', 'Mon permis est valable jusqu’en 2031.');
INSERT INTO public.audit_detail (event_id, salt, text) VALUES (7, '9f297808d080167c0e08f1fbfb40ad38', 'Le permis lu dit 2030.');
INSERT INTO public.audit_detail (event_id, salt, text) VALUES (8, '5577076e8c33d7ec498e2e29fb7d1a4b', 'L’adresse est fausse.');
INSERT INTO public.audit_detail (event_id, salt, text) VALUES (9, 'f8e6a5144bc860fbc01519940d174d36', 'Sans précision.');
INSERT INTO public.audit_detail (event_id, salt, text) VALUES (10, '909a560b39d7b9fb8df46bf03924eff1', 'Le prénom s’écrit Hawa.');
INSERT INTO public.audit_event (id, at, xid, actor_kind, actor_id, act, subject_kind, subject_id, structure_id, address, request_id, facts, digest) VALUES (1, '2026-11-28 13:55:06.946693+00', 753, 'system', NULL, 'created', 'person', 1, 1, NULL, NULL, '{"roles": ["coach"]}', NULL);
INSERT INTO public.audit_event (id, at, xid, actor_kind, actor_id, act, subject_kind, subject_id, structure_id, address, request_id, facts, digest) VALUES (2, '2026-11-28 13:55:06.956292+00', 753, 'system', NULL, 'created', 'candidate', 1, 1, NULL, NULL, '{}', NULL);
INSERT INTO public.audit_event (id, at, xid, actor_kind, actor_id, act, subject_kind, subject_id, structure_id, address, request_id, facts, digest) VALUES (3, '2026-11-28 13:55:06.960847+00', 753, 'system', NULL, 'created', 'candidate', 2, 1, NULL, NULL, '{}', NULL);
INSERT INTO public.audit_event (id, at, xid, actor_kind, actor_id, act, subject_kind, subject_id, structure_id, address, request_id, facts, digest) VALUES (4, '2026-11-28 13:55:06.962295+00', 753, 'person', 1, 'asked', 'candidate', 1, 1, NULL, NULL, '{"what": "correction"}', 'da2c11fa0d476e23ef7f02edd8ed494b2c26a06b52e2c818c6be38fa7304a017');
INSERT INTO public.audit_event (id, at, xid, actor_kind, actor_id, act, subject_kind, subject_id, structure_id, address, request_id, facts, digest) VALUES (5, '2026-11-28 13:55:06.976792+00', 753, 'person', 1, 'decided', 'candidate', 1, 1, NULL, NULL, '{"what": "correction", "asked": 4, "accepted": true}', 'ff4e6c69a7f92b2ec0c9b378d7e2ab22d6ef46a0d7e39e603203bf95458871eb');
INSERT INTO public.audit_event (id, at, xid, actor_kind, actor_id, act, subject_kind, subject_id, structure_id, address, request_id, facts, digest) VALUES (6, '2026-11-28 13:55:06.976829+00', 753, 'candidate', 1, 'asked', 'candidate', 1, 1, NULL, NULL, '{"what": "correction"}', '989570c9f209b2e2c41f67108b966f27ba3be00f53560c58b1e0c8aea3172809');
INSERT INTO public.audit_event (id, at, xid, actor_kind, actor_id, act, subject_kind, subject_id, structure_id, address, request_id, facts, digest) VALUES (7, '2026-11-28 13:55:06.990314+00', 753, 'person', 1, 'decided', 'candidate', 1, 1, NULL, NULL, '{"what": "correction", "asked": 6, "accepted": false}', 'fd6f43634898bdf5287d68f24556653f71809bc61ab78b451b27f9ee95edd999');
INSERT INTO public.audit_event (id, at, xid, actor_kind, actor_id, act, subject_kind, subject_id, structure_id, address, request_id, facts, digest) VALUES (8, '2026-11-28 13:55:06.990349+00', 753, 'candidate', 1, 'asked', 'candidate', 1, 1, NULL, NULL, '{"what": "correction"}', '8d44ed5feb4cbf1da13d562ad480bdf799774923ccb41c9e7a997ab313861ab1');
INSERT INTO public.audit_event (id, at, xid, actor_kind, actor_id, act, subject_kind, subject_id, structure_id, address, request_id, facts, digest) VALUES (9, '2026-11-28 13:55:06.990357+00', 753, 'candidate', 1, 'asked', 'candidate', 1, 1, NULL, NULL, '{"what": "erasure"}', '8ae6f5ad1e93d7b3f437190fb4a0cdab7f25617969c0c97432a25e87236280b2');
INSERT INTO public.audit_event (id, at, xid, actor_kind, actor_id, act, subject_kind, subject_id, structure_id, address, request_id, facts, digest) VALUES (10, '2026-11-28 13:55:06.990363+00', 753, 'person', 1, 'asked', 'candidate', 2, 1, NULL, NULL, '{"what": "correction"}', '34939447f850a7adc984a58638de8f19b37ba2a498cb0ae8abc90eb089fb28b1');
INSERT INTO public.audit_event (id, at, xid, actor_kind, actor_id, act, subject_kind, subject_id, structure_id, address, request_id, facts, digest) VALUES (11, '2026-11-28 13:55:06.997111+00', 753, 'person', 1, 'created', 'candidate', 1, 1, NULL, NULL, '{"by": "paper", "what": "link"}', NULL);
INSERT INTO public.audit_seal (id, sealed_at, events, settled_below, previous, hash, drawn, xid) VALUES (1, '2026-11-28 13:55:07.012965+00', 11, 1, '0000000000000000000000000000000000000000000000000000000000000000', '393d6e4a7cdf71906aeb2faa6f07b5e49145c203506f6bafc04a8813e44eaac2', 11, 754);
INSERT INTO public.candidate (id, structure_id, coach_id, status, civility, first_name, last_name, birth_date, email, phone, street, commune_insee, wishes_text, wished_romes, contracts, hours_min, hours_max, available_from, slots, days, weekends, licences, has_vehicle, avoided_conditions, constraints_text, skills, last_contact_on, created_at, updated_at, reference, shares_anonymously) VALUES (1, 1, 1, 'active', NULL, 'Fatima', 'Benali', NULL, NULL, NULL, NULL, NULL, '', '{}', '{}', NULL, NULL, NULL, '{}', '{}', NULL, '{}', NULL, '{}', '', '{}', NULL, '2026-11-28 13:55:06.920805+00', '2026-11-28 13:55:06.920805+00', 'J6GG-RZNX', false);
INSERT INTO public.candidate (id, structure_id, coach_id, status, civility, first_name, last_name, birth_date, email, phone, street, commune_insee, wishes_text, wished_romes, contracts, hours_min, hours_max, available_from, slots, days, weekends, licences, has_vehicle, avoided_conditions, constraints_text, skills, last_contact_on, created_at, updated_at, reference, shares_anonymously) VALUES (2, 1, 1, 'active', NULL, 'Awa', 'Diop', NULL, NULL, NULL, NULL, NULL, '', '{}', '{}', NULL, NULL, NULL, '{}', '{}', NULL, '{}', NULL, '{}', '', '{}', NULL, '2026-11-28 13:55:06.920805+00', '2026-11-28 13:55:06.920805+00', 'QNRG-8C5C', false);
INSERT INTO public.commune (insee, name, name_key, department, parent, lat, lon, "precision", population, current) VALUES ('68066', 'Colmar', 'colmar', '68', NULL, 48.08, 7.36, 'exact', 1000, true);
INSERT INTO public.commune (insee, name, name_key, department, parent, lat, lon, "precision", population, current) VALUES ('67348', 'Obernai', 'obernai', '67', NULL, 48.46, 7.48, 'exact', 1000, true);
INSERT INTO public.commune (insee, name, name_key, department, parent, lat, lon, "precision", population, current) VALUES ('67482', 'Strasbourg', 'strasbourg', '67', NULL, 48.58, 7.75, 'exact', 1000, true);
INSERT INTO public.commune (insee, name, name_key, department, parent, lat, lon, "precision", population, current) VALUES ('68044', 'Le Bonhomme', 'le bonhomme', '68', NULL, 48.17, 7.12, 'exact', 1000, true);
INSERT INTO public.commune (insee, name, name_key, department, parent, lat, lon, "precision", population, current) VALUES ('68297', 'Saint-Louis', 'saint louis', '68', NULL, 47.59, 7.56, 'exact', 1000, true);
INSERT INTO public.commune (insee, name, name_key, department, parent, lat, lon, "precision", population, current) VALUES ('57634', 'Saint-Louis', 'saint louis', '57', NULL, 48.74, 7.19, 'exact', 1000, true);
INSERT INTO public.field_change (id, at, kind, subject_id, table_name, row_id, operation, before, after, actor_kind, actor_id, request_id) VALUES (1, '2026-11-28 13:55:06.920805+00', 'structure', 1, 'structure', 1, 'insert', NULL, '{"id": 1, "kind": "association", "name": "Structure 2", "active": true, "created_at": "2026-11-28T13:55:06.920805+00:00", "territory_id": 1, "commune_insee": null, "retention_months": 24, "data_protection_contact": ""}', 'system', NULL, NULL);
INSERT INTO public.field_change (id, at, kind, subject_id, table_name, row_id, operation, before, after, actor_kind, actor_id, request_id) VALUES (2, '2026-11-28 13:55:06.920805+00', 'person', 1, 'person', 1, 'insert', NULL, '{"id": 1, "email": "p3@vivier.test", "phone": null, "roles": ["coach"], "active": true, "job_title": null, "last_name": "Muller", "created_at": "2026-11-28T13:55:06.920805+00:00", "first_name": "Camille", "employer_id": null, "structure_id": 1, "territory_id": null}', 'system', NULL, NULL);
INSERT INTO public.field_change (id, at, kind, subject_id, table_name, row_id, operation, before, after, actor_kind, actor_id, request_id) VALUES (3, '2026-11-28 13:55:06.920805+00', 'candidate', 1, 'candidate', 1, 'insert', NULL, '{"id": 1, "days": [], "email": null, "phone": null, "slots": [], "skills": [], "status": "active", "street": null, "civility": null, "coach_id": 1, "licences": [], "weekends": null, "contracts": [], "hours_max": null, "hours_min": null, "last_name": "Benali", "reference": "J6GG-RZNX", "birth_date": null, "created_at": "2026-11-28T13:55:06.920805+00:00", "first_name": "Fatima", "has_vehicle": null, "wishes_text": "", "structure_id": 1, "wished_romes": [], "commune_insee": null, "available_from": null, "last_contact_on": null, "constraints_text": "", "avoided_conditions": [], "shares_anonymously": false}', 'system', NULL, NULL);
INSERT INTO public.field_change (id, at, kind, subject_id, table_name, row_id, operation, before, after, actor_kind, actor_id, request_id) VALUES (4, '2026-11-28 13:55:06.920805+00', 'candidate', 2, 'candidate', 2, 'insert', NULL, '{"id": 2, "days": [], "email": null, "phone": null, "slots": [], "skills": [], "status": "active", "street": null, "civility": null, "coach_id": 1, "licences": [], "weekends": null, "contracts": [], "hours_max": null, "hours_min": null, "last_name": "Diop", "reference": "QNRG-8C5C", "birth_date": null, "created_at": "2026-11-28T13:55:06.920805+00:00", "first_name": "Awa", "has_vehicle": null, "wishes_text": "", "structure_id": 1, "wished_romes": [], "commune_insee": null, "available_from": null, "last_contact_on": null, "constraints_text": "", "avoided_conditions": [], "shares_anonymously": false}', 'system', NULL, NULL);
INSERT INTO public.outgoing_mail (id, "to", letter, facts, about_candidate_id, created_at, due_at, sent_at, tries) VALUES (1, 'p3@vivier.test', 'personal_news', '{"text": "Mon permis est valable jusqu’en 2031.", "what": "correction", "reference": "J6GG-RZNX", "candidate_id": 1}', 1, '2026-11-28 13:55:06.920805+00', '2026-11-28 13:55:06.920805+00', NULL, 0);
INSERT INTO public.outgoing_mail (id, "to", letter, facts, about_candidate_id, created_at, due_at, sent_at, tries) VALUES (2, 'p3@vivier.test', 'personal_news', '{"text": "L’adresse est fausse.", "what": "correction", "reference": "J6GG-RZNX", "candidate_id": 1}', 1, '2026-11-28 13:55:06.920805+00', '2026-11-28 13:55:06.920805+00', NULL, 0);
INSERT INTO public.outgoing_mail (id, "to", letter, facts, about_candidate_id, created_at, due_at, sent_at, tries) VALUES (3, 'p3@vivier.test', 'personal_news', '{"text": "Sans précision.", "what": "erasure", "reference": "J6GG-RZNX", "candidate_id": 1}', 1, '2026-11-28 13:55:06.920805+00', '2026-11-28 13:55:06.920805+00', NULL, 0);
INSERT INTO public.person (id, first_name, last_name, email, phone, job_title, roles, structure_id, territory_id, employer_id, created_at, updated_at, active) VALUES (1, 'Camille', 'Muller', 'p3@vivier.test', NULL, NULL, '{coach}', 1, NULL, NULL, '2026-11-28 13:55:06.920805+00', '2026-11-28 13:55:06.920805+00', true);
INSERT INTO public.personal_link (id, candidate_id, token_sha256, made_by_id, created_at, expires_at, used_at, visit_sha256, visit_until, revoked_at) VALUES (1, 1, '2b3ef7286e6a460cc8cfe84945ea483bd243e396786e021b2b3ccdfc7702a9ec', 1, '2026-11-28 13:55:06.988782+00', '2026-12-05 13:55:06.988782+00', NULL, NULL, NULL, NULL);
INSERT INTO public.rome_code (code, label, label_key, definition, access, parent, regulated, current) VALUES ('N1101', 'Cariste', 'cariste', NULL, NULL, NULL, false, true);
INSERT INTO public.rome_code (code, label, label_key, definition, access, parent, regulated, current) VALUES ('N1105', 'Agent / Agente de quai', 'agent agente de quai', NULL, NULL, NULL, false, true);
INSERT INTO public.rome_code (code, label, label_key, definition, access, parent, regulated, current) VALUES ('G1605', 'Plongeur / Plongeuse en restauration', 'plongeur plongeuse en restauration', NULL, NULL, NULL, false, true);
INSERT INTO public.rome_code (code, label, label_key, definition, access, parent, regulated, current) VALUES ('J1501', 'Aide-soignant / Aide-soignante', 'aide soignant aide soignante', NULL, NULL, NULL, false, true);
INSERT INTO public.rome_code (code, label, label_key, definition, access, parent, regulated, current) VALUES ('K2204', 'Agent / Agente d’entretien', 'agent agente d entretien', NULL, NULL, NULL, false, true);
INSERT INTO public.rome_code (code, label, label_key, definition, access, parent, regulated, current) VALUES ('N4101', 'Conducteur / Conductrice de poids lourd', 'conducteur conductrice de poids lourd', NULL, NULL, NULL, false, true);
INSERT INTO public.sealed_event (event_id, seal_id) VALUES (1, 1);
INSERT INTO public.sealed_event (event_id, seal_id) VALUES (2, 1);
INSERT INTO public.sealed_event (event_id, seal_id) VALUES (3, 1);
INSERT INTO public.sealed_event (event_id, seal_id) VALUES (4, 1);
INSERT INTO public.sealed_event (event_id, seal_id) VALUES (5, 1);
INSERT INTO public.sealed_event (event_id, seal_id) VALUES (6, 1);
INSERT INTO public.sealed_event (event_id, seal_id) VALUES (7, 1);
INSERT INTO public.sealed_event (event_id, seal_id) VALUES (8, 1);
INSERT INTO public.sealed_event (event_id, seal_id) VALUES (9, 1);
INSERT INTO public.sealed_event (event_id, seal_id) VALUES (10, 1);
INSERT INTO public.sealed_event (event_id, seal_id) VALUES (11, 1);
INSERT INTO public.stale_document (kind, id, revision, marked_at) VALUES ('candidate', 1, 1, '2026-11-28 13:55:06.920805+00');
INSERT INTO public.stale_document (kind, id, revision, marked_at) VALUES ('candidate', 2, 2, '2026-11-28 13:55:06.920805+00');
INSERT INTO public.structure (id, name, kind, territory_id, commune_insee, active, created_at, updated_at, retention_months, data_protection_contact) VALUES (1, 'Structure 2', 'association', 1, NULL, true, '2026-11-28 13:55:06.920805+00', '2026-11-28 13:55:06.920805+00', 24, '');
INSERT INTO public.territory (id, name, departments) VALUES (1, 'Territoire 1', '{67,68}');
SELECT pg_catalog.setval('public.access_request_id_seq', 1, false);
SELECT pg_catalog.setval('public.account_id_seq', 1, false);
SELECT pg_catalog.setval('public.account_request_id_seq', 1, false);
SELECT pg_catalog.setval('public.anonymous_statistic_id_seq', 1, false);
SELECT pg_catalog.setval('public.audit_event_id_seq', 11, true);
SELECT pg_catalog.setval('public.audit_seal_id_seq', 1, true);
SELECT pg_catalog.setval('public.candidate_id_seq', 2, true);
SELECT pg_catalog.setval('public.candidate_obstacle_id_seq', 1, false);
SELECT pg_catalog.setval('public.certificate_id_seq', 1, false);
SELECT pg_catalog.setval('public.consent_record_id_seq', 1, false);
SELECT pg_catalog.setval('public.cv_id_seq', 1, false);
SELECT pg_catalog.setval('public.cv_proposal_id_seq', 1, false);
SELECT pg_catalog.setval('public.education_id_seq', 1, false);
SELECT pg_catalog.setval('public.employer_id_seq', 1, false);
SELECT pg_catalog.setval('public.employer_place_id_seq', 1, false);
SELECT pg_catalog.setval('public.experience_id_seq', 1, false);
SELECT pg_catalog.setval('public.field_change_id_seq', 4, true);
SELECT pg_catalog.setval('public.index_revision', 2, true);
SELECT pg_catalog.setval('public.invitation_id_seq', 1, false);
SELECT pg_catalog.setval('public.job_profile_id_seq', 1, false);
SELECT pg_catalog.setval('public.mobility_mean_id_seq', 1, false);
SELECT pg_catalog.setval('public.obstacle_action_id_seq', 1, false);
SELECT pg_catalog.setval('public.outgoing_mail_id_seq', 3, true);
SELECT pg_catalog.setval('public.person_id_seq', 1, true);
SELECT pg_catalog.setval('public.personal_link_id_seq', 1, true);
SELECT pg_catalog.setval('public.ranking_act_id_seq', 1, false);
SELECT pg_catalog.setval('public.ranking_entry_id_seq', 1, false);
SELECT pg_catalog.setval('public.referral_id_seq', 1, false);
SELECT pg_catalog.setval('public.requirement_id_seq', 1, false);
SELECT pg_catalog.setval('public.sensitive_note_id_seq', 1, false);
SELECT pg_catalog.setval('public.shortlist_entry_id_seq', 1, false);
SELECT pg_catalog.setval('public.sign_in_id_seq', 1, false);
SELECT pg_catalog.setval('public.spoken_language_id_seq', 1, false);
SELECT pg_catalog.setval('public.structure_id_seq', 1, true);
SELECT pg_catalog.setval('public.territory_id_seq', 1, true);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.access_request
    ADD CONSTRAINT pk_access_request PRIMARY KEY (id);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT pk_account PRIMARY KEY (id);
ALTER TABLE ONLY public.account_request
    ADD CONSTRAINT pk_account_request PRIMARY KEY (id);
ALTER TABLE ONLY public.anonymous_statistic
    ADD CONSTRAINT pk_anonymous_statistic PRIMARY KEY (id);
ALTER TABLE ONLY public.audit_detail
    ADD CONSTRAINT pk_audit_detail PRIMARY KEY (event_id);
ALTER TABLE ONLY public.audit_event
    ADD CONSTRAINT pk_audit_event PRIMARY KEY (id);
ALTER TABLE ONLY public.audit_seal
    ADD CONSTRAINT pk_audit_seal PRIMARY KEY (id);
ALTER TABLE ONLY public.candidate
    ADD CONSTRAINT pk_candidate PRIMARY KEY (id);
ALTER TABLE ONLY public.candidate_obstacle
    ADD CONSTRAINT pk_candidate_obstacle PRIMARY KEY (id);
ALTER TABLE ONLY public.certificate
    ADD CONSTRAINT pk_certificate PRIMARY KEY (id);
ALTER TABLE ONLY public.commune
    ADD CONSTRAINT pk_commune PRIMARY KEY (insee);
ALTER TABLE ONLY public.commune_postcode
    ADD CONSTRAINT pk_commune_postcode PRIMARY KEY (insee, postcode);
ALTER TABLE ONLY public.consent_record
    ADD CONSTRAINT pk_consent_record PRIMARY KEY (id);
ALTER TABLE ONLY public.cv
    ADD CONSTRAINT pk_cv PRIMARY KEY (id);
ALTER TABLE ONLY public.cv_proposal
    ADD CONSTRAINT pk_cv_proposal PRIMARY KEY (id);
ALTER TABLE ONLY public.education
    ADD CONSTRAINT pk_education PRIMARY KEY (id);
ALTER TABLE ONLY public.employer
    ADD CONSTRAINT pk_employer PRIMARY KEY (id);
ALTER TABLE ONLY public.employer_place
    ADD CONSTRAINT pk_employer_place PRIMARY KEY (id);
ALTER TABLE ONLY public.experience
    ADD CONSTRAINT pk_experience PRIMARY KEY (id);
ALTER TABLE ONLY public.field_change
    ADD CONSTRAINT pk_field_change PRIMARY KEY (id);
ALTER TABLE ONLY public.imported_row
    ADD CONSTRAINT pk_imported_row PRIMARY KEY (key);
ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT pk_invitation PRIMARY KEY (id);
ALTER TABLE ONLY public.job_profile
    ADD CONSTRAINT pk_job_profile PRIMARY KEY (id);
ALTER TABLE ONLY public.mobility_mean
    ADD CONSTRAINT pk_mobility_mean PRIMARY KEY (id);
ALTER TABLE ONLY public.naf
    ADD CONSTRAINT pk_naf PRIMARY KEY (version, code);
ALTER TABLE ONLY public.obstacle_action
    ADD CONSTRAINT pk_obstacle_action PRIMARY KEY (id);
ALTER TABLE ONLY public.outgoing_mail
    ADD CONSTRAINT pk_outgoing_mail PRIMARY KEY (id);
ALTER TABLE ONLY public.person
    ADD CONSTRAINT pk_person PRIMARY KEY (id);
ALTER TABLE ONLY public.personal_link
    ADD CONSTRAINT pk_personal_link PRIMARY KEY (id);
ALTER TABLE ONLY public.ranking_act
    ADD CONSTRAINT pk_ranking_act PRIMARY KEY (id);
ALTER TABLE ONLY public.ranking_entry
    ADD CONSTRAINT pk_ranking_entry PRIMARY KEY (id);
ALTER TABLE ONLY public.ranking_result
    ADD CONSTRAINT pk_ranking_result PRIMARY KEY (entry_id, rank);
ALTER TABLE ONLY public.reference_release
    ADD CONSTRAINT pk_reference_release PRIMARY KEY (dataset);
ALTER TABLE ONLY public.referral
    ADD CONSTRAINT pk_referral PRIMARY KEY (id);
ALTER TABLE ONLY public.requirement
    ADD CONSTRAINT pk_requirement PRIMARY KEY (id);
ALTER TABLE ONLY public.retention_notice
    ADD CONSTRAINT pk_retention_notice PRIMARY KEY (candidate_id);
ALTER TABLE ONLY public.rome_appellation
    ADD CONSTRAINT pk_rome_appellation PRIMARY KEY (ogr);
ALTER TABLE ONLY public.rome_code
    ADD CONSTRAINT pk_rome_code PRIMARY KEY (code);
ALTER TABLE ONLY public.rome_code_context
    ADD CONSTRAINT pk_rome_code_context PRIMARY KEY (code, context_ogr);
ALTER TABLE ONLY public.rome_code_skill
    ADD CONSTRAINT pk_rome_code_skill PRIMARY KEY (code, skill_ogr);
ALTER TABLE ONLY public.rome_context
    ADD CONSTRAINT pk_rome_context PRIMARY KEY (ogr);
ALTER TABLE ONLY public.rome_near
    ADD CONSTRAINT pk_rome_near PRIMARY KEY (code, near_code);
ALTER TABLE ONLY public.rome_skill
    ADD CONSTRAINT pk_rome_skill PRIMARY KEY (ogr);
ALTER TABLE ONLY public.sealed_event
    ADD CONSTRAINT pk_sealed_event PRIMARY KEY (event_id);
ALTER TABLE ONLY public.sensitive_note
    ADD CONSTRAINT pk_sensitive_note PRIMARY KEY (id);
ALTER TABLE ONLY public.shortlist_entry
    ADD CONSTRAINT pk_shortlist_entry PRIMARY KEY (id);
ALTER TABLE ONLY public.sign_in
    ADD CONSTRAINT pk_sign_in PRIMARY KEY (id);
ALTER TABLE ONLY public.spoken_language
    ADD CONSTRAINT pk_spoken_language PRIMARY KEY (id);
ALTER TABLE ONLY public.stale_document
    ADD CONSTRAINT pk_stale_document PRIMARY KEY (kind, id);
ALTER TABLE ONLY public.structure
    ADD CONSTRAINT pk_structure PRIMARY KEY (id);
ALTER TABLE ONLY public.territory
    ADD CONSTRAINT pk_territory PRIMARY KEY (id);
ALTER TABLE ONLY public.trade_name
    ADD CONSTRAINT pk_trade_name PRIMARY KEY (name_key, code);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT uq_account_email UNIQUE (email);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT uq_account_fs_uniquifier UNIQUE (fs_uniquifier);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT uq_account_person_id UNIQUE (person_id);
ALTER TABLE ONLY public.audit_seal
    ADD CONSTRAINT uq_audit_seal_hash UNIQUE (hash);
ALTER TABLE ONLY public.candidate
    ADD CONSTRAINT uq_candidate_reference UNIQUE (reference);
ALTER TABLE ONLY public.certificate
    ADD CONSTRAINT uq_certificate_candidate_id_code UNIQUE (candidate_id, code);
ALTER TABLE ONLY public.cv
    ADD CONSTRAINT uq_cv_candidate_id_version UNIQUE (candidate_id, version);
ALTER TABLE ONLY public.cv_proposal
    ADD CONSTRAINT uq_cv_proposal_cv_id_key UNIQUE (cv_id, key);
ALTER TABLE ONLY public.cv
    ADD CONSTRAINT uq_cv_stored_as UNIQUE (stored_as);
ALTER TABLE ONLY public.employer
    ADD CONSTRAINT uq_employer_siret UNIQUE (siret);
ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT uq_invitation_token_sha256 UNIQUE (token_sha256);
ALTER TABLE ONLY public.person
    ADD CONSTRAINT uq_person_email UNIQUE (email);
ALTER TABLE ONLY public.personal_link
    ADD CONSTRAINT uq_personal_link_token_sha256 UNIQUE (token_sha256);
ALTER TABLE ONLY public.personal_link
    ADD CONSTRAINT uq_personal_link_visit_sha256 UNIQUE (visit_sha256);
ALTER TABLE ONLY public.referral
    ADD CONSTRAINT uq_referral_job_profile_id_candidate_id UNIQUE (job_profile_id, candidate_id);
ALTER TABLE ONLY public.requirement
    ADD CONSTRAINT uq_requirement_job_profile_id_kind_code UNIQUE (job_profile_id, kind, code);
ALTER TABLE ONLY public.shortlist_entry
    ADD CONSTRAINT uq_shortlist_entry_job_profile_id_candidate_id UNIQUE (job_profile_id, candidate_id);
ALTER TABLE ONLY public.sign_in
    ADD CONSTRAINT uq_sign_in_key_sha256 UNIQUE (key_sha256);
ALTER TABLE ONLY public.spoken_language
    ADD CONSTRAINT uq_spoken_language_candidate_id_language UNIQUE (candidate_id, language);
ALTER TABLE ONLY public.structure
    ADD CONSTRAINT uq_structure_name UNIQUE (name);
ALTER TABLE ONLY public.territory
    ADD CONSTRAINT uq_territory_name UNIQUE (name);
CREATE INDEX ix_access_request_asked_by_id ON public.access_request USING btree (asked_by_id);
CREATE INDEX ix_access_request_candidate_id ON public.access_request USING btree (candidate_id);
CREATE INDEX ix_access_request_state ON public.access_request USING btree (state);
CREATE INDEX ix_account_request_siret ON public.account_request USING btree (siret);
CREATE INDEX ix_account_request_state ON public.account_request USING btree (state);
CREATE INDEX ix_account_request_territory_id ON public.account_request USING btree (territory_id);
CREATE INDEX ix_anonymous_statistic_structure_id ON public.anonymous_statistic USING btree (structure_id);
CREATE INDEX ix_audit_event_actor_id ON public.audit_event USING btree (actor_id);
CREATE INDEX ix_audit_event_at ON public.audit_event USING btree (at);
CREATE INDEX ix_audit_event_structure_id ON public.audit_event USING btree (structure_id);
CREATE INDEX ix_audit_event_subject ON public.audit_event USING btree (subject_kind, subject_id);
CREATE INDEX ix_candidate_coach_id ON public.candidate USING btree (coach_id);
CREATE INDEX ix_candidate_obstacle_candidate_id ON public.candidate_obstacle USING btree (candidate_id);
CREATE INDEX ix_candidate_status ON public.candidate USING btree (status);
CREATE INDEX ix_candidate_structure_id_status ON public.candidate USING btree (structure_id, status) INCLUDE (id, coach_id, licences);
CREATE INDEX ix_certificate_candidate_id ON public.certificate USING btree (candidate_id);
CREATE INDEX ix_commune_department ON public.commune USING btree (department);
CREATE INDEX ix_commune_name_key ON public.commune USING btree (name_key varchar_pattern_ops);
CREATE INDEX ix_commune_postcode_postcode ON public.commune_postcode USING btree (postcode varchar_pattern_ops);
CREATE INDEX ix_consent_record_candidate_id ON public.consent_record USING btree (candidate_id);
CREATE INDEX ix_cv_candidate_id ON public.cv USING btree (candidate_id);
CREATE INDEX ix_cv_proposal_cv_id ON public.cv_proposal USING btree (cv_id);
CREATE INDEX ix_education_candidate_id ON public.education USING btree (candidate_id);
CREATE INDEX ix_employer_place_commune_insee ON public.employer_place USING btree (commune_insee);
CREATE INDEX ix_employer_place_employer_id ON public.employer_place USING btree (employer_id);
CREATE INDEX ix_employer_territory_id ON public.employer USING btree (territory_id);
CREATE INDEX ix_experience_candidate_id ON public.experience USING btree (candidate_id);
CREATE INDEX ix_field_change_subject ON public.field_change USING btree (kind, subject_id, id);
CREATE INDEX ix_imported_row_candidate_id ON public.imported_row USING btree (candidate_id);
CREATE INDEX ix_invitation_account_id ON public.invitation USING btree (account_id);
CREATE INDEX ix_job_profile_employer_id ON public.job_profile USING btree (employer_id);
CREATE INDEX ix_job_profile_status ON public.job_profile USING btree (status);
CREATE INDEX ix_mobility_mean_candidate_id ON public.mobility_mean USING btree (candidate_id);
CREATE INDEX ix_obstacle_action_obstacle_id ON public.obstacle_action USING btree (obstacle_id);
CREATE INDEX ix_outgoing_mail_about_candidate_id ON public.outgoing_mail USING btree (about_candidate_id);
CREATE INDEX ix_outgoing_mail_due_at ON public.outgoing_mail USING btree (due_at);
CREATE INDEX ix_person_employer_id ON public.person USING btree (employer_id);
CREATE INDEX ix_person_structure_id ON public.person USING btree (structure_id);
CREATE INDEX ix_person_territory_id ON public.person USING btree (territory_id);
CREATE INDEX ix_personal_link_candidate_id ON public.personal_link USING btree (candidate_id);
CREATE INDEX ix_ranking_act_entry_id ON public.ranking_act USING btree (entry_id);
CREATE INDEX ix_ranking_entry_actor_id ON public.ranking_entry USING btree (actor_id);
CREATE INDEX ix_ranking_entry_at ON public.ranking_entry USING btree (at);
CREATE INDEX ix_ranking_entry_structure_id ON public.ranking_entry USING btree (structure_id);
CREATE INDEX ix_ranking_result_subject ON public.ranking_result USING btree (kind, subject_id);
CREATE INDEX ix_referral_candidate_id ON public.referral USING btree (candidate_id);
CREATE INDEX ix_referral_job_profile_id ON public.referral USING btree (job_profile_id);
CREATE INDEX ix_referral_state ON public.referral USING btree (state);
CREATE INDEX ix_requirement_job_profile_id ON public.requirement USING btree (job_profile_id);
CREATE INDEX ix_rome_appellation_code ON public.rome_appellation USING btree (code);
CREATE INDEX ix_rome_code_skill_skill_ogr ON public.rome_code_skill USING btree (skill_ogr);
CREATE INDEX ix_rome_skill_kind ON public.rome_skill USING btree (kind);
CREATE INDEX ix_sealed_event_seal_id ON public.sealed_event USING btree (seal_id);
CREATE INDEX ix_sensitive_note_candidate_id ON public.sensitive_note USING btree (candidate_id);
CREATE INDEX ix_shortlist_entry_candidate_id ON public.shortlist_entry USING btree (candidate_id);
CREATE INDEX ix_shortlist_entry_job_profile_id ON public.shortlist_entry USING btree (job_profile_id);
CREATE INDEX ix_sign_in_account_id ON public.sign_in USING btree (account_id);
CREATE INDEX ix_spoken_language_candidate_id ON public.spoken_language USING btree (candidate_id);
CREATE INDEX ix_stale_document_revision ON public.stale_document USING btree (revision);
CREATE INDEX ix_structure_territory_id ON public.structure USING btree (territory_id);
CREATE UNIQUE INDEX uq_access_request_pending ON public.access_request USING btree (candidate_id, asked_by_id) WHERE ((state)::text = 'pending'::text);
CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON public.audit_detail FOR EACH STATEMENT EXECUTE FUNCTION public.vivier_refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_event FOR EACH STATEMENT EXECUTE FUNCTION public.vivier_refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_seal FOR EACH STATEMENT EXECUTE FUNCTION public.vivier_refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.sealed_event FOR EACH STATEMENT EXECUTE FUNCTION public.vivier_refuse_change();
CREATE TRIGGER history AFTER INSERT OR DELETE OR UPDATE ON public.candidate FOR EACH ROW EXECUTE FUNCTION public.vivier_note_change('candidate', 'id');
CREATE TRIGGER history AFTER INSERT OR DELETE OR UPDATE ON public.candidate_obstacle FOR EACH ROW EXECUTE FUNCTION public.vivier_note_change('candidate', 'candidate_id');
CREATE TRIGGER history AFTER INSERT OR DELETE OR UPDATE ON public.certificate FOR EACH ROW EXECUTE FUNCTION public.vivier_note_change('candidate', 'candidate_id');
CREATE TRIGGER history AFTER INSERT OR DELETE OR UPDATE ON public.education FOR EACH ROW EXECUTE FUNCTION public.vivier_note_change('candidate', 'candidate_id');
CREATE TRIGGER history AFTER INSERT OR DELETE OR UPDATE ON public.employer FOR EACH ROW EXECUTE FUNCTION public.vivier_note_change('employer', 'id');
CREATE TRIGGER history AFTER INSERT OR DELETE OR UPDATE ON public.experience FOR EACH ROW EXECUTE FUNCTION public.vivier_note_change('candidate', 'candidate_id');
CREATE TRIGGER history AFTER INSERT OR DELETE OR UPDATE ON public.job_profile FOR EACH ROW EXECUTE FUNCTION public.vivier_note_change('job', 'id');
CREATE TRIGGER history AFTER INSERT OR DELETE OR UPDATE ON public.mobility_mean FOR EACH ROW EXECUTE FUNCTION public.vivier_note_change('candidate', 'candidate_id');
CREATE TRIGGER history AFTER INSERT OR DELETE OR UPDATE ON public.person FOR EACH ROW EXECUTE FUNCTION public.vivier_note_change('person', 'id');
CREATE TRIGGER history AFTER INSERT OR DELETE OR UPDATE ON public.referral FOR EACH ROW EXECUTE FUNCTION public.vivier_note_change('referral', 'id');
CREATE TRIGGER history AFTER INSERT OR DELETE OR UPDATE ON public.requirement FOR EACH ROW EXECUTE FUNCTION public.vivier_note_change('job', 'job_profile_id');
CREATE TRIGGER history AFTER INSERT OR DELETE OR UPDATE ON public.spoken_language FOR EACH ROW EXECUTE FUNCTION public.vivier_note_change('candidate', 'candidate_id');
CREATE TRIGGER history AFTER INSERT OR DELETE OR UPDATE ON public.structure FOR EACH ROW EXECUTE FUNCTION public.vivier_note_change('structure', 'id');
ALTER TABLE ONLY public.access_request
    ADD CONSTRAINT fk_access_request_asked_by_id_person FOREIGN KEY (asked_by_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.access_request
    ADD CONSTRAINT fk_access_request_candidate_id_candidate FOREIGN KEY (candidate_id) REFERENCES public.candidate(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.access_request
    ADD CONSTRAINT fk_access_request_decided_by_id_person FOREIGN KEY (decided_by_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.access_request
    ADD CONSTRAINT fk_access_request_job_profile_id_job_profile FOREIGN KEY (job_profile_id) REFERENCES public.job_profile(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.account
    ADD CONSTRAINT fk_account_person_id_person FOREIGN KEY (person_id) REFERENCES public.person(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.account_request
    ADD CONSTRAINT fk_account_request_decided_by_id_person FOREIGN KEY (decided_by_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.account_request
    ADD CONSTRAINT fk_account_request_territory_id_territory FOREIGN KEY (territory_id) REFERENCES public.territory(id);
ALTER TABLE ONLY public.anonymous_statistic
    ADD CONSTRAINT fk_anonymous_statistic_structure_id_structure FOREIGN KEY (structure_id) REFERENCES public.structure(id);
ALTER TABLE ONLY public.audit_detail
    ADD CONSTRAINT fk_audit_detail_event_id_audit_event FOREIGN KEY (event_id) REFERENCES public.audit_event(id);
ALTER TABLE ONLY public.candidate
    ADD CONSTRAINT fk_candidate_coach_id_person FOREIGN KEY (coach_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.candidate_obstacle
    ADD CONSTRAINT fk_candidate_obstacle_candidate_id_candidate FOREIGN KEY (candidate_id) REFERENCES public.candidate(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.candidate
    ADD CONSTRAINT fk_candidate_structure_id_structure FOREIGN KEY (structure_id) REFERENCES public.structure(id);
ALTER TABLE ONLY public.certificate
    ADD CONSTRAINT fk_certificate_candidate_id_candidate FOREIGN KEY (candidate_id) REFERENCES public.candidate(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.certificate
    ADD CONSTRAINT fk_certificate_cv_id_cv FOREIGN KEY (cv_id) REFERENCES public.cv(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.commune_postcode
    ADD CONSTRAINT fk_commune_postcode_insee_commune FOREIGN KEY (insee) REFERENCES public.commune(insee);
ALTER TABLE ONLY public.consent_record
    ADD CONSTRAINT fk_consent_record_by_person_id_person FOREIGN KEY (by_person_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.consent_record
    ADD CONSTRAINT fk_consent_record_candidate_id_candidate FOREIGN KEY (candidate_id) REFERENCES public.candidate(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.cv
    ADD CONSTRAINT fk_cv_candidate_id_candidate FOREIGN KEY (candidate_id) REFERENCES public.candidate(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.cv_proposal
    ADD CONSTRAINT fk_cv_proposal_cv_id_cv FOREIGN KEY (cv_id) REFERENCES public.cv(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.cv_proposal
    ADD CONSTRAINT fk_cv_proposal_decided_by_id_person FOREIGN KEY (decided_by_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.cv
    ADD CONSTRAINT fk_cv_uploaded_by_id_person FOREIGN KEY (uploaded_by_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.education
    ADD CONSTRAINT fk_education_candidate_id_candidate FOREIGN KEY (candidate_id) REFERENCES public.candidate(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.education
    ADD CONSTRAINT fk_education_cv_id_cv FOREIGN KEY (cv_id) REFERENCES public.cv(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.employer_place
    ADD CONSTRAINT fk_employer_place_employer_id_employer FOREIGN KEY (employer_id) REFERENCES public.employer(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.employer
    ADD CONSTRAINT fk_employer_territory_id_territory FOREIGN KEY (territory_id) REFERENCES public.territory(id);
ALTER TABLE ONLY public.experience
    ADD CONSTRAINT fk_experience_candidate_id_candidate FOREIGN KEY (candidate_id) REFERENCES public.candidate(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.experience
    ADD CONSTRAINT fk_experience_cv_id_cv FOREIGN KEY (cv_id) REFERENCES public.cv(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.imported_row
    ADD CONSTRAINT fk_imported_row_candidate_id_candidate FOREIGN KEY (candidate_id) REFERENCES public.candidate(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT fk_invitation_account_id_account FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT fk_invitation_made_by_id_person FOREIGN KEY (made_by_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.job_profile
    ADD CONSTRAINT fk_job_profile_created_by_id_person FOREIGN KEY (created_by_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.job_profile
    ADD CONSTRAINT fk_job_profile_employer_id_employer FOREIGN KEY (employer_id) REFERENCES public.employer(id);
ALTER TABLE ONLY public.mobility_mean
    ADD CONSTRAINT fk_mobility_mean_candidate_id_candidate FOREIGN KEY (candidate_id) REFERENCES public.candidate(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.obstacle_action
    ADD CONSTRAINT fk_obstacle_action_obstacle_id_candidate_obstacle FOREIGN KEY (obstacle_id) REFERENCES public.candidate_obstacle(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.person
    ADD CONSTRAINT fk_person_employer_id_employer FOREIGN KEY (employer_id) REFERENCES public.employer(id);
ALTER TABLE ONLY public.person
    ADD CONSTRAINT fk_person_structure_id_structure FOREIGN KEY (structure_id) REFERENCES public.structure(id);
ALTER TABLE ONLY public.person
    ADD CONSTRAINT fk_person_territory_id_territory FOREIGN KEY (territory_id) REFERENCES public.territory(id);
ALTER TABLE ONLY public.personal_link
    ADD CONSTRAINT fk_personal_link_candidate_id_candidate FOREIGN KEY (candidate_id) REFERENCES public.candidate(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.personal_link
    ADD CONSTRAINT fk_personal_link_made_by_id_person FOREIGN KEY (made_by_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.ranking_act
    ADD CONSTRAINT fk_ranking_act_entry_id_ranking_entry FOREIGN KEY (entry_id) REFERENCES public.ranking_entry(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.ranking_result
    ADD CONSTRAINT fk_ranking_result_entry_id_ranking_entry FOREIGN KEY (entry_id) REFERENCES public.ranking_entry(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.referral
    ADD CONSTRAINT fk_referral_agreed_noted_by_id_person FOREIGN KEY (agreed_noted_by_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.referral
    ADD CONSTRAINT fk_referral_answered_by_id_person FOREIGN KEY (answered_by_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.referral
    ADD CONSTRAINT fk_referral_candidate_id_candidate FOREIGN KEY (candidate_id) REFERENCES public.candidate(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.referral
    ADD CONSTRAINT fk_referral_job_profile_id_job_profile FOREIGN KEY (job_profile_id) REFERENCES public.job_profile(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.referral
    ADD CONSTRAINT fk_referral_proposed_by_id_person FOREIGN KEY (proposed_by_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.requirement
    ADD CONSTRAINT fk_requirement_job_profile_id_job_profile FOREIGN KEY (job_profile_id) REFERENCES public.job_profile(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.retention_notice
    ADD CONSTRAINT fk_retention_notice_candidate_id_candidate FOREIGN KEY (candidate_id) REFERENCES public.candidate(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.rome_appellation
    ADD CONSTRAINT fk_rome_appellation_code_rome_code FOREIGN KEY (code) REFERENCES public.rome_code(code);
ALTER TABLE ONLY public.rome_code_context
    ADD CONSTRAINT fk_rome_code_context_code_rome_code FOREIGN KEY (code) REFERENCES public.rome_code(code);
ALTER TABLE ONLY public.rome_code_context
    ADD CONSTRAINT fk_rome_code_context_context_ogr_rome_context FOREIGN KEY (context_ogr) REFERENCES public.rome_context(ogr);
ALTER TABLE ONLY public.rome_code_skill
    ADD CONSTRAINT fk_rome_code_skill_code_rome_code FOREIGN KEY (code) REFERENCES public.rome_code(code);
ALTER TABLE ONLY public.rome_code_skill
    ADD CONSTRAINT fk_rome_code_skill_skill_ogr_rome_skill FOREIGN KEY (skill_ogr) REFERENCES public.rome_skill(ogr);
ALTER TABLE ONLY public.rome_near
    ADD CONSTRAINT fk_rome_near_code_rome_code FOREIGN KEY (code) REFERENCES public.rome_code(code);
ALTER TABLE ONLY public.rome_near
    ADD CONSTRAINT fk_rome_near_near_code_rome_code FOREIGN KEY (near_code) REFERENCES public.rome_code(code);
ALTER TABLE ONLY public.sealed_event
    ADD CONSTRAINT fk_sealed_event_event_id_audit_event FOREIGN KEY (event_id) REFERENCES public.audit_event(id);
ALTER TABLE ONLY public.sealed_event
    ADD CONSTRAINT fk_sealed_event_seal_id_audit_seal FOREIGN KEY (seal_id) REFERENCES public.audit_seal(id);
ALTER TABLE ONLY public.sensitive_note
    ADD CONSTRAINT fk_sensitive_note_candidate_id_candidate FOREIGN KEY (candidate_id) REFERENCES public.candidate(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.sensitive_note
    ADD CONSTRAINT fk_sensitive_note_written_by_id_person FOREIGN KEY (written_by_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.shortlist_entry
    ADD CONSTRAINT fk_shortlist_entry_added_by_id_person FOREIGN KEY (added_by_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.shortlist_entry
    ADD CONSTRAINT fk_shortlist_entry_candidate_id_candidate FOREIGN KEY (candidate_id) REFERENCES public.candidate(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.shortlist_entry
    ADD CONSTRAINT fk_shortlist_entry_job_profile_id_job_profile FOREIGN KEY (job_profile_id) REFERENCES public.job_profile(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.sign_in
    ADD CONSTRAINT fk_sign_in_account_id_account FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.spoken_language
    ADD CONSTRAINT fk_spoken_language_candidate_id_candidate FOREIGN KEY (candidate_id) REFERENCES public.candidate(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.structure
    ADD CONSTRAINT fk_structure_territory_id_territory FOREIGN KEY (territory_id) REFERENCES public.territory(id);
ALTER TABLE ONLY public.trade_name
    ADD CONSTRAINT fk_trade_name_code_rome_code FOREIGN KEY (code) REFERENCES public.rome_code(code);
