-- The first version: every table of the six areas, and the journal.

CREATE TABLE coach (
    id CHAR(32) NOT NULL,
    name VARCHAR(200) NOT NULL,
    email VARCHAR(200) NOT NULL,
    CONSTRAINT pk_coach PRIMARY KEY (id),
    CONSTRAINT uq_coach_name_email UNIQUE (name, email)
);

CREATE TABLE cohort (
    id CHAR(32) NOT NULL,
    name VARCHAR(200) NOT NULL,
    programme VARCHAR(200) NOT NULL,
    year INTEGER NOT NULL,
    starts DATE NOT NULL,
    ends DATE NOT NULL,
    closed_on DATE,
    CONSTRAINT pk_cohort PRIMARY KEY (id),
    CONSTRAINT uq_cohort_name UNIQUE (name),
    CONSTRAINT ck_cohort_dates CHECK (starts <= ends)
);

CREATE TABLE operation (
    id CHAR(32) NOT NULL,
    seq INTEGER NOT NULL,
    at DATETIME NOT NULL,
    who VARCHAR(200) NOT NULL,
    what VARCHAR(500) NOT NULL,
    kinds VARCHAR(200) NOT NULL,
    undoes CHAR(32),
    redoes CHAR(32),
    content_hash VARCHAR(64) NOT NULL,
    CONSTRAINT pk_operation PRIMARY KEY (id),
    CONSTRAINT uq_operation_seq UNIQUE (seq),
    CONSTRAINT fk_operation_undoes FOREIGN KEY(undoes) REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_operation_redoes FOREIGN KEY(redoes) REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_operation_redoes ON operation (redoes);

CREATE INDEX ix_operation_undoes ON operation (undoes);

CREATE TABLE programme_text (
    id CHAR(32) NOT NULL,
    hash VARCHAR(64) NOT NULL,
    numbers VARCHAR NOT NULL,
    CONSTRAINT pk_programme_text PRIMARY KEY (id),
    CONSTRAINT uq_programme_text_hash UNIQUE (hash)
);

CREATE TABLE change (
    id CHAR(32) NOT NULL,
    operation_id CHAR(32) NOT NULL,
    n INTEGER NOT NULL,
    table_name VARCHAR(60) NOT NULL,
    row_id CHAR(32) NOT NULL,
    leader_id CHAR(32),
    "before" VARCHAR,
    "after" VARCHAR,
    CONSTRAINT pk_change PRIMARY KEY (id),
    CONSTRAINT uq_change_operation_id_n UNIQUE (operation_id, n),
    CONSTRAINT fk_change_operation_id FOREIGN KEY(operation_id) REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_change_leader_id ON change (leader_id);

CREATE INDEX ix_change_row_id ON change (row_id);

CREATE TABLE leader (
    id CHAR(32) NOT NULL,
    reference VARCHAR(60) NOT NULL,
    cohort_id CHAR(32) NOT NULL,
    coach_id CHAR(32),
    first_name VARCHAR(200) NOT NULL,
    last_name VARCHAR(200) NOT NULL,
    preferred_name VARCHAR(200) NOT NULL,
    email VARCHAR(200) NOT NULL,
    phone VARCHAR(200) NOT NULL,
    organisation VARCHAR(200) NOT NULL,
    state VARCHAR(40) NOT NULL,
    offer_accepted_on DATE,
    paused_from DATE,
    paused_to DATE,
    withdrawn_on DATE,
    withdrawn_how VARCHAR(40),
    manager_name VARCHAR(200) NOT NULL,
    manager_email VARCHAR(200) NOT NULL,
    manager_briefed_on DATE,
    salesforce_id VARCHAR(60) NOT NULL,
    CONSTRAINT pk_leader PRIMARY KEY (id),
    CONSTRAINT uq_leader_reference UNIQUE (reference),
    CONSTRAINT fk_leader_cohort_id FOREIGN KEY(cohort_id) REFERENCES cohort (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_leader_coach_id FOREIGN KEY(coach_id) REFERENCES coach (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_leader_state CHECK (state IN ('offered', 'active', 'paused', 'withdrawn', 'completed')),
    CONSTRAINT ck_leader_withdrawn_how CHECK (withdrawn_how IN ('own_choice', 'before_psw', 'deemed'))
);

CREATE INDEX ix_leader_coach_id ON leader (coach_id);

CREATE INDEX ix_leader_cohort_id ON leader (cohort_id);

CREATE TABLE session (
    id CHAR(32) NOT NULL,
    reference VARCHAR(60) NOT NULL,
    cohort_id CHAR(32) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    title VARCHAR(200) NOT NULL,
    starts_at DATETIME NOT NULL,
    ends_at DATETIME NOT NULL,
    compulsory BOOLEAN,
    place VARCHAR(200) NOT NULL,
    state VARCHAR(40) NOT NULL,
    salesforce_id VARCHAR(60) NOT NULL,
    CONSTRAINT pk_session PRIMARY KEY (id),
    CONSTRAINT uq_session_reference UNIQUE (reference),
    CONSTRAINT ck_session_times CHECK (starts_at <= ends_at),
    CONSTRAINT fk_session_cohort_id FOREIGN KEY(cohort_id) REFERENCES cohort (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_session_kind CHECK (kind IN ('residential', 'workshop', 'module', 'peer_practice', 'other')),
    CONSTRAINT ck_session_state CHECK (state IN ('planned', 'cancelled'))
);

CREATE INDEX ix_session_cohort_id ON session (cohort_id);

CREATE TABLE booking (
    id CHAR(32) NOT NULL,
    leader_id CHAR(32) NOT NULL,
    coach_id CHAR(32),
    starts_at DATETIME NOT NULL,
    window_number INTEGER,
    outcome VARCHAR(40),
    cancelled_by VARCHAR(40),
    cancelled_at DATETIME,
    learned_at DATETIME,
    waived BOOLEAN NOT NULL,
    waived_reason VARCHAR(40),
    recording VARCHAR(40),
    CONSTRAINT pk_booking PRIMARY KEY (id),
    CONSTRAINT uq_booking_leader_id_starts_at UNIQUE (leader_id, starts_at),
    CONSTRAINT ck_booking_window CHECK (window_number BETWEEN 1 AND 6),
    CONSTRAINT ck_booking_cancelled_by CHECK (outcome <> 'cancelled' OR cancelled_by IS NOT NULL),
    CONSTRAINT fk_booking_leader_id FOREIGN KEY(leader_id) REFERENCES leader (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_booking_coach_id FOREIGN KEY(coach_id) REFERENCES coach (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_booking_outcome CHECK (outcome IN ('attended', 'cancelled', 'no_show')),
    CONSTRAINT ck_booking_cancelled_by CHECK (cancelled_by IN ('leader', 'coach')),
    CONSTRAINT ck_booking_waived_reason CHECK (waived_reason IN ('sickness', 'bereavement', 'caring', 'ofsted', 'exceptional')),
    CONSTRAINT ck_booking_recording CHECK (recording IN ('not_asked', 'agreed', 'opted_out'))
);

CREATE INDEX ix_booking_coach_id ON booking (coach_id);

CREATE TABLE escalation (
    id CHAR(32) NOT NULL,
    leader_id CHAR(32) NOT NULL,
    stage VARCHAR(40) NOT NULL,
    opened_on DATE NOT NULL,
    entered_on DATE NOT NULL,
    due_on DATE,
    snoozed_until DATE,
    snoozed_reason VARCHAR(500) NOT NULL,
    outcome VARCHAR(500) NOT NULL,
    meeting_on DATE,
    appeal_outcome VARCHAR(40),
    ended_on DATE,
    CONSTRAINT pk_escalation PRIMARY KEY (id),
    CONSTRAINT fk_escalation_leader_id FOREIGN KEY(leader_id) REFERENCES leader (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_escalation_stage CHECK (stage IN ('explanation', 'bdo_contact', 'partnerships', 'withdrawal_review', 'withdrawn', 'appeal', 'complaint', 'resolved', 'closed')),
    CONSTRAINT ck_escalation_appeal_outcome CHECK (appeal_outcome IN ('upheld', 'not_upheld'))
);

CREATE INDEX ix_escalation_leader_id ON escalation (leader_id);

CREATE UNIQUE INDEX uq_escalation_open ON escalation (leader_id) WHERE ended_on IS NULL;

CREATE TABLE mark (
    id CHAR(32) NOT NULL,
    session_id CHAR(32) NOT NULL,
    leader_id CHAR(32) NOT NULL,
    value VARCHAR(40),
    minutes INTEGER,
    engagement VARCHAR(40),
    completed_on DATE,
    reported_at DATETIME,
    reason VARCHAR(40),
    explanation VARCHAR(40),
    catch_up_sent_on DATE,
    catch_up_due_on DATE,
    catch_up_submitted_on DATE,
    catch_up_log BOOLEAN NOT NULL,
    catch_up_accepted_on DATE,
    CONSTRAINT pk_mark PRIMARY KEY (id),
    CONSTRAINT uq_mark_session_id_leader_id UNIQUE (session_id, leader_id),
    CONSTRAINT ck_mark_minutes CHECK (minutes >= 0),
    CONSTRAINT ck_mark_accepted_with_log CHECK (catch_up_accepted_on IS NULL OR catch_up_log),
    CONSTRAINT fk_mark_session_id FOREIGN KEY(session_id) REFERENCES session (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_mark_leader_id FOREIGN KEY(leader_id) REFERENCES leader (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_mark_value CHECK (value IN ('present', 'part', 'absent', 'not_expected')),
    CONSTRAINT ck_mark_engagement CHECK (engagement IN ('full', 'limited')),
    CONSTRAINT ck_mark_reason CHECK (reason IN ('sickness', 'bereavement', 'caring', 'ofsted', 'other', 'joined_later', 'exceptional')),
    CONSTRAINT ck_mark_explanation CHECK (explanation IN ('none', 'awaited', 'satisfactory', 'unsatisfactory'))
);

CREATE INDEX ix_mark_leader_id ON mark (leader_id);

CREATE TABLE round (
    id CHAR(32) NOT NULL,
    leader_id CHAR(32) NOT NULL,
    round_on DATE NOT NULL,
    kind VARCHAR(40) NOT NULL,
    CONSTRAINT pk_round PRIMARY KEY (id),
    CONSTRAINT uq_round_leader_id_round_on UNIQUE (leader_id, round_on),
    CONSTRAINT fk_round_leader_id FOREIGN KEY(leader_id) REFERENCES leader (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_round_kind CHECK (kind IN ('baseline', 'review'))
);

CREATE TABLE access_item (
    id CHAR(32) NOT NULL,
    escalation_id CHAR(32) NOT NULL,
    element VARCHAR(40) NOT NULL,
    ended_on DATE,
    restored_on DATE,
    CONSTRAINT pk_access_item PRIMARY KEY (id),
    CONSTRAINT uq_access_item_escalation_id_element UNIQUE (escalation_id, element),
    CONSTRAINT fk_access_item_escalation_id FOREIGN KEY(escalation_id) REFERENCES escalation (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_access_element CHECK (element IN ('residentials', 'workshops', 'coaching', 'learning_platform', 'other'))
);

CREATE TABLE communication (
    id CHAR(32) NOT NULL,
    leader_id CHAR(32) NOT NULL,
    escalation_id CHAR(32),
    "on" DATE NOT NULL,
    direction VARCHAR(40) NOT NULL,
    channel VARCHAR(40) NOT NULL,
    reached BOOLEAN NOT NULL,
    reply_by DATE,
    replied_on DATE,
    about VARCHAR(40) NOT NULL,
    summary VARCHAR(1000) NOT NULL,
    CONSTRAINT pk_communication PRIMARY KEY (id),
    CONSTRAINT fk_communication_leader_id FOREIGN KEY(leader_id) REFERENCES leader (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_communication_escalation_id FOREIGN KEY(escalation_id) REFERENCES escalation (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_communication_direction CHECK (direction IN ('to_leader', 'from_leader', 'referral')),
    CONSTRAINT ck_communication_channel CHECK (channel IN ('email', 'call', 'meeting', 'letter'))
);

CREATE INDEX ix_communication_escalation_id ON communication (escalation_id);

CREATE INDEX ix_communication_leader_id ON communication (leader_id);

CREATE TABLE concern (
    id CHAR(32) NOT NULL,
    leader_id CHAR(32) NOT NULL,
    escalation_id CHAR(32),
    kind VARCHAR(40) NOT NULL,
    about VARCHAR(80) NOT NULL,
    words VARCHAR(500) NOT NULL,
    why VARCHAR(1000) NOT NULL,
    clause VARCHAR(20) NOT NULL,
    raised_on DATE NOT NULL,
    state VARCHAR(40) NOT NULL,
    snoozed_until DATE,
    measure VARCHAR(80) NOT NULL,
    cleared_on DATE,
    CONSTRAINT pk_concern PRIMARY KEY (id),
    CONSTRAINT uq_concern_leader_id_kind_about UNIQUE (leader_id, kind, about),
    CONSTRAINT fk_concern_leader_id FOREIGN KEY(leader_id) REFERENCES leader (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_concern_escalation_id FOREIGN KEY(escalation_id) REFERENCES escalation (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_concern_kind CHECK (kind IN ('unexplained_absence', 'unsatisfactory_explanation', 'no_reasonable_cause', 'emerging_pattern', 'catch_up_overdue', 'coaching_spent', 'coaching_behind', 'below_minimum', 'minimum_unreachable', 'no_response', 'manual')),
    CONSTRAINT ck_concern_state CHECK (state IN ('new', 'snoozed', 'accepted', 'dismissed', 'cleared'))
);

CREATE INDEX ix_concern_escalation_id ON concern (escalation_id);

CREATE TABLE plan_action (
    id CHAR(32) NOT NULL,
    escalation_id CHAR(32) NOT NULL,
    what VARCHAR(500) NOT NULL,
    owner VARCHAR(200) NOT NULL,
    due_on DATE,
    done_on DATE,
    CONSTRAINT pk_plan_action PRIMARY KEY (id),
    CONSTRAINT fk_plan_action_escalation_id FOREIGN KEY(escalation_id) REFERENCES escalation (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_plan_action_escalation_id ON plan_action (escalation_id);

CREATE TABLE rating (
    id CHAR(32) NOT NULL,
    round_id CHAR(32) NOT NULL,
    sub_capability VARCHAR(60) NOT NULL,
    rating INTEGER,
    focus BOOLEAN NOT NULL,
    CONSTRAINT pk_rating PRIMARY KEY (id),
    CONSTRAINT uq_rating_round_id_sub_capability UNIQUE (round_id, sub_capability),
    CONSTRAINT ck_rating_scale CHECK (rating BETWEEN 1 AND 4),
    CONSTRAINT fk_rating_round_id FOREIGN KEY(round_id) REFERENCES round (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE sign_off (
    id CHAR(32) NOT NULL,
    leader_id CHAR(32) NOT NULL,
    escalation_id CHAR(32),
    role VARCHAR(40) NOT NULL,
    name VARCHAR(200) NOT NULL,
    "on" DATE NOT NULL,
    at DATETIME NOT NULL,
    answer VARCHAR(40) NOT NULL,
    "view" VARCHAR(500) NOT NULL,
    struck_out_at DATETIME,
    CONSTRAINT pk_sign_off PRIMARY KEY (id),
    CONSTRAINT fk_sign_off_leader_id FOREIGN KEY(leader_id) REFERENCES leader (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_sign_off_escalation_id FOREIGN KEY(escalation_id) REFERENCES escalation (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_sign_off_role CHECK (role IN ('pbdl', 'business_development_manager', 'partnership_and_placements_manager', 'organisation')),
    CONSTRAINT ck_sign_off_answer CHECK (answer IN ('agreed', 'declined', 'consulted'))
);

CREATE INDEX ix_sign_off_escalation_id ON sign_off (escalation_id);

CREATE INDEX ix_sign_off_leader_id ON sign_off (leader_id);

CREATE TABLE decision (
    id CHAR(32) NOT NULL,
    leader_id CHAR(32) NOT NULL,
    concern_id CHAR(32),
    escalation_id CHAR(32),
    concern_key VARCHAR(160) NOT NULL,
    choice VARCHAR(40),
    from_stage VARCHAR(40),
    to_stage VARCHAR(40),
    day DATE NOT NULL,
    at DATETIME NOT NULL,
    who VARCHAR(200) NOT NULL,
    clause VARCHAR(20) NOT NULL,
    reason VARCHAR(500) NOT NULL,
    until DATE,
    verdicts VARCHAR NOT NULL,
    programme_hash VARCHAR(64) NOT NULL,
    struck_out_at DATETIME,
    CONSTRAINT pk_decision PRIMARY KEY (id),
    CONSTRAINT fk_decision_leader_id FOREIGN KEY(leader_id) REFERENCES leader (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_decision_concern_id FOREIGN KEY(concern_id) REFERENCES concern (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_decision_escalation_id FOREIGN KEY(escalation_id) REFERENCES escalation (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_decision_choice CHECK (choice IN ('accept', 'dismiss', 'snooze')),
    CONSTRAINT ck_decision_from_stage CHECK (from_stage IN ('explanation', 'bdo_contact', 'partnerships', 'withdrawal_review', 'withdrawn', 'appeal', 'complaint', 'resolved', 'closed')),
    CONSTRAINT ck_decision_to_stage CHECK (to_stage IN ('explanation', 'bdo_contact', 'partnerships', 'withdrawal_review', 'withdrawn', 'appeal', 'complaint', 'resolved', 'closed'))
);

CREATE INDEX ix_decision_concern_id ON decision (concern_id);

CREATE INDEX ix_decision_escalation_id ON decision (escalation_id);

CREATE INDEX ix_decision_leader_id ON decision (leader_id);
