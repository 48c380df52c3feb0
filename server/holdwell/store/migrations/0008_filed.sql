-- Sessions are filed under whom the last word on them names (store/filing.py). Shipped is for ever: never edit this file,
-- add the next number.

-- Clients whom a session names, or was filed under once, that is filed under somebody else.
CREATE TABLE also_named (
  practice_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  client_id TEXT NOT NULL,
  PRIMARY KEY (practice_id, subject, client_id)
);
CREATE INDEX also_named_of ON also_named (practice_id, client_id, subject);

-- The facts that lie elsewhere. Those of any age are of no session (core/parts.py names the kinds).
CREATE TEMP TABLE astray (practice_id, pos, subject, was, is_now, PRIMARY KEY (practice_id, pos));
INSERT INTO astray
  SELECT f.practice_id, f.pos, f.subject, f.client_id, w.client_id
  FROM (SELECT practice_id, subject, client_id, max(fact_id) FROM assigned GROUP BY practice_id, subject) w
  CROSS JOIN facts f INDEXED BY facts_by_receipt ON f.practice_id = w.practice_id AND f.subject = w.subject
  WHERE f.client_id IS NOT w.client_id AND f.raw IS NOT NULL AND f.kind NOT IN (
    'client_erased', 'client_saved', 'device_paired', 'device_renamed', 'device_revoked', 'handover_discarded',
    'handover_taken', 'practice_exported', 'practice_imported', 'practice_restored', 'protocol_put_away',
    'protocol_saved'
  );
INSERT OR IGNORE INTO also_named (practice_id, subject, client_id)
  SELECT practice_id, subject, was FROM astray WHERE was IS NOT NULL
  UNION SELECT f.practice_id, f.subject, json_extract(f.raw, '$.client_id')
  FROM (SELECT DISTINCT practice_id, subject FROM assigned) w
  CROSS JOIN facts f INDEXED BY facts_by_receipt ON f.practice_id = w.practice_id AND f.subject = w.subject
  WHERE json_valid(f.raw) AND json_extract(f.raw, '$.client_id') IS NOT NULL;
INSERT OR REPLACE INTO begun_anew (practice_id, client_id, mark)
  SELECT practice_id, client_id, lower(hex(randomblob(16))) FROM (
    SELECT practice_id, was AS client_id FROM astray UNION SELECT practice_id, is_now FROM astray
  ) WHERE client_id IS NOT NULL;
UPDATE facts SET client_id = (
  SELECT a.is_now FROM astray a WHERE a.practice_id = facts.practice_id AND a.pos = facts.pos
) WHERE (practice_id, pos) IN (SELECT practice_id, pos FROM astray);
DROP TABLE astray;
