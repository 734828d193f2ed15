"""TODO say what ui/frame is for."""
