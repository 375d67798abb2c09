import type { ReactNode } from 'react'
import type { Container } from '../model.ts'
import { Facts } from '../parts/Facts.tsx'
import { formatArgs } from '../words/command-line.ts'
import { sourceInWords } from '../words/names.ts'
import { networkInWords } from '../words/network.ts'
import { bytes } from '../words/sizes.ts'
import { dateAndTime } from '../words/time.ts'

const STDIN_WORDS = {
  none: 'none',
  open: 'open for good',
  once: 'one-shot',
} as const

/** What is fixed about a container. */
export function Details({ container }: { container: Container }) {
  const { runtime } = container
  const special = [
    runtime.systemdCgroup && 'systemd cgroup',
    runtime.noPivot && 'no-pivot',
    runtime.noNewKeyring && 'no-new-keyring',
    runtime.logSizeMax !== undefined && `log of ${bytes(runtime.logSizeMax)} at most`,
    container.readonlyRootfs && 'read-only rootfs',
  ].filter((one) => one !== false)
  return (
    <Facts
      facts={[
        ...labelFacts(container),
        ['command', <code key="c">{formatArgs(container.args)}</code>],
        ['pid', container.pid ?? '–'],
        ['user', container.user],
        ['folder', container.cwd],
        ['hostname', container.hostname],
        ['console', container.terminal ? 'terminal' : 'pipes'],
        ['stdin', `${STDIN_WORDS[container.stdin]}${container.stdinClosed ? ', ended' : ''}`],
        ['network', networkInWords(container.network)],
        ['from', sourceInWords(container.source)],
        ['namespace', container.namespace],
        ['rootfs', container.rootfs],
        ['bundle', container.bundle],
        ['runtime', container.runtimeRoot],
        ['runc', runtime.binary ?? 'the one on PATH'],
        ...(special.length > 0 ? [['options', special.join(', ')] as const] : []),
        ['created', dateAndTime(container.createdAt)],
        ['started', container.startedAt ? dateAndTime(container.startedAt) : '–'],
      ]}
    />
  )
}

/** Its labels, where it has some. */
function labelFacts({ naming }: Container): [string, ReactNode][] {
  const labels = Object.entries(naming.labels)
  if (labels.length === 0) return []
  return [['labels', labels.map(([key, value]) => (value ? `${key}=${value}` : key)).join(', ')]]
}
