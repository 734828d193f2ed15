"""Measurements, not tests: they print ratios and medians and fail nothing (`python -m benchmarks`)."""
