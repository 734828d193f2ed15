"""TODO say what cxc_metrics/catalogue/kinds is for."""
