-- Access, complete: seals of audit facts, erasures, what removed devices hand over.

-- The key with which the server seals its audit facts, one a practice, so that a device can bring them back to a
-- restored server and cannot make one up.
CREATE TABLE seals (
  practice_id TEXT NOT NULL PRIMARY KEY,
  key BLOB NOT NULL
);

-- Clients that were erased, and every subject whose texts went with them: later offers are refused.
CREATE TABLE erasures (
  practice_id TEXT NOT NULL,
  client_id TEXT NOT NULL,
  erased_at INTEGER NOT NULL,
  PRIMARY KEY (practice_id, client_id)
);
CREATE TABLE erased_subjects (
  practice_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  client_id TEXT NOT NULL,
  PRIMARY KEY (practice_id, subject)
);

-- Facts that a removed device had not sent, until the owner takes or discards them.
CREATE TABLE handovers (
  practice_id TEXT NOT NULL,
  device_id TEXT NOT NULL,
  fact_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  client_id TEXT,                    -- the client it would be filed under
  digest BLOB NOT NULL,
  received_at INTEGER NOT NULL,
  raw TEXT NOT NULL,
  PRIMARY KEY (practice_id, device_id, fact_id)
);
