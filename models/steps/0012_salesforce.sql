-- What was written for Salesforce, what came of it, and the ids by which Salesforce knows rows of ours.

CREATE TABLE salesforce_batch (
    id CHAR(32) NOT NULL,
    at DATETIME NOT NULL,
    files VARCHAR NOT NULL,
    results VARCHAR NOT NULL,
    CONSTRAINT pk_salesforce_batch PRIMARY KEY (id)
);

CREATE TABLE salesforce_record (
    id CHAR(32) NOT NULL,
    subject VARCHAR(40) NOT NULL,
    item_id CHAR(32) NOT NULL,
    leader_id CHAR(32),
    batch_id CHAR(32) NOT NULL,
    file INTEGER NOT NULL,
    operation VARCHAR(40) NOT NULL,
    state VARCHAR(40) NOT NULL,
    salesforce_id VARCHAR(60) NOT NULL,
    sent VARCHAR NOT NULL,
    loaded VARCHAR(64) NOT NULL,
    reason VARCHAR(500) NOT NULL,
    CONSTRAINT pk_salesforce_record PRIMARY KEY (id),
    CONSTRAINT uq_salesforce_record_subject_item_id UNIQUE (subject, item_id),
    CONSTRAINT fk_salesforce_record_leader_id FOREIGN KEY(leader_id) REFERENCES leader (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_salesforce_record_batch_id FOREIGN KEY(batch_id) REFERENCES salesforce_batch (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_salesforce_record_subject CHECK (subject IN ('contact', 'session', 'attendance', 'coaching')),
    CONSTRAINT ck_salesforce_record_operation CHECK (operation IN ('insert', 'update', 'delete')),
    CONSTRAINT ck_salesforce_record_state CHECK (state IN ('pending', 'loaded', 'failed'))
);

CREATE INDEX ix_salesforce_record_leader_id ON salesforce_record (leader_id);

CREATE INDEX ix_salesforce_record_batch_id ON salesforce_record (batch_id);
