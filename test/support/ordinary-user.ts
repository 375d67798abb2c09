import { join } from 'node:path'
import { killable } from './hosts.ts'
import { TestEngine } from './test-engine.ts'

const ROOT = join(import.meta.dirname, '../..')
const UID = 51_234
/** What the user is given for its containers, in subuid(5). */
export const GIVEN = `runcible-test:300000:65536\n`

/**
 * A user made for the test, known to its own engine alone. Neither the repository nor Node need lie where an ordinary user can
 * go, so both are shown below the test's own folder.
 */
const AS_USER = `set -e
repo=$1 place=$2 given=$3 cgroup=$4 node=$5 bundle=$6; shift 6
mkdir -p "$place/repo"; touch "$place/node"
cp -a /etc "$place/etc"
{ grep -v :${UID}: /etc/passwd; echo "runcible-test:x:${UID}:${UID}::$place:/bin/sh"; } > "$place/etc/passwd"
printf %s "$given" | tee "$place/etc/subuid" > "$place/etc/subgid"
# The folder: a file that a useradd elsewhere puts in another's place would come off.
mount --bind "$place/etc" /etc
mount --bind "$repo" "$place/repo"; mount --bind "$node" "$place/node"
# As udev has it, which not every machine of tests runs.
if [ -c /dev/net/tun ]; then
  cp -a /dev/net/tun "$place/tun"; chmod 666 "$place/tun"; mount --bind "$place/tun" /dev/net/tun
fi
chown ${UID}:${UID} "$place"
if [ "$cgroup" ]; then
  mkdir -p "$cgroup"
  chown ${UID}:${UID} "$cgroup" "$cgroup/cgroup.procs" "$cgroup/cgroup.subtree_control"
  echo $$ > "$cgroup/cgroup.procs"
fi
exec setpriv --reuid=${UID} --regid=${UID} --clear-groups \\
  "$place/node" "$place/repo\${bundle#"$repo"}" "$@"`

/** An engine of that user. `given`: its ids, or nothing; `cgroup`: one that is its own to divide. */
export const openAsUser = (given: string, cgroup = '') =>
  TestEngine.open((folders) => {
    const own = ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', AS_USER, 'sh']
    return killable(folders, [...own, ROOT, join(folders.state, '..'), given, cgroup])
  })
