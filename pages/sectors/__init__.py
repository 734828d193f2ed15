"""TODO say what pages/sectors is for."""
