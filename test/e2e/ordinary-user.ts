import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { WebHost } from './web-host.ts'

const REPOSITORY = new URL('../..', import.meta.url).pathname.replace(/\/$/, '')
const NOBODY = 65534

/** Neither the repository nor Node need lie where an ordinary user can go, so both are shown below the host's own folder. */
const AS_NOBODY = `set -e
repo=$1 place=$2 node=$3 program=$4; shift 4
mkdir -p "$place/repo"; touch "$place/node"
mount --bind "$repo" "$place/repo"; mount --bind "$node" "$place/node"
chown ${NOBODY}:${NOBODY} "$place"
exec setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups \\
  "$place/node" "$place/repo\${program#"$repo"}" "$@"`

/**
 * Has the host run as an ordinary user. A STAND-IN for pkexec is first on its PATH, which says no as pkexec does when its
 * question is dismissed: a real one would wait for somebody to answer.
 */
export function runAsOrdinaryUser(host: WebHost): void {
  const bin = join(host.dir, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'pkexec'), '#!/bin/sh\necho "Error: Request dismissed" >&2\nexit 126\n')
  for (const path of [bin, join(bin, 'pkexec')]) chmodSync(path, 0o755)
  Object.assign(host.env, { PATH: `${bin}:${process.env.PATH}`, HOME: host.dir, DISPLAY: ':none' })
  const unshared = ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', AS_NOBODY, 'sh']
  host.wrap = (command) => [...unshared, REPOSITORY, host.dir, ...command]
}
