import { useMemo } from 'react'
import { type HostId, OWN_HOST, ROOT_HOST } from '../../shared/hosts.ts'
import { useConnection, useIsReady } from '../store/connection.ts'
import { useHosts } from '../store/hosts.ts'
import { useMachine, useMachines, useRootWay } from '../store/machines.ts'
import type { Circumstances } from './availability.ts'

/** What beside its state decides whether an action on a container of that host can be done now. */
export function useCircumstances(host: HostId): Circumstances {
  const ready = useIsReady(host)
  const { preflight } = useMachine(host)
  const root = useRootWay(host)
  return useMemo(() => ({ ready, preflight, root }), [ready, preflight, root])
}

/** The same for containers that may be of several hosts. */
export function useCircumstancesOf(): (host: HostId) => Circumstances {
  const connections = useConnection((state) => state.byHost)
  const machines = useMachines((state) => state.byHost)
  const hasRoot = useHosts((state) => state.byId.has(ROOT_HOST))
  return useMemo(() => {
    const preflightOf = (host: HostId) => machines.get(host)?.preflight ?? null
    return (host) => ({
      ready: connections.get(host)?.phase === 'ready',
      preflight: preflightOf(host),
      root: host === OWN_HOST && hasRoot ? { preflight: preflightOf(ROOT_HOST) } : null,
    })
  }, [connections, machines, hasRoot])
}
