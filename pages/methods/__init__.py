"""TODO say what pages/methods is for."""
