# shellcheck shell=sh disable=SC2154
# The units of the daemons. In: daemons.

# Own process and those of the daemons: their start times are in one clock, which no change of the date moves.
clock() {
  date +%s.%N
  getconf CLK_TCK 2>/dev/null || echo 100
  cat /proc/self/stat
}

units() {
  for daemon in $daemons; do
    systemctl show --property=Id,LoadState,ActiveState,MainPID "$daemon.service" || return
    echo
  done
}

starts() {
  for daemon in $daemons; do
    pid=$(systemctl show --property=MainPID "$daemon.service" 2>/dev/null)
    pid=${pid#MainPID=}
    if [ "${pid:-0}" != 0 ]; then cat "/proc/$pid/stat" 2>/dev/null; fi
  done
  return 0
}

# A file of this name tells BlueMind's units not to start.
switched_off() { for daemon in $daemons; do if [ -e "/etc/bm/$daemon.disabled" ]; then echo "$daemon"; fi; done; }

section clock clock
if has systemctl; then
  section units units
  section starts starts
fi
section switched_off switched_off
