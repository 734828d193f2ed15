#!/usr/bin/env bash
# Makes .venv ready, or says what is missing. Installs only when a lock or pyproject.toml has changed.
#
#   scripts/environment.sh run     what the dashboard and the command line need
#   scripts/environment.sh test    the test tools too
#
# PYTHON names the interpreter to try first. The stamps in .venv/.ready are copies of the files that
# were installed from, compared by content: a fresh clone's timestamps mean nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }
fail() { say "error: $*"; exit 1; }

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
can_make_venv() { "$1" -c 'import venv, ensurepip' 2>/dev/null; }
version_of() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || echo "unknown"; }

# The first interpreter that is new enough and able to make an environment.
# Sets `python`, or `without_venv` to one that is new enough but lacks venv, and `too_old` to what was passed over.
find_python() {
    python="" without_venv="" too_old=""
    local candidate
    for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do
        command -v "$candidate" >/dev/null 2>&1 || continue
        if ! new_enough "$candidate"; then
            case "$too_old" in *"$candidate "*) ;; *) too_old="$too_old$candidate ($(version_of "$candidate")) " ;; esac
        elif can_make_venv "$candidate"; then
            python=$candidate
            return
        elif [ -z "$without_venv" ]; then
            without_venv=$candidate
        fi
    done
}

make_environment() {
    find_python
    # Debian and Ubuntu leave ensurepip out of their Python.
    [ -n "$python" ] || [ -z "$without_venv" ] || fail "$without_venv cannot make an environment: its venv module is incomplete.
Install it (Debian, Ubuntu: apt-get install python$(version_of "$without_venv")-venv), then run this again."
    [ -n "$python" ] || fail "Python 3.11 or newer is needed; found: ${too_old:-none}.
Install one (Debian 12, Ubuntu 24.04: apt-get install python3 python3-venv; macOS: brew install python;
otherwise https://www.python.org/downloads/) or name yours: make run PYTHON=/path/to/python3"
    [ ! -L .venv ] || fail ".venv is a link to $(readlink .venv), which another folder uses: it is not cleared from here.
Remove the link (rm .venv), then run this again."
    say "Making .venv with $python ($(version_of "$python"))."
    "$python" -m venv --clear .venv || fail "$python could not make .venv; name another one: make run PYTHON=/path/to/python3"
}

# Is .venv whole, new enough and still where it was made? (Its scripts carry its path.)
usable() {
    [ -x .venv/bin/python ] && new_enough .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1 || return 1
    [ ! -f .venv/.ready/place ] || [ "$(cat .venv/.ready/place)" = "$PWD" ]
}

# ready NAME FILE... : was NAME installed from exactly these files?
ready() {
    local name=$1 file
    shift
    for file in "$@"; do
        cmp -s "$file" ".venv/.ready/$name/$file" || return 1
    done
}

mark_ready() {
    local name=$1
    shift
    mkdir -p ".venv/.ready/$name"
    cp "$@" ".venv/.ready/$name/"
    printf '%s\n' "$PWD" >.venv/.ready/place
}

# install NAME FILE... -- PIP-ARGUMENT...
install() {
    local name=$1 files=()
    shift
    while [ "$1" != "--" ]; do files+=("$1"); shift; done
    shift
    ready "$name" "${files[@]}" && return
    say "Installing $name (once; again only when ${files[*]} change) ..."
    local quiet="--quiet"
    [ -t 2 ] && quiet=""
    PIP_NO_INPUT=1 PIP_DISABLE_PIP_VERSION_CHECK=1 .venv/bin/python -m pip install $quiet "$@" >&2 \
        || fail "pip could not install $name (above it says why). Without network access, point pip at a mirror:
    https://pip.pypa.io/en/stable/topics/configuration/
With a very new Python, libraries may lack a ready build: try make run PYTHON=python3.12 after make clean."
    mark_ready "$name" "${files[@]}"
}

[ "${1:-}" = run ] || [ "${1:-}" = test ] || fail "usage: scripts/environment.sh run|test"
usable || make_environment
install libraries requirements.txt -- --require-hashes -r requirements.txt
# The backend is in the lock, so nothing else is fetched to build the project itself.
install project pyproject.toml requirements.txt -- --no-deps --no-build-isolation -e .
if [ "$1" = test ]; then
    install test-tools requirements-test.txt requirements.txt -- --require-hashes -r requirements.txt -r requirements-test.txt
fi
