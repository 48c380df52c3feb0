-- Clients whose devices begin anew: what was filed under them went with somebody else who was erased, and no word of an
-- erasure reaches a client's device. The mark is a part of their cursors.
CREATE TABLE begun_anew (
  practice_id TEXT NOT NULL,
  client_id TEXT NOT NULL,
  mark TEXT NOT NULL,
  PRIMARY KEY (practice_id, client_id)
);
