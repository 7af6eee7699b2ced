# shellcheck shell=sh disable=SC2154,SC2086
# The body of the job that changes packages. In: steps (command lines, one a line), marks (daemons that a removal
# concerns), plugin, lock_timeout.

scratch=$run/job/scratch

# yum 3 may call it a failure that it did no more than it was told to.
only_downloaded() { grep -q 'exiting because "Download Only" specified' "$scratch"; }

# Before the removal: afterwards no package is left that could tell when it went. Gone after the restart, or a reboot.
for daemon in $marks; do : >"$run/restart-pending.$plugin.$daemon" || exit; done

printf '%s\n' "$steps" >"$scratch.steps" || exit
while read -r step; do
  printf '+ %s\n' "$step"
  patiently $step </dev/null || only_downloaded || exit "$outcome"
done <"$scratch.steps"
