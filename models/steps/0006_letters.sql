-- Drafts of two more messages: the reminder of an offer, and the acknowledgement of a complaint.

CREATE TABLE draft_of_more_letters (
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
    CONSTRAINT ck_draft_letter CHECK (letter IN ('offer_reminder', 'explanation_request', 'expectations', 'catch_up_sent', 'referral', 'withdrawal_review', 'decision', 'appeal_meeting', 'complaint_received'))
);

INSERT INTO draft_of_more_letters
SELECT id, leader_id, escalation_id, communication_id, letter, at, recipient, subject, body, cites, reply_by FROM draft;

DROP TABLE draft;

ALTER TABLE draft_of_more_letters RENAME TO draft;

CREATE INDEX ix_draft_leader_id ON draft (leader_id);

CREATE INDEX ix_draft_escalation_id ON draft (escalation_id);

CREATE INDEX ix_draft_communication_id ON draft (communication_id);
