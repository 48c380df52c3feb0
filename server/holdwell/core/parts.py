"""Owns what "the newer part of a record" means. Pure. It must never decide what somebody may see.

[Y14] A new device of staff may begin at the end of the log, and reads backwards: the last 90 days by itself, what is
older when somebody asks. Its cursor says so for good, and the chain proves both places; where no more than a page lies
before these days, it reads everything.
[Y16] Clients, the practice's own protocols and what was done to it are read whatever their age, and before all else.
"""

from holdwell.core.audit import AUDIT_KINDS

RECENT_MS = 90 * 24 * 60 * 60 * 1000
# The same stand in migration 0004, for the index that finds them.
KINDS_OF_ANY_AGE = AUDIT_KINDS | {"client_saved", "protocol_saved", "protocol_put_away"}
