-- Certificates that were issued to leaders who completed the programme; void where struck out.

CREATE TABLE certificate (
    id CHAR(32) NOT NULL,
    leader_id CHAR(32) NOT NULL,
    number VARCHAR(40) NOT NULL,
    programme VARCHAR(200) NOT NULL,
    cohort VARCHAR(200) NOT NULL,
    issued_on DATE NOT NULL,
    numbers VARCHAR NOT NULL,
    struck_out_at DATETIME,
    CONSTRAINT pk_certificate PRIMARY KEY (id),
    CONSTRAINT uq_certificate_number UNIQUE (number),
    CONSTRAINT fk_certificate_leader_id FOREIGN KEY(leader_id) REFERENCES leader (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_certificate_leader_id ON certificate (leader_id);
