-- How much a client's device has handed in of late, as of a moment (store/measure.py). Shipped is for ever: never edit
-- this file, add the next number.
ALTER TABLE devices ADD COLUMN used_facts REAL NOT NULL DEFAULT 0;
ALTER TABLE devices ADD COLUMN used_bytes REAL NOT NULL DEFAULT 0;
ALTER TABLE devices ADD COLUMN used_at INTEGER NOT NULL DEFAULT 0;
