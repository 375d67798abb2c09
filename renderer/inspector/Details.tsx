import { t } from '@lingui/core/macro'
import type { ReactNode } from 'react'
import type { Container } from '../model.ts'
import { Facts } from '../parts/Facts.tsx'
import { formatArgs } from '../words/command-line.ts'
import { sourceInWords } from '../words/names.ts'
import { networkInWords } from '../words/network.ts'
import { bytes } from '../words/sizes.ts'
import { dateAndTime } from '../words/time.ts'

const STDIN_WORDS = {
  none: t`none`,
  open: t`open for good`,
  once: t`one-shot`,
} as const

/** What is fixed about a container. */
export function Details({ container }: { container: Container }) {
  const { runtime } = container
  const stdin = STDIN_WORDS[container.stdin]
  const special = [
    runtime.systemdCgroup && 'systemd cgroup',
    runtime.noPivot && 'no-pivot',
    runtime.noNewKeyring && 'no-new-keyring',
    runtime.logSizeMax !== undefined && t`log of ${{ size: bytes(runtime.logSizeMax) }} at most`,
    container.readonlyRootfs && t`read-only rootfs`,
  ].filter((one) => one !== false)
  return (
    <Facts
      facts={[
        ...labelFacts(container),
        [t`command`, <code key="c">{formatArgs(container.args)}</code>],
        ['pid', container.pid ?? '–'],
        [t`user`, container.user],
        [t`folder`, container.cwd],
        [t`hostname`, container.hostname],
        [t`console`, container.terminal ? t`terminal` : t`pipes`],
        ['stdin', container.stdinClosed ? t`${stdin}, ended` : stdin],
        [t`network`, networkInWords(container.network)],
        [t`from`, sourceInWords(container.source)],
        [t`namespace`, container.namespace],
        ['rootfs', container.rootfs],
        [t`bundle`, container.bundle],
        [t`runtime`, container.runtimeRoot],
        ['runc', runtime.binary ?? t`the one on PATH`],
        ...(special.length > 0 ? [[t`options`, special.join(', ')] as const] : []),
        [t`created`, dateAndTime(container.createdAt)],
        [t`started`, container.startedAt ? dateAndTime(container.startedAt) : '–'],
      ]}
    />
  )
}

/** Its labels, where it has some. */
function labelFacts({ naming }: Container): [string, ReactNode][] {
  const labels = Object.entries(naming.labels)
  if (labels.length === 0) return []
  return [[t`labels`, labels.map(([key, value]) => (value ? `${key}=${value}` : key)).join(', ')]]
}
