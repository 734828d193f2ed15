"""The page to compare with."""
