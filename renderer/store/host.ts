import { create } from 'zustand'
import type { FeatureName, Host, Preflight } from '../../shared/model.ts'

interface HostState {
  host: Host | null
  preflight: Preflight | null
  namespaces: readonly string[]
}

/** The machine: who we are on it, what it can and cannot do, its namespaces. */
export const useHost = create<HostState>()(() => ({ host: null, preflight: null, namespaces: [] }))

/** Why a feature is not to be had here; null where it is, or as long as nobody has looked. */
export function missing(preflight: Preflight | null, feature: FeatureName): string | null {
  const found = preflight?.features[feature]
  return found && !found.ok ? found.reason : null
}

export const useMissing = (feature: FeatureName) =>
  useHost((state) => missing(state.preflight, feature))

export const DEFAULT_NAMESPACE = 'default'
