# shellcheck shell=sh disable=SC2154
# The end of every script.
printf '%s done\n' "$prefix"
