# shellcheck shell=sh disable=SC2154
# How far a job is. In: id (empty for any job that is there), wait (seconds to look for its end here).

# Where it is: another run may have seen its end first.
place=$run/job
if [ -n "$id" ] && [ "$(cat "$run/ended/id" 2>/dev/null)" = "$id" ]; then place=$run/ended; fi

# Any process of the job's session: the number of a dead process may be another's, and a child may outlive its shell.
alive() {
  session=$(cat "$folder/pid" 2>/dev/null)
  [ -n "$session" ] || return
  cat /proc/[0-9]*/stat 2>/dev/null | sed 's/^.*) //' |
    awk -v session="$session" '$4 == session && $1 != "Z" { found = 1 } END { exit !found }'
}

poll() {
  folder=$place
  # Nobody but root can look into it; to others it does not matter.
  [ -x "$folder" ] || return 0
  if [ -n "$id" ] && [ "$(cat "$folder/id" 2>/dev/null)" != "$id" ]; then return 0; fi
  left=$wait
  while [ "$left" -gt 0 ] && ! [ -e "$folder/status" ]; do
    sleep 1
    left=$((left - 1))
  done
  echo "id $(cat "$folder/id" 2>/dev/null)"
  echo "what $(cat "$folder/what" 2>/dev/null)"
  # Looked at before the status: a job that ends in between would seem to be killed.
  if alive; then state=alive; else state=; fi
  if [ -e "$folder/status" ]; then echo "status $(cat "$folder/status")"; else echo "$state"; fi
}

# The end of a file in whole lines: half an address could not be seen to hold a password.
whole_lines() {
  if [ "$(wc -c <"$1")" -gt "$2" ]; then tail -c "$2" "$1" | sed 1d; else cat "$1"; fi |
    if [ -n "$(tail -c 1 "$1")" ] && ! [ -e "$place/status" ]; then sed '$d'; else cat; fi
}

# The package manager writes to scratch; what it has done is in out.
progress() {
  newest=$place/out
  if [ -e "$place/scratch" ]; then newest=$place/scratch; fi
  whole_lines "$newest" 2000 | tail -n 1
}

section job poll
if [ -n "$section_text" ] && [ -e "$place/out" ]; then
  if printf '%s\n' "$section_text" | grep -q -x alive; then
    section now progress
  else
    section said whole_lines "$place/out" 20000
  fi
fi
