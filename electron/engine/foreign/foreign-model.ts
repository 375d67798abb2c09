import type { ContainerRef, Exec, ForeignContainer } from '../../../shared/model.ts'
import { type Seen, whyLookOnly } from './seen.ts'

/** A command line is cut to so many words, each to so many characters. */
const MOST_ARGS = 100
const MOST_CHARACTERS = 1000
const MOST_PATH = 4096

/** A container of others as windows see it. */
export function foreignModel(
  { namespace, id }: ContainerRef,
  root: string,
  seen: Seen,
  execs: Exec[],
): ForeignContainer {
  const created = new Date(seen.created)
  return {
    namespace,
    id,
    owner: seen.owner,
    name: seen.name,
    runtime: seen.runtime,
    runtimeRoot: root,
    state: seen.state,
    pid: seen.state === 'stopped' ? null : seen.pid,
    createdAt: Number.isNaN(created.getTime()) ? null : created.toISOString(),
    bundle: seen.bundle.slice(0, MOST_PATH),
    rootfs: seen.rootfs.slice(0, MOST_PATH),
    args: (seen.spec?.process.args ?? [])
      .slice(0, MOST_ARGS)
      .map((word) => word.slice(0, MOST_CHARACTERS)),
    lookOnly: whyLookOnly(seen),
    execs,
  }
}
