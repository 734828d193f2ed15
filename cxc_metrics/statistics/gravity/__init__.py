"""The gravity model of flows: how many visits distance, size and neighbourhood would give."""
