import { type OutputUnit, type Schema, Validator } from '@cfworker/json-schema'
import {
  CONFIG_SCHEMA,
  knownKeysAt,
  type Path,
  SCHEMA_FILES,
  schemasAt,
} from '../../../shared/runtime-spec/schema.ts'

/** What a value is not as the specification has it. */
export interface Departure {
  level: 'error' | 'warning'
  path: Path
  message: string
}

let made: Validator | null = null

/** Made when it is first wanted: few ever edit. */
function validator(): Validator {
  if (made) return made
  made = new Validator(SCHEMA_FILES[CONFIG_SCHEMA] as Schema, '4', false)
  for (const [name, schema] of Object.entries(SCHEMA_FILES)) {
    if (name !== CONFIG_SCHEMA) made.addSchema(schema as Schema, name)
  }
  return made
}

/** Every place where a config.json is not as the runtime-spec says, and every name that it does not have. */
export function departuresOf(value: unknown): Departure[] {
  const { errors } = validator().validate(value)
  return [...errors.flatMap((unit) => departure(value, unit)), ...unknownKeys(value, [])]
}

/** An error of a part is reported again for each part around it: those say nothing. */
const AROUND = new Set(['$ref', 'properties', 'patternProperties', 'items', 'anyOf', 'allOf'])

function departure(value: unknown, { keyword, instanceLocation, error }: OutputUnit): Departure[] {
  if (AROUND.has(keyword) || keyword === 'additionalProperties') return []
  const path = pathOf(value, instanceLocation)
  // runc reads null as if the name were not there.
  if (keyword === 'type' && valueAt(value, path) === null) return []
  return [{ level: 'error', path, message: inWords(keyword, error, path) }]
}

function inWords(keyword: string, error: string, path: Path): string {
  const quoted = [...error.matchAll(/"([^"]*)"/g)].map(([, word]) => word)
  const number = error.match(/-?[\d.e+]+(?=\.$)/)?.[0]
  switch (keyword) {
    case 'type':
      return `This is of the kind “${quoted[0]}” and has to be “${quoted[1]}”.`
    case 'enum':
      return `This has to be one of ${quoted.join(', ')}.`
    case 'required':
      return `“${quoted[0]}” is missing here.`
    case 'minimum':
      return `This has to be at least ${number}.`
    case 'maximum':
      return `This has to be at most ${number}.`
    case 'pattern': {
      const patterns = schemasAt(path).flatMap(({ pattern }) => pattern ?? [])
      return `This has to be of the form ${patterns.join(', ')}.`
    }
    default:
      return error
  }
}

/** A pointer of JSON; a name that is all digits is one of a list's numbers only within a list. */
function pathOf(value: unknown, pointer: string): Path {
  const path: (string | number)[] = []
  for (const step of pointer.split('/').slice(1)) {
    const name = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')
    path.push(Array.isArray(valueAt(value, path)) ? Number(name) : name)
  }
  return path
}

export const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (found, step) =>
      found !== null && typeof found === 'object' && Object.hasOwn(found, step)
        ? (found as Record<string | number, unknown>)[step]
        : undefined,
    value,
  )

function unknownKeys(value: unknown, path: Path): Departure[] {
  if (value === null || typeof value !== 'object') return []
  if (Array.isArray(value)) return value.flatMap((one, at) => unknownKeys(one, [...path, at]))
  const isKnown = knownKeysAt(path)
  return Object.entries(value).flatMap(([key, one]) => {
    const here = [...path, key]
    if (isKnown(key)) return unknownKeys(one, here)
    const message = `The specification has no “${key}” here: runc passes over what it does not know.`
    return [{ level: 'warning' as const, path: here, message }]
  })
}
