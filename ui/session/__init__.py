"""TODO say what ui/session is for."""
