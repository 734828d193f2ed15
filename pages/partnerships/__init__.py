"""TODO say what pages/partnerships is for."""
