#!/usr/bin/env bash
# Writes a software bill of materials (CycloneDX, JSON) of what the dashboard and the command line need: the
# libraries of requirements.txt with their versions and hashes.
#
#   scripts/sbom.sh build/sbom.cdx.json
#
# The tool that writes it has an environment of its own (build/sbom-tool), so that it is not among what it lists.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

[ $# = 1 ] || fail "usage: scripts/sbom.sh FILE.json"
target=$1
tool=build/sbom-tool
python=${PYTHON:-python3}
[ ! -x .venv/bin/python ] || python=.venv/bin/python

if ! cmp -s requirements-sbom.txt "$tool/installed.txt" 2>/dev/null; then
    printf 'Installing the tool that writes it (once; again only when requirements-sbom.txt changes) ...\n' >&2
    "$python" -m venv --clear "$tool" || fail "$python could not make $tool; name another one: make sbom PYTHON=python3.12"
    PIP_NO_INPUT=1 PIP_DISABLE_PIP_VERSION_CHECK=1 "$tool/bin/python" -m pip install --quiet --require-hashes \
        -r requirements-sbom.txt >&2 || fail "pip could not install it (above it says why)"
    cp requirements-sbom.txt "$tool/installed.txt"
fi
mkdir -p "$(dirname "$target")"
# Reproducible: no time and no random number in it, so that two of the same lock are the same file.
"$tool/bin/cyclonedx-py" requirements requirements.txt --pyproject pyproject.toml --mc-type application \
    --output-format JSON --spec-version 1.6 --output-reproducible --validate --output-file "$target"
printf '%s: %s components\n' "$target" "$(grep -c '"purl"' "$target")"
