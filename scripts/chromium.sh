#!/usr/bin/env bash
# Prints the path of a Chromium that runs, installing one when there is none:
# CXC_CHROMIUM, then PATH, then Playwright's own if it is there; else apt-get as root on Debian; else Playwright's.
# Needs the test environment (scripts/environment.sh test).
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

# Ubuntu's chromium-browser only tells people to use snap, so being on PATH is not enough.
runs() { [ -x "$1" ] && timeout 60 "$1" --version >/dev/null 2>&1 </dev/null; }

on_path() {
    local name path
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        path=$(command -v "$name" 2>/dev/null) && runs "$path" && { printf '%s\n' "$path"; return 0; }
    done
    return 1
}

playwrights_own() {
    local path
    path=$(.venv/bin/python -c '
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
') && runs "$path" && printf '%s\n' "$path"
}

root_on_debian() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 && grep -qx 'ID=debian' /etc/os-release 2>/dev/null; }

apt_chromium() {
    say "Installing Chromium with apt-get, for the browser tests."
    export DEBIAN_FRONTEND=noninteractive
    local packages="chromium fonts-liberation"
    # shellcheck disable=SC2086
    apt-get install -y -q --no-install-recommends $packages >&2 \
        || { apt-get update -q >&2 && apt-get install -y -q --no-install-recommends $packages >&2; }
}

# Only the browser itself: the libraries it links to are the machine's business, and are not upgraded for a test.
playwright_chromium() {
    say "Installing Playwright's Chromium, for the browser tests."
    .venv/bin/python -m playwright install chromium >&2
}

if [ -n "${CXC_CHROMIUM:-}" ]; then
    runs "$CXC_CHROMIUM" || { say "error: CXC_CHROMIUM names $CXC_CHROMIUM, which does not run"; exit 1; }
    printf '%s\n' "$CXC_CHROMIUM"
    exit
fi
on_path && exit
playwrights_own && exit
root_on_debian && apt_chromium && on_path && exit
playwright_chromium && playwrights_own && exit
say "error: no Chromium found, and none could be installed. Install one (Debian: apt-get install chromium;
where Playwright's own only lacks libraries: .venv/bin/python -m playwright install-deps chromium) or set CXC_CHROMIUM to its path."
exit 1
