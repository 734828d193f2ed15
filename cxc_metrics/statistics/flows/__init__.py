"""TODO say what cxc_metrics/statistics/flows is for."""
