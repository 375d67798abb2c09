import { t } from '@lingui/core/macro'
import type { FeatureName } from '../../shared/model.ts'

/** What a machine can do, as people would say it. */
export const FEATURE_WORDS: Readonly<Record<FeatureName, string>> = {
  run: t`Run containers`,
  pause: t`Pause and resume`,
  limits: t`Limit memory, CPU and processes`,
  checkpoint: t`Checkpoint, rewind, clone`,
  preDump: t`Checkpoints in rounds (pre-dump)`,
  lazyRestore: t`Rewinds that run at once`,
  systemdCgroup: t`Cgroups made by systemd`,
  ioOwner: t`Pipes that belong to another user`,
  trace: t`Follow system calls (strace)`,
  starter: t`The built-in starter`,
  images: t`Images`,
  networkOut: t`A way out of private networks`,
  differences: t`Moments stored as differences`,
  lookInside: t`Looking into checkpoints`,
}

/** One command for all that is missing and comes in packages; null where nothing does. */
export function installAll(mends: readonly (string | null)[]): string | null {
  const found = mends.flatMap((mend) => {
    const [, sudo, packages] = /^(sudo )?apt-get install ([\w.+ -]+)$/.exec(mend ?? '') ?? []
    return packages === undefined ? [] : [{ sudo: sudo ?? '', packages: packages.split(' ') }]
  })
  const names = [...new Set(found.flatMap(({ packages }) => packages))]
  return names.length < 2 ? null : `${found[0]?.sudo ?? ''}apt-get install ${names.join(' ')}`
}
