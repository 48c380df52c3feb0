-- By what a browser proves that a code was redeemed by itself, where the answer was lost: the hash of its claim, and the
-- number of the attempt that was answered last. An older app sends none.
ALTER TABLE codes ADD COLUMN claim_hash BLOB;
ALTER TABLE codes ADD COLUMN attempt INTEGER;
