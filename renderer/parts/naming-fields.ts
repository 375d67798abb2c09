import type { Naming } from '../../shared/model.ts'

/** Name, group and labels as they are typed. */
export interface NamingFields {
  name: string
  group: string
  order: string
  restarts: string
  /** key=value, one a line */
  labels: string
}

export const EMPTY_NAMING: NamingFields = {
  name: '',
  group: '',
  order: '',
  restarts: '',
  labels: '',
}

export const namingFieldsOf = ({ name, group, order, restarts, labels }: Naming): NamingFields => ({
  name: name ?? '',
  group: group ?? '',
  order: order === 0 ? '' : String(order),
  restarts: restarts === 0 ? '' : String(restarts),
  labels: Object.entries(labels)
    .map(([key, value]) => (value === '' ? key : `${key}=${value}`))
    .join('\n'),
})

/** What was typed, as the engine takes it. */
export function toNaming({ name, group, order, restarts, labels }: NamingFields): Naming {
  const lines = labels
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return {
    ...(name.trim() && { name: name.trim() }),
    ...(group.trim() && { group: group.trim() }),
    order: order === '' ? 0 : Number(order),
    restarts: restarts === '' ? 0 : Number(restarts),
    labels: Object.fromEntries(lines.map(keyAndValue)),
  }
}

/** A key alone has no value. */
function keyAndValue(line: string): [key: string, value: string] {
  const at = line.indexOf('=')
  return at < 0 ? [line, ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()]
}
