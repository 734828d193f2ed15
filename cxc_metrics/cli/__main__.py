"""`python -m cxc_metrics.cli` is `cxc`."""

from .app import app

app(prog_name="cxc")
