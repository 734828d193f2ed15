"""TODO say what cxc_metrics/intake/layouts is for."""
