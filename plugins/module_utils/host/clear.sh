# shellcheck shell=sh disable=SC2154
# Forget a job that has ended. In: id.
# Several runs may wait for it: each of them, which asks for it by its id, still finds it (see poll.sh), for a day.

clear_job() {
  [ -d "$run/job" ] || return 0
  mkdir -p "$run/ended" || return
  # One at a time: between the look and the deed another run could clear it too, and the next job begin in its place.
  (
    if has flock; then flock 9; fi
    if [ "$(cat "$run/job/id" 2>/dev/null)" = "$id" ]; then move_job; fi
  ) 9<"$run/ended"
}

move_job() {
  if [ -z "$id" ]; then
    rm -rf "$run/job"
    return
  fi
  # What was run may hold the password of a proxy.
  rm -rf "$run/job/job" && mv "$run/job" "$run/ended/$id" || return
  find "$run/ended" -mindepth 1 -maxdepth 1 -mmin +1440 -exec rm -rf '{}' +
}

section cleared clear_job
