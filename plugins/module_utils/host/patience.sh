# shellcheck shell=sh disable=SC2154
# Running the package manager while others may hold its locks.
# In: scratch (a file of ours), lock_timeout (seconds).

# No questions, no restarts by hooks, no pager.
export DEBIAN_FRONTEND=noninteractive APT_LISTCHANGES_FRONTEND=none APT_LISTBUGS_FRONTEND=none UCF_FORCE_CONFFOLD=1
export NEEDRESTART_SUSPEND=1 NEEDRESTART_MODE=l

locked() {
  grep -E -q \
    -e 'Could not get lock|Unable to lock|Unable to acquire the dpkg|locked by another process' \
    -e 'already locked by|another copy is running|(obtain the|create) transaction lock' "$scratch"
}

# Which processes have one of these files open: "PID NAME". Those in containers have files of the same name.
openers() {
  for file; do
    wanted=$(stat -L -c %d:%i "$file" 2>/dev/null) || continue
    find /proc/[0-9]*/fd -lname "*/${file##*/}" 2>/dev/null | while read -r open; do
      if [ "$(stat -L -c %d:%i "$open" 2>/dev/null)" = "$wanted" ]; then echo "$open"; fi
    done
  done | cut -d/ -f3 | sort -u | while read -r pid; do echo "$pid $(cat "/proc/$pid/comm" 2>/dev/null)"; done
}

# Which processes have the lock files open.
holders() {
  openers /var/lib/dpkg/lock-frontend /var/lib/dpkg/lock /var/lib/apt/lists/lock /var/cache/apt/archives/lock \
    /var/lib/rpm/.rpm.lock
  for file in /var/run/yum.pid /var/cache/dnf/*_lock.pid /var/lib/dnf/*_lock.pid; do
    pid=$(cat "$file" 2>/dev/null)
    if kill -0 "${pid:-none}" 2>/dev/null; then echo "$pid $(cat "/proc/$pid/comm" 2>/dev/null)"; fi
  done
}

# Run a command, again for as long as it ends because of a lock: old apt waits for none, and no apt waits for that of
# the lists. To a file: a pipe would lose the exit status, and wait for each daemon that inherited it.
patiently() {
  waited=0
  while :; do
    "$@" >"$scratch" 2>&1
    outcome=$?
    if [ "$outcome" = 0 ] || ! locked; then break; fi
    if [ "$waited" -ge "$lock_timeout" ]; then
      holders | sort -u | sed 's/^/lock held by process /' >>"$scratch"
      break
    fi
    sleep 2
    waited=$((waited + 2))
  done
  cat "$scratch"
  return "$outcome"
}
