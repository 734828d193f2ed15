"""TODO say what pages/flows is for."""
