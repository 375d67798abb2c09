import { t } from '@lingui/core/macro'
import { useMemo } from 'react'
import { create } from 'zustand'
import { type HostId, OWN_HOST, ROOT_HOST } from '../../shared/hosts.ts'
import type { FeatureName, Host, Preflight } from '../../shared/model.ts'
import { engineWords } from '../language/engine-words.ts'
import { useHosts } from './hosts.ts'
import { withEntry, withoutEntry } from './keyed.ts'

/** One machine as one user: who we are on it, what it can and cannot do, its namespaces. */
export interface Machine {
  host: Host | null
  preflight: Preflight | null
  namespaces: readonly string[]
}

const UNKNOWN: Machine = { host: null, preflight: null, namespaces: [] }

interface MachinesState {
  byHost: ReadonlyMap<HostId, Machine>
  change(host: HostId, change: Partial<Machine>): void
  forget(host: HostId): void
}

/** The machines as their engines published them. */
export const useMachines = create<MachinesState>()((set) => ({
  byHost: new Map(),
  change: (host, change) =>
    set(({ byHost }) => ({
      byHost: withEntry(byHost, host, { ...(byHost.get(host) ?? UNKNOWN), ...change }),
    })),
  forget: (host) => set(({ byHost }) => ({ byHost: withoutEntry(byHost, host) })),
}))

export const machineOf = (host: HostId) => useMachines.getState().byHost.get(host) ?? UNKNOWN

export const useMachine = (host: HostId) =>
  useMachines((state) => state.byHost.get(host) ?? UNKNOWN)

/** “This machine, as root”, where it can be chosen for what an ordinary user cannot do; `preflight` once it has answered. */
export interface RootWay {
  preflight: Preflight | null
}

/** What root can do on a machine where a user cannot; anything else is missing for both. */
const OF_ROOT: readonly FeatureName[] = ['pause', 'limits', 'checkpoint', 'preDump', 'lazyRestore']

/** Why a feature is not to be had here, and where it is; null where it is, or as long as nobody has looked. */
export function missing(
  preflight: Preflight | null,
  feature: FeatureName,
  root: RootWay | null = null,
): string | null {
  const found = preflight?.features[feature]
  if (!found || found.ok) return null
  const rootHas = OF_ROOT.includes(feature) && (root?.preflight?.features[feature].ok ?? true)
  const reason = engineWords(found.reason)
  if (!root || !rootHas) return reason
  return t`${reason}. For this, choose “this machine, as root” in the header`
}

/** The way to root from a host: there is one from our own machine, where we are not root already. */
export function useRootWay(host: HostId): RootWay | null {
  const known = useHosts((state) => state.byId.has(ROOT_HOST))
  const { preflight } = useMachine(ROOT_HOST)
  const there = host === OWN_HOST && known
  return useMemo(() => (there ? { preflight } : null), [there, preflight])
}

export function useMissing(host: HostId, feature: FeatureName): string | null {
  return missing(useMachine(host).preflight, feature, useRootWay(host))
}

export const DEFAULT_NAMESPACE = 'default'
