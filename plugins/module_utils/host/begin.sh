# shellcheck shell=sh disable=SC2154
# The beginning of every script that answers.
printf '\n%s start\n' "$prefix"
