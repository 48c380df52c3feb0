"""The rim of HTTP around every route: hosts, origins, bodies, encodings, problems, headers."""
