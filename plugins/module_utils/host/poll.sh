# shellcheck shell=sh disable=SC2154
# How far a job is. In: id (empty for any job that is there), wait (seconds to look for its end here).

poll() {
  folder=/run/bluemind-videoconferencing/job
  [ -d "$folder" ] || return 0
  if [ -n "$id" ] && [ "$(cat "$folder/id" 2>/dev/null)" != "$id" ]; then return 0; fi
  left=$wait
  while [ "$left" -gt 0 ] && ! [ -e "$folder/status" ]; do
    sleep 1
    left=$((left - 1))
  done
  echo "id $(cat "$folder/id" 2>/dev/null)"
  echo "what $(cat "$folder/what" 2>/dev/null)"
  if [ -e "$folder/status" ]; then echo "status $(cat "$folder/status")"; fi
  pid=$(cat "$folder/pid" 2>/dev/null)
  if [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null; then echo alive; fi
  return 0
}

section job poll
if [ -n "$section_text" ]; then
  section said tail -c 20000 "/run/bluemind-videoconferencing/job/out"
  section now tail -n 1 "/run/bluemind-videoconferencing/job/scratch"
fi
