# shellcheck shell=sh disable=SC2154
# Start a job that outlives the connection, unless one is there. In: id, what (for people), job (a script).
# The folder is the lock: making it succeeds once. A second start of the same job, by a connection that was tried again,
# finds its own id. A folder with an id is complete.

write_job() {
  printf '%s\n' "$what" >"$folder/what" && printf '%s\n' "$job" >"$folder/job" && printf '%s\n' "$id" >"$folder/id"
}

start() {
  folder=$run/job
  mkdir -p "$run" || return
  chmod 0755 "$run" || return
  if mkdir -m 0700 "$folder" 2>/dev/null; then
    if [ -d "$run/ended/$id" ]; then # and another run has cleared it away
      rmdir "$folder"
      echo started
    elif write_job; then
      # Its own session: no hang-up reaches it, and nothing of the connection stays open.
      # shellcheck disable=SC2016
      setsid sh -c 'echo $$ >"$1/pid"; sh "$1/job" >"$1/out" 2>&1; echo $? >"$1/ended"; mv "$1/ended" "$1/status"' \
        job "$folder" </dev/null >/dev/null 2>&1 &
      # Before that session is there, the end of the connection would be its end too.
      left=50
      while [ "$left" -gt 0 ] && ! [ -s "$folder/pid" ]; do
        sleep 0.1
        left=$((left - 1))
      done
      echo started
    else
      rm -rf "$folder"
      return 1
    fi
  elif ! [ -d "$folder" ]; then
    mkdir "$folder" # says why it cannot be made
    return 1
  elif [ "$(cat "$folder/id" 2>/dev/null)" = "$id" ]; then
    echo started
  else
    cat "$folder/what" 2>/dev/null || echo 'a job that is being started'
    return 3
  fi
}

section start start
