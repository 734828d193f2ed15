"""TODO say what cxc_metrics/statistics/effect is for."""
