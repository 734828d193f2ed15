"""Time until something happens, with those to whom it has not happened yet."""
