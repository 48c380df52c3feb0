-- The start. Shipped is for ever: never edit this file, add the next number.
-- Every table carries practice_id, so that a store that is spread over machines can shard by it.

CREATE TABLE practices (
  practice_id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  epoch TEXT NOT NULL,               -- 12 hex digits, part of every cursor
  created_at INTEGER NOT NULL
);

-- One row a practice, updated inside each writing transaction: positions follow the order of commits.
CREATE TABLE counters (
  practice_id TEXT NOT NULL PRIMARY KEY,
  pos INTEGER NOT NULL,              -- the last position given; 0 in an empty log
  chain BLOB NOT NULL                -- the chain of that row (core/cursor.py)
);

CREATE TABLE facts (
  practice_id TEXT NOT NULL,
  pos INTEGER NOT NULL,
  fact_id TEXT NOT NULL,
  origin TEXT NOT NULL,
  seq INTEGER NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  client_id TEXT,                    -- the client it is filed under, which decides who sees it
  at INTEGER NOT NULL,
  device_id TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  digest BLOB,                       -- SHA-256 of raw; NULL once erased
  chain BLOB NOT NULL,
  raw TEXT                           -- the text as it came, never serialised again; NULL once erased
);
CREATE UNIQUE INDEX facts_by_pos ON facts (practice_id, pos);
CREATE UNIQUE INDEX facts_by_id ON facts (practice_id, fact_id);
CREATE UNIQUE INDEX facts_by_author ON facts (practice_id, origin, seq);
CREATE INDEX facts_by_receipt ON facts (practice_id, subject, origin, fact_id, digest);
CREATE INDEX facts_by_client ON facts (practice_id, client_id, pos) WHERE client_id IS NOT NULL;

CREATE TABLE devices (
  practice_id TEXT NOT NULL,
  device_id TEXT NOT NULL,
  device_name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('owner', 'therapist', 'client')),
  client_id TEXT,                    -- a client's device is bound to one client for good
  token_hash BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  renewed_at INTEGER NOT NULL,       -- when its cookie was last handed out
  revoked_at INTEGER,
  PRIMARY KEY (practice_id, device_id),
  CHECK ((role = 'client') = (client_id IS NOT NULL))
);
CREATE UNIQUE INDEX devices_by_token ON devices (token_hash);

CREATE TABLE codes (
  practice_id TEXT NOT NULL,
  code_hash BLOB NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('owner', 'therapist', 'client')),
  client_id TEXT,
  made_by TEXT,                      -- the device that made it; NULL: the server itself
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  redeemed_at INTEGER,
  device_id TEXT,                    -- the device it became
  PRIMARY KEY (practice_id, code_hash),
  CHECK ((role = 'client') = (client_id IS NOT NULL))
);
CREATE UNIQUE INDEX codes_by_hash ON codes (code_hash);

-- Every protocol version ever published or handed in stays readable. The practice '' holds what the
-- server published for everyone.
CREATE TABLE protocols (
  practice_id TEXT NOT NULL,
  digest TEXT NOT NULL,
  raw BLOB NOT NULL,
  published_at INTEGER NOT NULL,
  PRIMARY KEY (practice_id, digest)
);
