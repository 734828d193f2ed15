"""One folder a page, one page a question; each declares in its `__init__.py` what the frame has to know."""
