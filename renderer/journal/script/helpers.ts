import { t } from '@lingui/core/macro'

/** One line, whatever is in it: a line feed would begin a command. */
export const comment = (text: string) => `# ${text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')}`

/** Pieces of shell that a script may need: what conmon does, and what a person would look at before the next step. */
export const FUNCTIONS = {
  await_end: `${comment(t`Waits until a container has ended, as it had then.`)}
await_end() {
  left=600
  while "$runc" --root "$1" state "$2" 2>/dev/null | grep -Eq '"status": *"(created|running|paused)"'; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || { echo "$2 has not ended within a minute, as it had then." >&2; exit 1; }
    sleep 0.1
  done
}`,
  console: `${comment(t`Holds the other end of a terminal, as conmon does.`)}
consoles=0
console() {
  consoles=$((consoles + 1))
  socket=$work/console-$consoles
  python3 -c 'import os, socket, sys
listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1] + "-")
listener.listen(1)
os.rename(sys.argv[1] + "-", sys.argv[1])
terminal = socket.recv_fds(listener.accept()[0], 4096, 1)[1][0]
try:
    while os.read(terminal, 65536): pass
except OSError: pass' "$socket" </dev/null >/dev/null 2>&1 &
  left=100
  while [ ! -S "$socket" ]; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || { echo 'A terminal needs python3 here, to hold its other end.' >&2; exit 1; }
    sleep 0.05
  done
}`,
  fresh: `${comment(t`A bundle names its cgroup: two containers of one bundle would be frozen and killed together.`)}
fresh() {
  [ -f "$1/config.json" ] || { echo "$1 is no bundle: name the right one at the top." >&2; exit 1; }
  if [ "$1" = "$2" ] && [ -e "$3/state.json" ]; then
    echo "$3 is there: delete it first, or name a copy of the bundle with a cgroup of its own." >&2
    exit 1
  fi
}`,
  hold: `${comment(t`Keeps a pipe open that nobody writes to, for as long as the container runs that reads it.`)}
hold() {
  exec 2>/dev/null
  pid=0
  left=50
  while [ "\${pid:-0}" -le 1 ]; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || return 0
    sleep 0.1
    pid=$("$runc" --root "$1" state "$2" | sed -n 's/.*"pid": *\\([0-9]*\\).*/\\1/p')
  done
  while kill -0 "$pid"; do sleep 0.5; done
}`,
  known: `${comment(t`It was created before the journal begins, or before what is shown of it.`)}
known() {
  [ -e "$1/$2/state.json" ] || { echo "$2 is not there: create it first." >&2; exit 1; }
}`,
} as const
export type Helper = keyof typeof FUNCTIONS

/** What every script begins with. */
export const BEGINNING = `${comment(t`It waits for ends, but not as long between the steps as people did. What programs print is not kept.`)}
${comment(t`Filesystems that Runcible mounts (of images) and settings of CRIU without an option are not in it.`)}
${comment(t`What stands before the first step can be changed, by hand or by variables of these names.`)}
set -eu
runc=\${RUNC:-runc}
work=\${WORK:-$(mktemp -d)}`
