"""Measures of who goes to whom: density, reciprocity, concentration, and what would be expected."""
