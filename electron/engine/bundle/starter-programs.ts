/** Small programs of the starter's own, in /usr/local/bin, for the templates that come along. */

/** Serves /var/www; what it is told is busybox httpd's -p. Ends at SIGTERM, and with httpd's code where that ends. */
const SERVE = `#!/bin/sh
at=\${1:-8080}
mkdir -p /var/www
[ -e /var/www/index.html ] || cat > /var/www/index.html <<PAGE
<!doctype html>
<title>Runcible</title>
<h1>It works.</h1>
<p>This page lies in /var/www of the container $(hostname).</p>
PAGE
trap 'kill $! 2>/dev/null; echo "told to end: leaving in order"; exit 0' TERM INT
httpd -f -v -p "$at" -h /var/www &
echo "serving /var/www at $at"
wait $!
code=$?
echo "httpd ended with $code (is the port taken?)"
exit $code
`

/** Its bounds of its own hold where a machine has no limits to set. */
const MISBEHAVE = `#!/bin/sh
# Does on purpose what programs do by mistake. Everything stays within the container's limits.
menu() {
  cat <<'MENU'

This program misbehaves on purpose. What shall it do?
  1  eat memory until the kernel ends it      look for: 137, out of memory
  2  refuse SIGTERM                           look for: Stop takes 10 s, then SIGKILL
  3  leave a zombie                           look for: Z in ps, in an exec
  4  fork until it may not                    look for: pids at the limit, exec fails
  5  burn CPU                                 look for: the figure stays at the limit
  6  leak file descriptors                    look for: ls /proc/PID/fd, then an error
  7  deadlock two processes                   look for: both sleep for good
  8  exit with a code of your choice          look for: restart on failure
  9  crash a child by SIGSEGV                 look for: 139
  c  clear away all that it has started       q  quit with 0
MENU
}

eat() {
  block=$(head -c 4194304 /dev/zero | tr '\\0' x)
  all= n=0
  while [ $n -lt 64 ]; do
    all="$all$block"
    n=$((n + 1))
    echo "holding $((n * 4)) MiB"
    sleep 0.2
  done
  echo "there is no limit that ends it: giving it back"
  all=
}

leak() {
  ulimit -n 64
  n=10
  while [ $n -lt 100 ]; do
    eval "exec $n</dev/null"
    echo "descriptor $n is open"
    n=$((n + 1))
    sleep 0.1
  done
}

forks() {
  n=0
  while [ $n -lt 200 ]; do
    sleep 1000 &
    n=$((n + 1))
  done
}

deadlock() {
  rm -f /tmp/first /tmp/second
  mkfifo /tmp/first /tmp/second
  (read -r x < /tmp/first; echo done > /tmp/second) &
  (read -r x < /tmp/second; echo done > /tmp/first) &
  echo "each waits for a word of the other; nobody says the first one"
}

trap 'echo; echo "told to end: leaving in order"; exit 0' TERM INT
# A signal that is refused ends the read, as the end of the input does.
trap 'refused=1; echo' HUP
menu
while printf '> '; do
  read -r choice || { [ "$refused" ] && refused= && continue; [ -t 0 ] && exit 0; sleep 1000 & wait; exit 0; }
  case $choice in
    1) eat ;;
    2) trap 'refused=1; echo "SIGTERM? No."' TERM INT; echo "now stop me" ;;
    3) sh -c 'true & exec sleep 1000' & echo "its parent sleeps and never asks for it" ;;
    4) (forks); echo "clear away with c before anything else" ;;
    5) (while :; do :; done) & echo "one process spins; c ends it" ;;
    6) { (leak); echo "the leaking process ended with $?: its limit is 64 descriptors"; } & ;;
    7) deadlock ;;
    8) printf 'code (0 to 255): '; read -r code; exit "$((code & 255))" ;;
    9) sh -c 'kill -SEGV $$'; echo "the child ended with $?" ;;
    # A shell reaps what it adopted only while it waits for something: unreaped, they would count on.
    c) kill -9 -1; (sleep 0.1); echo "cleared" ;;
    q) exit 0 ;;
    *) menu ;;
  esac
done
`

export const STARTER_PROGRAMS: Readonly<Record<string, string>> = {
  'usr/local/bin/serve': SERVE,
  'usr/local/bin/misbehave': MISBEHAVE,
}
