-- One line of evidence a rating, copied from the leader's own form, and the leader's own next step in a focus area.

ALTER TABLE rating ADD COLUMN evidence VARCHAR(300);

ALTER TABLE rating ADD COLUMN next_step VARCHAR(300);

ALTER TABLE rating ADD COLUMN next_step_on DATE;
