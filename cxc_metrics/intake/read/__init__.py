"""Files of any format as tables of text, with the lines their rows stand in."""
