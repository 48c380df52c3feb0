-- A record that is read in two parts. Shipped is for ever: never edit this file, add the next number.

-- What a device needs whatever its age, found without walking through years of sessions (core/parts.py names the kinds).
CREATE INDEX facts_of_any_age ON facts (practice_id, pos) WHERE kind IN (
  'client_erased', 'client_saved', 'device_paired', 'device_renamed', 'device_revoked', 'handover_discarded',
  'handover_taken', 'practice_exported', 'practice_imported', 'practice_restored', 'protocol_put_away', 'protocol_saved'
);
