"""TODO say what cxc_metrics/catalogue/declared is for."""
