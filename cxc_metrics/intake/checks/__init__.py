"""What is wrong with which row: cells, keys, links, the scheme's rules. All in SQL."""
