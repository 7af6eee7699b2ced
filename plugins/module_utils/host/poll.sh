# shellcheck shell=sh disable=SC2154
# How far a job is. In: id (empty for any job that is there), wait (seconds to look for its end here).

# Where it is: another run may have seen its end first, or see it at any moment, and then start a job of its own. So this
# goes into the folder and stays there: a folder that is moved takes along who is in it.
enter() {
  # Nobody but root can look into it; to others it does not matter.
  cd "$1" 2>/dev/null && { [ -z "$id" ] || [ "$(cat id 2>/dev/null)" = "$id" ]; }
}

# Any process of the job's session: the number of a dead process may be another's, and a child may outlive its shell.
alive() {
  session=$(cat pid 2>/dev/null)
  [ -n "$session" ] || return
  cat /proc/[0-9]*/stat 2>/dev/null | sed 's/^.*) //' |
    awk -v session="$session" '$4 == session && $1 != "Z" { found = 1 } END { exit !found }'
}

poll() {
  left=$wait
  while [ "$left" -gt 0 ] && ! [ -e status ]; do
    sleep 1
    left=$((left - 1))
  done
  echo "id $(cat id 2>/dev/null)"
  echo "what $(cat what 2>/dev/null)"
  # Looked at before the status: a job that ends in between would seem to be killed.
  if alive; then state=alive; else state=; fi
  if [ -e status ]; then echo "status $(cat status)"; else echo "$state"; fi
}

# The end of a file in whole lines: half an address could not be seen to hold a password.
whole_lines() {
  if [ "$(wc -c <"$1")" -gt "$2" ]; then tail -c "$2" "$1" | sed 1d; else cat "$1"; fi |
    if [ -n "$(tail -c 1 "$1")" ] && ! [ -e status ]; then sed '$d'; else cat; fi
}

# The package manager writes to scratch; what it has done is in out.
progress() {
  newest=out
  if [ -e scratch ]; then newest=scratch; fi
  whole_lines "$newest" 2000 | tail -n 1
}

if enter "$run/job" || { [ -n "$id" ] && enter "$run/ended/$id"; }; then
  section job poll
  if [ -e out ]; then
    if printf '%s\n' "$section_text" | grep -q -x alive; then
      section now progress
    else
      section said whole_lines out 20000
    fi
  fi
else
  section job true
fi
