-- Drafts of messages with what they cite, agreed outcomes of notices, plans whose actions can be dropped, what cleared
-- a concern, and communications with the leader's organisation, each with the stage and the moment of its logging.

CREATE TABLE communication_with_organisation (
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
    stage VARCHAR(40),
    at DATETIME,
    CONSTRAINT pk_communication PRIMARY KEY (id),
    CONSTRAINT fk_communication_leader_id FOREIGN KEY(leader_id) REFERENCES leader (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_communication_escalation_id FOREIGN KEY(escalation_id) REFERENCES escalation (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_communication_direction CHECK (direction IN ('to_leader', 'from_leader', 'referral', 'organisation')),
    CONSTRAINT ck_communication_channel CHECK (channel IN ('email', 'call', 'meeting', 'letter')),
    CONSTRAINT ck_communication_stage CHECK (stage IN ('explanation', 'bdo_contact', 'partnerships', 'withdrawal_review', 'withdrawn', 'appeal', 'complaint', 'resolved', 'closed'))
);

INSERT INTO communication_with_organisation
SELECT id, leader_id, escalation_id, "on", direction, channel, reached, reply_by, replied_on, about, summary, NULL, NULL
FROM communication;

DROP TABLE communication;

ALTER TABLE communication_with_organisation RENAME TO communication;

CREATE INDEX ix_communication_escalation_id ON communication (escalation_id);

CREATE INDEX ix_communication_leader_id ON communication (leader_id);

ALTER TABLE escalation ADD COLUMN heard_by VARCHAR(200);

ALTER TABLE concern ADD COLUMN cleared_by VARCHAR(500);

ALTER TABLE plan_action ADD COLUMN session_id CHAR(32)
    CONSTRAINT fk_plan_action_session_id REFERENCES session (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE plan_action ADD COLUMN dropped_because VARCHAR(500);

CREATE INDEX ix_plan_action_session_id ON plan_action (session_id);

CREATE TABLE notice_outcome (
    id CHAR(32) NOT NULL,
    escalation_id CHAR(32) NOT NULL,
    session_id CHAR(32) NOT NULL,
    outcome VARCHAR(500) NOT NULL,
    agreed_on DATE NOT NULL,
    CONSTRAINT pk_notice_outcome PRIMARY KEY (id),
    CONSTRAINT uq_notice_outcome_escalation_id_session_id UNIQUE (escalation_id, session_id),
    CONSTRAINT fk_notice_outcome_escalation_id FOREIGN KEY(escalation_id) REFERENCES escalation (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_notice_outcome_session_id FOREIGN KEY(session_id) REFERENCES session (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE draft (
    id CHAR(32) NOT NULL,
    leader_id CHAR(32) NOT NULL,
    escalation_id CHAR(32),
    communication_id CHAR(32),
    letter VARCHAR(40) NOT NULL,
    at DATETIME NOT NULL,
    recipient VARCHAR(200) NOT NULL,
    subject VARCHAR(200) NOT NULL,
    body VARCHAR NOT NULL,
    cites VARCHAR NOT NULL,
    reply_by DATE,
    CONSTRAINT pk_draft PRIMARY KEY (id),
    CONSTRAINT fk_draft_leader_id FOREIGN KEY(leader_id) REFERENCES leader (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_draft_escalation_id FOREIGN KEY(escalation_id) REFERENCES escalation (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_draft_communication_id FOREIGN KEY(communication_id) REFERENCES communication (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_draft_letter CHECK (letter IN ('explanation_request', 'expectations', 'catch_up_sent', 'referral', 'withdrawal_review', 'decision', 'appeal_meeting'))
);

CREATE INDEX ix_draft_leader_id ON draft (leader_id);

CREATE INDEX ix_draft_escalation_id ON draft (escalation_id);

CREATE INDEX ix_draft_communication_id ON draft (communication_id);
