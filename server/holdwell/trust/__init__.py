"""https that a treatment room can have: an authority of the practice's own, or a certificate it brings."""
