# shellcheck shell=sh disable=SC2154
# Forget a job that has ended. In: id.
# Two runs may wait for it: the other one, which asks for it by its id, still finds it (see poll.sh).

clear_job() {
  [ -d "$run/job" ] && [ "$(cat "$run/job/id" 2>/dev/null)" = "$id" ] || return 0
  # What was run may hold the password of a proxy.
  rm -rf "$run/ended" "$run/job/job" && mv "$run/job" "$run/ended"
}

section cleared clear_job
