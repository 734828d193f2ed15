"""TODO say what pages/data is for."""
