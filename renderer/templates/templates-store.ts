import { useEffect } from 'react'
import { create } from 'zustand'
import type { HostId } from '../../shared/hosts.ts'
import type { BrokenTemplate, Template } from '../../shared/model.ts'
import { listTemplates } from '../actions/templates.ts'
import { OBSERVING } from '../observer/role.ts'
import { useConnection } from '../store/connection.ts'
import { withEntry } from '../store/keyed.ts'

interface OfHost {
  templates: readonly Template[]
  broken: readonly BrokenTemplate[]
}

interface TemplatesState {
  /** of every host that was asked, in their order; absent: not known yet */
  byHost: ReadonlyMap<HostId, OfHost>
  put(host: HostId, all: OfHost): void
  changed(host: HostId, template: Template): void
  removed(host: HostId, id: string): void
}

/** Templates as the engines published them. What nobody has asked for is not kept. */
export const useTemplates = create<TemplatesState>()((set) => {
  const change = (host: HostId, to: (templates: readonly Template[]) => readonly Template[]) =>
    set(({ byHost }) => {
      const known = byHost.get(host)
      if (!known) return {}
      return { byHost: withEntry(byHost, host, { ...known, templates: to(known.templates) }) }
    })
  return {
    byHost: new Map(),
    put: (host, all) => set(({ byHost }) => ({ byHost: withEntry(byHost, host, all) })),
    changed: (host, template) =>
      change(host, (all) => inOrder([...all.filter(({ id }) => id !== template.id), template])),
    removed: (host, id) => change(host, (all) => all.filter((one) => one.id !== id)),
  }
})

const inOrder = (templates: Template[]) =>
  templates.sort((a, b) => a.order - b.order || a.name.localeCompare(b.name))

/** The templates of a host, asked for anew with each connection; undefined until they are known. */
export function useTemplatesOf(host: HostId): OfHost | undefined {
  const client = useConnection((state) => state.byHost.get(host)?.client)
  useEffect(() => {
    if (client && !OBSERVING) void listTemplates(host)
  }, [client, host])
  return useTemplates((state) => state.byHost.get(host))
}
