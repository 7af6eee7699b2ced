#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# `make test`: every check, whatever the others say, pytest last. The last line is pytest's counts.
set -euo pipefail

log=.cache/pytest.log
failed=()
times=()

for step in lint types sanity docs build hosts pytest; do
  printf '\n== make %s\n' "$step"
  started=$SECONDS
  if [ "$step" = pytest ]; then
    make --no-print-directory pytest 2>&1 | tee "$log" || failed+=(pytest)
  else
    make --no-print-directory "$step" 2>&1 || failed+=("$step")
  fi
  times+=("$step $((SECONDS - started))s")
done

echo
echo "Seconds: ${times[*]}"
echo "Failed: ${failed[*]:-nothing}"
grep --extended-regexp '^=+ .* in [0-9.]+s.* =+$' "$log" | tail -n 1 || echo 'pytest gave no counts.'
[ "${#failed[@]}" = 0 ]
