#!/usr/bin/env bash
# Serves the dashboard on HOST and PORT, with the synthetic register if none has been published yet.
set -euo pipefail
cd "$(dirname "$0")/.."

host=${HOST:-127.0.0.1}
port=${PORT:-8501}

# Publishes the synthetic register if nothing has been published yet; says what is served.
.venv/bin/cxc demo

shown=$host
case "$host" in
    127.* | localhost | ::1)
        # Only these names reach a server of this machine alone; another site's name pointing here does not.
        names="localhost 127.0.0.1 ::1 $host"
        note="" ;;
    *)
        [ "$host" = 0.0.0.0 ] || [ "$host" = :: ] && shown=$(hostname 2>/dev/null || echo "$host")
        names="*"
        note=" (open to the network, uploading is off)" ;;
esac
case "$shown" in *:*) shown="[$shown]" ;; esac

# The pages read CXC_HOST: loading a register is offered on the loopback only.
export CXC_HOST=$host STREAMLIT_SERVER_ALLOWED_HOSTS=$names
# Our matrices are small: a second thread of linear algebra mostly waits, and burns a processor in waiting.
export OMP_NUM_THREADS=${OMP_NUM_THREADS:-1}
printf '\nDashboard: http://%s:%s%s\nStop with Ctrl-C.\n\n' "$shown" "$port" "$note"
exec .venv/bin/streamlit run dashboard.py --server.address "$host" --server.port "$port"
