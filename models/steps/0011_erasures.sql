-- Tombstones of what was erased, without a word of whom, and the copies from which it still has to be taken out.

CREATE TABLE erasure (
    id CHAR(32) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    ground VARCHAR(40) NOT NULL,
    cohort_id CHAR(32),
    at DATETIME NOT NULL,
    who VARCHAR(200) NOT NULL,
    leaders INTEGER NOT NULL,
    known_by VARCHAR(64) NOT NULL,
    covers VARCHAR NOT NULL,
    CONSTRAINT pk_erasure PRIMARY KEY (id),
    CONSTRAINT fk_erasure_cohort_id FOREIGN KEY(cohort_id) REFERENCES cohort (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_erasure_kind CHECK (kind IN ('leader', 'reasons', 'messages', 'report_lines')),
    CONSTRAINT ck_erasure_ground CHECK (ground IN ('asked', 'retention', 'mistake'))
);

CREATE INDEX ix_erasure_cohort_id ON erasure (cohort_id);

CREATE TABLE erasure_pending (
    id CHAR(32) NOT NULL,
    erasure_id CHAR(32) NOT NULL,
    place VARCHAR NOT NULL,
    leaders VARCHAR NOT NULL,
    CONSTRAINT pk_erasure_pending PRIMARY KEY (id),
    CONSTRAINT fk_erasure_pending_erasure_id FOREIGN KEY(erasure_id) REFERENCES erasure (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_erasure_pending_erasure_id ON erasure_pending (erasure_id);
