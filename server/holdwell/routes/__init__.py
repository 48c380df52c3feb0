"""The addresses of the server: thin handlers that decode, ask the core and the store, and encode."""
