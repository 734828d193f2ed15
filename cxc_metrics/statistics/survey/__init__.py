"""TODO say what cxc_metrics/statistics/survey is for."""
