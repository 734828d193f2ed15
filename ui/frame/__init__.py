"""What stands around every page: the server, the shell that each run goes through, the selection."""
