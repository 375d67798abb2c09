import { useMemo } from 'react'
import { useIsReady } from '../store/connection.ts'
import { useHost } from '../store/host.ts'
import type { Circumstances } from './availability.ts'

/** What beside its state decides whether an action can be done now. */
export function useCircumstances(): Circumstances {
  const ready = useIsReady()
  const preflight = useHost((state) => state.preflight)
  return useMemo(() => ({ ready, preflight }), [ready, preflight])
}
