# shellcheck shell=sh disable=SC2154,SC2086
# Which newer versions the lists of the package manager know. Nothing is refreshed. In: running (packages).

if has apt-cache; then
  section ahead apt-cache policy $running
elif has dnf; then
  section ahead dnf --quiet --setopt=color=never --cacheonly list updates $running
elif has yum; then
  section ahead yum --quiet --setopt=color=never --cacheonly list updates $running
fi
