# shellcheck shell=sh disable=SC2154
# Forget a job that has ended. In: id.
# Several runs may wait for it: each of them, which asks for it by its id, still finds it (see poll.sh), for a day.

clear_job() {
  [ -d "$run/job" ] && [ "$(cat "$run/job/id" 2>/dev/null)" = "$id" ] || return 0
  if [ -z "$id" ]; then
    rm -rf "$run/job"
    return
  fi
  # What was run may hold the password of a proxy.
  mkdir -p "$run/ended" && rm -rf "$run/job/job" && mv "$run/job" "$run/ended/$id" || return
  find "$run/ended" -mindepth 1 -maxdepth 1 -mmin +1440 -exec rm -rf '{}' +
}

section cleared clear_job
