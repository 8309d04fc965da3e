-- Around coaching: the introduction, evaluation forms due and received, and the day a welfare concern was passed on.
-- Keys, days and words of closed lists only: there is no column in which what was said could be written.

CREATE TABLE introduction (
    id CHAR(32) NOT NULL,
    leader_id CHAR(32) NOT NULL,
    came BOOLEAN NOT NULL,
    CONSTRAINT pk_introduction PRIMARY KEY (id),
    CONSTRAINT uq_introduction_leader_id UNIQUE (leader_id),
    CONSTRAINT fk_introduction_leader_id FOREIGN KEY(leader_id) REFERENCES leader (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE leader_evaluation (
    id CHAR(32) NOT NULL,
    leader_id CHAR(32) NOT NULL,
    point VARCHAR(40) NOT NULL,
    received_on DATE NOT NULL,
    CONSTRAINT pk_leader_evaluation PRIMARY KEY (id),
    CONSTRAINT uq_leader_evaluation_leader_id_point UNIQUE (leader_id, point),
    CONSTRAINT fk_leader_evaluation_leader_id FOREIGN KEY(leader_id) REFERENCES leader (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_leader_evaluation_point CHECK (point IN ('second', 'last'))
);

CREATE TABLE coach_evaluation (
    id CHAR(32) NOT NULL,
    coach_id CHAR(32) NOT NULL,
    cohort_id CHAR(32) NOT NULL,
    point VARCHAR(40) NOT NULL,
    received_on DATE NOT NULL,
    CONSTRAINT pk_coach_evaluation PRIMARY KEY (id),
    CONSTRAINT uq_coach_evaluation_coach_id_cohort_id_point UNIQUE (coach_id, cohort_id, point),
    CONSTRAINT fk_coach_evaluation_coach_id FOREIGN KEY(coach_id) REFERENCES coach (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_coach_evaluation_cohort_id FOREIGN KEY(cohort_id) REFERENCES cohort (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_coach_evaluation_point CHECK (point IN ('window_2', 'window_6'))
);

CREATE TABLE welfare_passed (
    id CHAR(32) NOT NULL,
    leader_id CHAR(32) NOT NULL,
    passed_on DATE NOT NULL,
    CONSTRAINT pk_welfare_passed PRIMARY KEY (id),
    CONSTRAINT uq_welfare_passed_leader_id_passed_on UNIQUE (leader_id, passed_on),
    CONSTRAINT fk_welfare_passed_leader_id FOREIGN KEY(leader_id) REFERENCES leader (id) DEFERRABLE INITIALLY DEFERRED
);
