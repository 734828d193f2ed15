"""TODO say what cxc_metrics/words is for."""
