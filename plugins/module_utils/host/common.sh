# shellcheck shell=sh disable=SC2154
# Part of every script: how it talks (see records.py).

LC_ALL=C
LANGUAGE=
export LC_ALL LANGUAGE
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH
umask 077

# section NAME COMMAND...: what the command says, and its exit status.
section() {
  section_name=$1
  shift
  section_text=$("$@" 2>&1)
  section_status=$?
  # Addresses of repositories hold passwords, and dnf prints the settings of one that fails.
  case $section_text in
    *://*@* | *assword*) section_text=$(printf '%s\n' "$section_text" | sed -e 's#://[^/@ ]*@#://********@#g' -e 's/\([Pp]assword[^:=]*[:=]\).*/\1 ********/') ;;
  esac
  printf '%s begin %s\n%s\n%s end %s %s\n' "$prefix" "$section_name" "$section_text" "$prefix" "$section_name" "$section_status"
}

has() { command -v "$1" >/dev/null 2>&1; }

printf '\n%s start\n' "$prefix"
