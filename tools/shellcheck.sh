#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Checks every shell script of the checkout. Installs shellcheck where that needs no question, else says so.
set -euo pipefail

if ! command -v shellcheck >/dev/null && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && apt-get install -qq --yes --no-install-recommends shellcheck; } >/dev/null || true
fi
if ! command -v shellcheck >/dev/null; then
  echo 'shellcheck is not installed: shell scripts are LEFT OUT.'
  exit 0
fi

mapfile -t scripts < <(git grep --untracked --files-with-matches --extended-regexp '^#!.*\b(ba)?sh\b' | sort)
checked=()
for script in "${scripts[@]}"; do
  if head -n 1 "$script" | grep --quiet '^#!'; then checked+=("$script"); fi
done
shellcheck "${checked[@]}"
# Sent to hosts, whose sh may be any: they name no interpreter.
mapfile -t sent < <(git ls-files --cached --others --exclude-standard 'plugins/*.sh')
shellcheck --shell=sh "${sent[@]}"
echo "shellcheck: $((${#checked[@]} + ${#sent[@]})) scripts."
