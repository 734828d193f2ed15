"""Shares, means and ratios of clustered answers: intervals, weights, shrinkage."""
