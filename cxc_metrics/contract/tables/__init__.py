"""TODO say what cxc_metrics/contract/tables is for."""
