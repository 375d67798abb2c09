import { readFile, writeFile } from 'node:fs/promises'
import type { Spec } from '../bundle/spec.ts'
import { cgroupVersion } from '../runtime/cgroup.ts'

/** runc hands the file that this annotation names to CRIU, whose lines win over all options. */
const ANNOTATION = 'org.criu.config'
/** What the annotation said before ours; empty: nothing. */
const BEFORE = 'io.runcible.criu.config'
/** What runc takes where there is no annotation. */
const DEFAULT_FILE = '/etc/criu/runc.conf'

/**
 * A config.json for a restore on cgroup v2, and the CRIU settings it names, in `file`: the processes come up in the
 * container's own cgroup. runc 1.1 tells CRIU so on v1 only, and on v2 they would land in that of the container which the
 * checkpoint was taken of: paused with it, or never coming up while it is. Settings that the machine or the bundle has stay.
 */
export async function withCgroupRoot(spec: Spec, file: string): Promise<Spec> {
  const { [BEFORE]: before, ...annotations } = spec.annotations ?? {}
  const theirs = before ?? annotations[ANNOTATION] ?? ''
  const path = spec.linux?.cgroupsPath
  // Where systemd makes the cgroup, its path is not known before.
  if (cgroupVersion() === 'v1' || !path?.startsWith('/')) {
    return withAnnotations(spec, { ...annotations, [ANNOTATION]: theirs })
  }
  const settings = await readFile(theirs || DEFAULT_FILE, 'utf8').catch(() => '')
  await writeFile(file, `${settings}\ncgroup-root :${path}\n`, { mode: 0o600 })
  return withAnnotations(spec, { ...annotations, [ANNOTATION]: file, [BEFORE]: theirs })
}

function withAnnotations(spec: Spec, { [ANNOTATION]: config, ...others }: Record<string, string>) {
  return { ...spec, annotations: config ? { ...others, [ANNOTATION]: config } : others }
}
