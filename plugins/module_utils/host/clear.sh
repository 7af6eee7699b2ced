# shellcheck shell=sh disable=SC2154
# Forget a job that has ended. In: id.

clear_job() {
  if [ "$(cat "$run/job/id" 2>/dev/null)" = "$id" ]; then rm -rf "$run/job"; fi
}

section cleared clear_job
