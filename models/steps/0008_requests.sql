-- What leaders ask about their own data, and the days on which its clock stood still.

CREATE TABLE request (
    id CHAR(32) NOT NULL,
    leader_id CHAR(32) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    received_on DATE NOT NULL,
    channel VARCHAR(40) NOT NULL,
    identity_on DATE,
    extended_on DATE,
    told_on DATE,
    extended_because VARCHAR(300) NOT NULL,
    acknowledged_on DATE,
    answered_on DATE,
    outcome VARCHAR(40),
    line VARCHAR(500) NOT NULL,
    CONSTRAINT pk_request PRIMARY KEY (id),
    CONSTRAINT fk_request_leader_id FOREIGN KEY(leader_id) REFERENCES leader (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_request_kind CHECK (kind IN ('subject_access', 'data_protection_complaint', 'erasure')),
    CONSTRAINT ck_request_channel CHECK (channel IN ('email', 'call', 'meeting', 'letter')),
    CONSTRAINT ck_request_outcome CHECK (outcome IN ('given', 'given_in_part', 'nothing_held', 'erased', 'erased_in_part', 'upheld', 'upheld_in_part', 'not_upheld', 'refused', 'no_reply', 'dropped'))
);

CREATE INDEX ix_request_leader_id ON request (leader_id);

CREATE TABLE request_stop (
    id CHAR(32) NOT NULL,
    request_id CHAR(32) NOT NULL,
    why VARCHAR(40) NOT NULL,
    asked_on DATE NOT NULL,
    answered_on DATE,
    CONSTRAINT pk_request_stop PRIMARY KEY (id),
    CONSTRAINT ck_request_stop_dates CHECK (asked_on <= answered_on),
    CONSTRAINT fk_request_stop_request_id FOREIGN KEY(request_id) REFERENCES request (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_request_stop_why CHECK (why IN ('clarify', 'identify'))
);

CREATE INDEX ix_request_stop_request_id ON request_stop (request_id);
