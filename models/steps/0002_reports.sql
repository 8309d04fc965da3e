-- Attendance reports and their lines, names known again, headings mapped once, and two-day residentials.

CREATE TABLE heading_map (
    id CHAR(32) NOT NULL,
    purpose VARCHAR(40) NOT NULL,
    signature VARCHAR(64) NOT NULL,
    columns VARCHAR NOT NULL,
    CONSTRAINT pk_heading_map PRIMARY KEY (id),
    CONSTRAINT uq_heading_map_purpose_signature UNIQUE (purpose, signature)
);

CREATE TABLE alias (
    id CHAR(32) NOT NULL,
    leader_id CHAR(32) NOT NULL,
    said VARCHAR(200) NOT NULL,
    CONSTRAINT pk_alias PRIMARY KEY (id),
    CONSTRAINT uq_alias_leader_id_said UNIQUE (leader_id, said),
    CONSTRAINT fk_alias_leader_id FOREIGN KEY(leader_id) REFERENCES leader (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE linked_days (
    id CHAR(32) NOT NULL,
    first_id CHAR(32) NOT NULL,
    second_id CHAR(32) NOT NULL,
    CONSTRAINT pk_linked_days PRIMARY KEY (id),
    CONSTRAINT uq_linked_days_first_id UNIQUE (first_id),
    CONSTRAINT uq_linked_days_second_id UNIQUE (second_id),
    CONSTRAINT ck_linked_days_two CHECK (first_id <> second_id),
    CONSTRAINT fk_linked_days_first_id FOREIGN KEY(first_id) REFERENCES session (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_linked_days_second_id FOREIGN KEY(second_id) REFERENCES session (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE report (
    id CHAR(32) NOT NULL,
    session_id CHAR(32) NOT NULL,
    format VARCHAR(40) NOT NULL,
    file_name VARCHAR(200) NOT NULL,
    content_hash VARCHAR(64) NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT pk_report PRIMARY KEY (id),
    CONSTRAINT uq_report_session_id_content_hash UNIQUE (session_id, content_hash),
    CONSTRAINT fk_report_session_id FOREIGN KEY(session_id) REFERENCES session (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_report_format CHECK (format IN ('zoom', 'teams', 'meet', 'sign_in', 'sheet'))
);

CREATE TABLE stay (
    id CHAR(32) NOT NULL,
    report_id CHAR(32) NOT NULL,
    leader_id CHAR(32) NOT NULL,
    name VARCHAR(200) NOT NULL,
    email VARCHAR(200) NOT NULL,
    joined_at DATETIME,
    left_at DATETIME,
    minutes INTEGER,
    CONSTRAINT pk_stay PRIMARY KEY (id),
    CONSTRAINT ck_stay_times CHECK (joined_at <= left_at),
    CONSTRAINT ck_stay_minutes CHECK (minutes >= 0),
    CONSTRAINT fk_stay_report_id FOREIGN KEY(report_id) REFERENCES report (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_stay_leader_id FOREIGN KEY(leader_id) REFERENCES leader (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_stay_leader_id ON stay (leader_id);

CREATE INDEX ix_stay_report_id ON stay (report_id);
