import type { FeatureName } from '../../shared/model.ts'

/** What a machine can do, as people would say it. */
export const FEATURE_WORDS: Readonly<Record<FeatureName, string>> = {
  run: 'Run containers',
  pause: 'Pause and resume',
  limits: 'Limit memory, CPU and processes',
  checkpoint: 'Checkpoint, rewind, clone',
  preDump: 'Checkpoints in rounds (pre-dump)',
  lazyRestore: 'Rewinds that run at once',
  systemdCgroup: 'Cgroups made by systemd',
  ioOwner: 'Pipes that belong to another user',
  trace: 'Follow system calls (strace)',
  starter: 'The built-in starter',
  images: 'Images',
  networkOut: 'A way out of private networks',
  differences: 'Moments stored as differences',
  lookInside: 'Looking into checkpoints',
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
