"""TODO say what cxc_metrics/statistics/waiting is for."""
