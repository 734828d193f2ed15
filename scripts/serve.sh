#!/usr/bin/env bash
# Serves the dashboard on HOST and PORT, with the synthetic register if none has been published yet.
set -euo pipefail
cd "$(dirname "$0")/.."

host=${HOST:-127.0.0.1}
port=${PORT:-8501}

# Publishes the synthetic register if nothing has been published yet; says what is served.
.venv/bin/cxc demo

# What the server is bound to, for the door: internal is only who sits at a server of this machine alone, and only
# own names are answered.
export CXC_HOST=$host
# The address with the key of this start is printed, and opened where there is a screen.
export CXC_OPEN=${CXC_OPEN:-on}
# Our matrices are small: a second thread of linear algebra mostly waits, and burns a processor in waiting.
export OMP_NUM_THREADS=${OMP_NUM_THREADS:-1}
exec .venv/bin/streamlit run dashboard.py --server.address "$host" --server.port "$port"
