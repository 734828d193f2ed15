"""`python -m cxc_metrics` is `cxc`."""

from .cli import app

app(prog_name="cxc")
