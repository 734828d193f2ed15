"""TODO say what pages/exchanges is for."""
