-- A device that was put back from an older copy gives its numbers a second time, to other facts. These are facts like
-- any other: only an id stands for one text.
DROP INDEX facts_by_author;
CREATE INDEX facts_by_author ON facts (practice_id, origin, seq);
