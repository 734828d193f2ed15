"""TODO say what pages/countries is for."""
