import { t } from '@lingui/core/macro'
import type { HostEntry } from '../../shared/hosts.ts'
import type { Host } from '../../shared/model.ts'
import { engineWords } from '../language/engine-words.ts'
import type { Look } from './state.ts'

/** A host's status with the glyphs of containers: what answers is running, what was lost is lost. */
export const STATUS_LOOKS: Readonly<Record<HostEntry['status'], Look>> = {
  idle: 'ended',
  connecting: 'pausing',
  connected: 'running',
  lost: 'lost',
  refused: 'failed',
}

/** One line about a host: who answers there, or why nobody does. `machine`: what its engine said of itself to this window. */
export function statusInWords(
  { kind, status, error, engine }: HostEntry,
  machine: Pick<Host, 'name' | 'user'> | null,
): string {
  const who = machine ?? engine
  switch (status) {
    case 'idle':
      return kind === 'root' ? t`not connected; asks for your password` : t`not connected`
    case 'connecting':
      return kind === 'root' ? t`asking for your permission…` : t`connecting…`
    case 'connected':
      return who ? t`${{ machine: who.name }}, as ${{ user: who.user }}` : t`connected`
    case 'lost':
      return error
        ? t`lost, trying again: ${{ why: engineWords(error.message) }}`
        : t`lost, trying again: the connection is gone`
    case 'refused':
      return error
        ? t`refused: ${{ why: engineWords(error.message) }}`
        : t`refused: no reason was given`
  }
}
