import { t } from '@lingui/core/macro'
import type { CallInput } from '../../shared/contract.ts'
import type { HostId } from '../../shared/hosts.ts'
import type { Template } from '../../shared/model.ts'
import { takenNames, useContainers } from '../store/containers.ts'
import { useHosts } from '../store/hosts.ts'
import { DEFAULT_NAMESPACE } from '../store/machines.ts'
import { useUndo } from '../store/undo.ts'
import { templateName } from '../templates/names.ts'
import { useTemplates } from '../templates/templates-store.ts'
import { freeName } from '../words/names.ts'
import { attempt } from './attempt.ts'
import { create } from './containers.ts'

/** Where templates are listed, arranged and removed. */
export const TEMPLATES_PLACE = 'templates'
/** Where one is saved. */
export const SAVE_TEMPLATE_PLACE = 'save template'
/** Where they are brought in. */
export const IMPORT_TEMPLATES_PLACE = 'import templates'

export async function listTemplates(host: HostId) {
  const all = await attempt({
    host,
    place: TEMPLATES_PLACE,
    what: t`Could not list the templates`,
    run: (client, options) => client.call('templates.list', {}, options),
  })
  if (all) useTemplates.getState().put(host, all)
  return all
}

export const saveTemplate = (host: HostId, input: CallInput<'templates.save'>) =>
  attempt({
    host,
    place: SAVE_TEMPLATE_PLACE,
    what: t`Could not save ${{ name: input.parts.name }}`,
    run: (client, options) => client.call('templates.save', input, options),
  })

export const arrangeTemplate = (
  host: HostId,
  template: Template,
  change: Omit<CallInput<'templates.arrange'>, 'template'>,
) =>
  attempt({
    host,
    place: TEMPLATES_PLACE,
    what: t`Could not change ${{ name: templateName(template) }}`,
    run: (client, options) =>
      client.call('templates.arrange', { template: template.id, ...change }, options),
  })

/** It can be brought back, with another id. */
export async function removeTemplate(host: HostId, template: Template) {
  const { id, builtIn: _, hidden: __, ...parts } = template
  const removed = await attempt({
    host,
    place: TEMPLATES_PLACE,
    what: t`Could not remove ${{ name: template.name }}`,
    run: (client, options) => client.call('templates.remove', { template: id }, options),
  })
  if (removed) {
    useUndo.getState().did({
      words: t`bring the template ${{ name: template.name }} back`,
      why: () => null,
      undo: () => saveTemplate(host, { parts }),
    })
  }
  return removed
}

/** The text of an export; undefined where that failed. */
export async function exportTemplates(host: HostId, ids: readonly string[]) {
  const made = await attempt({
    host,
    place: TEMPLATES_PLACE,
    what: t`Could not export the templates`,
    run: (client, options) => client.call('templates.export', { templates: [...ids] }, options),
  })
  return made?.text
}

export const importTemplates = (host: HostId, input: CallInput<'templates.import'>) =>
  attempt({
    host,
    place: IMPORT_TEMPLATES_PLACE,
    what: t`Could not bring the templates in`,
    run: (client, options) => client.call('templates.import', input, options),
  })

/** A container of the template with a name that is free, started; its console comes to the front. */
export function startTemplate(host: HostId, { name, request }: Template) {
  const { byKey } = useContainers.getState()
  const id = freeName(baseName(name), takenNames(byKey.values(), host, DEFAULT_NAMESPACE))
  return create(
    host,
    { ...request, namespace: DEFAULT_NAMESPACE, id },
    { andStart: true, place: 'list' },
  )
}

/** The template that a digit starts, on the host that is worked on. */
export async function startByKey(key: number): Promise<void> {
  const { workedOn: host } = useHosts.getState()
  const { templates = [] } =
    useTemplates.getState().byHost.get(host) ?? (await listTemplates(host)) ?? {}
  const template = templates.find((one) => one.key === key)
  if (template) await startTemplate(host, template)
}

/** "Web server" → `web-server`: what its containers are called, with a number after it. */
export const baseName = (name: string) =>
  name
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\w.+-]+/g, '-')
    .replaceAll(/^[-.]+|-+$/g, '')
    .slice(0, 40) || 'container'
