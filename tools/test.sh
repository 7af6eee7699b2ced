#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# `make test`: every check, whatever the others say, pytest last. The last line is pytest's counts.
set -euo pipefail

log=.cache/pytest.log
failed=()
times=()

note() { # step, when it began, its exit status
  times+=("$1 $((SECONDS - $2))s")
  [ "$3" = 0 ] || failed+=("$1")
}

run() { # step
  local began=$SECONDS status=0
  printf '\n== make %s\n' "$1"
  make --no-print-directory "$1" 2>&1 || status=$?
  note "$1" "$began" "$status"
}

run lint
# Making the hosts is waiting for packages, so it goes on beside the next checks. Lint comes before: both may call apt.
began_hosts=$SECONDS
make --no-print-directory hosts >.cache/hosts.log 2>&1 &
hosts=$!
for step in types sanity docs build; do run "$step"; done

printf '\n== make hosts\n'
status=0
wait "$hosts" || status=$?
cat .cache/hosts.log
note hosts "$began_hosts" "$status"

printf '\n== make pytest\n'
began=$SECONDS status=0
make --no-print-directory pytest 2>&1 | tee "$log" || status=$?
note pytest "$began" "$status"

echo
echo "Seconds: ${times[*]}"
echo "Failed: ${failed[*]:-nothing}"
grep --extended-regexp '^=+ .* in [0-9.]+s.* =+$' "$log" | tail -n 1 || echo 'pytest gave no counts.'
[ "${#failed[@]}" = 0 ]
