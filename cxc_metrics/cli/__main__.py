"""`python -m cxc_metrics.cli` is `cxc`."""

from . import app

app(prog_name="cxc")
