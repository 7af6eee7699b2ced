# shellcheck shell=sh disable=SC2154
# Forget a job that has ended. In: id.

clear_job() {
  folder=/run/bluemind-videoconferencing/job
  if [ "$(cat "$folder/id" 2>/dev/null)" = "$id" ]; then rm -rf "$folder"; fi
}

section cleared clear_job
