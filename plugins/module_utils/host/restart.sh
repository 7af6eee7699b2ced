# shellcheck shell=sh disable=SC2154
# The body of the job that restarts. In: method (bmctl, services), daemons.

# One word: bmctl reads its first argument only. It returns when every service is up, has failed, or timed out.
restart() {
  if [ "$method" = bmctl ]; then
    bmctl restart || return
    rm -f "$run"/restart-pending.*
  else
    for daemon in $daemons; do
      systemctl restart "$daemon.service" || return
      rm -f "$run"/restart-pending.*."$daemon"
    done
  fi
}

restart
