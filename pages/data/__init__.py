"""What data these are, what was wrong with them, and how to replace them."""
