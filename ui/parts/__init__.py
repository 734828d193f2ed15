"""TODO say what ui/parts is for."""
