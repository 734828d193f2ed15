"""TODO say what cxc_metrics/statistics/gravity is for."""
