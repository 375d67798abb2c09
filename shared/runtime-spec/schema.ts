import configLinux from './schema/config-linux.json' with { type: 'json' }
import configSchema from './schema/config-schema.json' with { type: 'json' }
import configSolaris from './schema/config-solaris.json' with { type: 'json' }
import configVm from './schema/config-vm.json' with { type: 'json' }
import configWindows from './schema/config-windows.json' with { type: 'json' }
import configZos from './schema/config-zos.json' with { type: 'json' }
import defs from './schema/defs.json' with { type: 'json' }
import defsLinux from './schema/defs-linux.json' with { type: 'json' }
import defsVm from './schema/defs-vm.json' with { type: 'json' }
import defsWindows from './schema/defs-windows.json' with { type: 'json' }
import defsZos from './schema/defs-zos.json' with { type: 'json' }

/** A JSON schema of draft 4, as far as the runtime-spec makes use of it. */
export interface Schema {
  description?: string
  type?: string
  properties?: Readonly<Record<string, Schema>>
  patternProperties?: Readonly<Record<string, Schema>>
  additionalProperties?: Schema
  items?: Schema
  required?: readonly string[]
  enum?: readonly string[]
  pattern?: string
  anyOf?: readonly Schema[]
  allOf?: readonly Schema[]
  $ref?: string
}

/** Where something stands in a config.json: keys, and numbers within lists. */
export type Path = readonly (string | number)[]

/** The schema of config.json. */
export const CONFIG_SCHEMA = 'config-schema.json'

/** Every file of the schema, by the name under which the others refer to it. */
export const SCHEMA_FILES: Readonly<Record<string, object>> = {
  [CONFIG_SCHEMA]: configSchema,
  'config-linux.json': configLinux,
  'config-solaris.json': configSolaris,
  'config-vm.json': configVm,
  'config-windows.json': configWindows,
  'config-zos.json': configZos,
  'defs.json': defs,
  'defs-linux.json': defsLinux,
  'defs-vm.json': defsVm,
  'defs-windows.json': defsWindows,
  'defs-zos.json': defsZos,
}

/** A part of the schema, and the file that its references start from. */
interface Part {
  schema: Schema
  file: string
}

/** All that the specification says of a place, references followed; empty where it says nothing. */
export function schemasAt(path: Path): readonly Schema[] {
  let parts = follow({ schema: SCHEMA_FILES[CONFIG_SCHEMA] as Schema, file: CONFIG_SCHEMA })
  for (const step of path) parts = parts.flatMap((part) => below(part, step)).flatMap(follow)
  return parts.map(({ schema }) => schema)
}

function below({ schema, file }: Part, step: string | number): Part[] {
  const found =
    typeof step === 'number'
      ? [schema.items]
      : Object.hasOwn(schema.properties ?? {}, step)
        ? [schema.properties?.[step]]
        : [...Object.values(schema.patternProperties ?? {}), schema.additionalProperties]
  return found.flatMap((one) => (one ? [{ schema: one, file }] : []))
}

function follow(part: Part): Part[] {
  const { schema, file } = part
  if (schema.$ref !== undefined) return follow(referred(schema.$ref, file))
  const alternatives = [...(schema.anyOf ?? []), ...(schema.allOf ?? [])]
  return [part, ...alternatives.flatMap((one) => follow({ schema: one, file }))]
}

/** `defs.json#/definitions/Mount`, or a place of the same file. */
function referred(ref: string, from: string): Part {
  const [name, pointer = ''] = ref.split('#')
  const file = name || from
  let schema = SCHEMA_FILES[file] as unknown
  for (const step of pointer.split('/').filter(Boolean)) {
    schema = (schema as Record<string, unknown>)[step]
  }
  return { schema: schema as Schema, file }
}

/** Tells of a key whether the specification has it at a place; of every one where it leaves the keys to whoever writes them. */
export function knownKeysAt(path: Path): (key: string) => boolean {
  const schemas = schemasAt(path)
  const isOpen =
    !schemas.some(({ properties }) => properties) ||
    schemas.some(
      ({ patternProperties, additionalProperties }) => patternProperties ?? additionalProperties,
    )
  return (key) => isOpen || schemas.some(({ properties }) => Object.hasOwn(properties ?? {}, key))
}

const PLAIN = /^[A-Za-z_]\w*$/

/** As people write it: `process.args[1]`; empty for the whole. */
export const pathInWords = (path: Path): string =>
  path.reduce<string>((words, step) => {
    if (typeof step === 'number') return `${words}[${step}]`
    if (!PLAIN.test(step)) return `${words}[${JSON.stringify(step)}]`
    return words === '' ? step : `${words}.${step}`
  }, '')
