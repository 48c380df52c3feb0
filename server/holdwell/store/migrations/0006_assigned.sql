-- Every word on whose a session is (facts of the kind session_assigned), apart from their texts: found by the session and
-- by whom it names, without reading through a practice. Shipped is for ever: never edit this file, add the next number.
CREATE TABLE assigned (
  practice_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  fact_id TEXT NOT NULL,             -- the last word is the one with the highest id
  client_id TEXT,                    -- whose it is by this word; NULL: nobody's
  PRIMARY KEY (practice_id, subject, fact_id)
);
CREATE INDEX assigned_to ON assigned (practice_id, client_id, subject);
INSERT OR IGNORE INTO assigned (practice_id, subject, fact_id, client_id)
  SELECT practice_id, subject, fact_id, json_extract(raw, '$.body.client_id') FROM facts
  WHERE kind = 'session_assigned' AND raw IS NOT NULL AND json_valid(raw);
