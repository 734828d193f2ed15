"""What pages are put together from: a figure with all that belongs to it, tables, inspection, exports."""
