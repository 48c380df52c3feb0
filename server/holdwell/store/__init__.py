"""Where facts, devices and codes are kept. The only SQL of the project stands in here."""
