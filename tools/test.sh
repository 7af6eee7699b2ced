#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# `make test`: every check, whatever the others say. The last line is pytest's counts.
set -euo pipefail

log=.cache/pytest.log
others=(lint sanity types docs build)
failed=()
times=()

note() { # step, its seconds, its exit status
  times+=("$1 $2s")
  [ "$3" = 0 ] || failed+=("$1")
}

beside() { # step: into its log, then its seconds and exit status
  local began=$SECONDS status=0
  make --no-print-directory "$1" >".cache/$1.log" 2>&1 || status=$?
  echo "$((SECONDS - began)) $status" >".cache/$1.status"
}

# First and alone, because they may call apt, as the hosts do. What they find is told by `make lint` and the tests.
tools/shellcheck.sh || true
.cache/venv/bin/python -m tests.audit.tools || true

# Making hosts is waiting for packages, and the other checks use one processor. The host tests wait for `make hosts`.
rm -f .cache/hosts.log .cache/*.status
beside hosts &
(for step in "${others[@]}"; do beside "$step"; done) &
# Until `make hosts` has begun, its tests would take it for left out.
until [ -s .cache/hosts.log ] || [ -e .cache/hosts.status ]; do sleep 0.1; done
printf '\n== make pytest\n'
began=$SECONDS status=0
# With the slowest tests: where the time went.
PYTEST_ADDOPTS="${PYTEST_ADDOPTS:-} --durations=15" make --no-print-directory pytest 2>&1 | tee "$log" || status=$?
note pytest $((SECONDS - began)) "$status"
wait

for step in hosts "${others[@]}"; do
  printf '\n== make %s\n' "$step"
  cat ".cache/$step.log"
  read -r seconds status <".cache/$step.status"
  note "$step" "$seconds" "$status"
done

echo
echo "Seconds: ${times[*]}"
echo "Failed: ${failed[*]:-nothing}"
grep --extended-regexp '^=+ .* in [0-9.]+s.* =+$' "$log" | tail -n 1 || echo 'pytest gave no counts.'
[ "${#failed[@]}" = 0 ]
