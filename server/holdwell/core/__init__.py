"""The pure centre: no await, no I/O, no clock."""
