-- Coaches of one name: whether somebody has said that this one is a person of their own. Until then psw offers to merge.

ALTER TABLE coach ADD COLUMN told_apart BOOLEAN;
