"""Charts as pictures: the plain values that are on screen too, drawn by matplotlib."""
