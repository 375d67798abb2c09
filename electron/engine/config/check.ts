import { RuncibleError } from '../../../shared/errors.ts'
import type { ConfigProblem } from '../../../shared/model.ts'
import { type Path, pathInWords } from '../../../shared/runtime-spec/schema.ts'
import { securityOf } from '../bundle/security-view.ts'
import { Spec } from '../bundle/spec.ts'
import { type Held, ownedDepartures } from './owned.ts'
import { type Departure, departuresOf } from './specification.ts'
import { ConfigSource, tooMuch } from './text.ts'

/** So many are told; who has more to mend sees the rest then. */
const MOST = 100

/** An edited config.json, looked at. */
export interface Checked {
  problems: ConfigProblem[]
  /** null: it cannot be used */
  spec: Spec | null
}

/**
 * What stands in the way of a config.json that was edited from `before`, and what may be a mistake: by JSON, by the
 * specification, by what Runcible needs of it, and where it confines less than before. What `before` had too, and runc took,
 * is no more than a warning.
 */
export function checkConfig(text: string, before: Spec, held: Held): Checked {
  const bounds = tooMuch(text)
  if (bounds) return { problems: [bounds], spec: null }
  const source = new ConfigSource(text)
  const { value, problems } = source.read(MOST)
  if (value === undefined) return { problems, spec: null }
  const known = new Set(departuresOf(before).map(keyOf))
  const departures = departuresOf(value).map((one) =>
    known.has(keyOf(one)) ? { ...one, level: 'warning' as const } : one,
  )
  const { spec, lacking } = read(value, departures)
  const more = spec
    ? [...needs(spec), ...ownedDepartures(before, spec, held), ...lessConfined(before, spec)]
    : lacking
  const told = [...departures, ...more].sort(byLevel).slice(0, MOST)
  const all = [
    ...problems,
    ...told.map(({ level, path, message }) => source.problem(level, path, message)),
  ]
  const isRefused = all.some(({ level }) => level === 'error')
  all.sort((a, b) => byLevel(a, b) || a.from - b.from)
  return { problems: all, spec: isRefused ? null : spec }
}

/** Throws `invalid-input` with the first error and its place. */
export function requireConfig(text: string, before: Spec, held: Held): Spec {
  const { problems, spec } = checkConfig(text, before, held)
  if (spec) return spec
  const [first] = problems
  const { path, line = 1, message } = first ?? {}
  throw new RuncibleError(
    'invalid-input',
    path
      ? `config.json cannot be used: ${path}, line ${line}: ${message}`
      : `config.json cannot be used: line ${line}: ${message}`,
    {
      field: path || 'config',
      hint: 'Mend it and try again; nothing was changed.',
    },
  )
}

const keyOf = ({ path, message }: Departure) => `${pathInWords(path)} ${message}`

type Levelled = Pick<ConfigProblem, 'level'>

const byLevel = (a: Levelled, b: Levelled) => levelOf(a) - levelOf(b)

const levelOf = ({ level }: Levelled) => (level === 'error' ? 0 : 1)

/** What Runcible reads of it; where that does not fit, what has not been said of it yet. */
function read(value: unknown, said: Departure[]): { spec: Spec | null; lacking: Departure[] } {
  const parsed = Spec.safeParse(value)
  if (parsed.success) return { spec: parsed.data, lacking: [] }
  const places = new Set(said.map(({ path }) => pathInWords(path)))
  const lacking = parsed.error.issues
    .map(({ path, message }) => ({
      level: 'error' as const,
      path: path.filter((step) => typeof step !== 'symbol'),
      message: `Runcible needs this to be otherwise: ${message}.`,
    }))
    .filter(({ path }) => !places.has(pathInWords(path)))
  return { spec: null, lacking }
}

/** What no container runs without, though the specification leaves it open. */
function needs({ process, linux }: Spec): Departure[] {
  const error = (path: Path, message: string) => [{ level: 'error' as const, path, message }]
  return [
    ...(process.args.length === 0 ? error(['process', 'args'], 'There is nothing to run.') : []),
    ...(linux ? [] : error([], '“linux” is missing here: runc makes no container without it.')),
  ]
}

/** Where in a config.json a part of the confinement stands. */
const PLACES: Readonly<Record<string, Path>> = {
  capabilities: ['process', 'capabilities'],
  noNewPrivileges: ['process', 'noNewPrivileges'],
  rlimits: ['process', 'rlimits'],
  oomScoreAdj: ['process', 'oomScoreAdj'],
  seccomp: ['linux', 'seccomp'],
  maskedPaths: ['linux', 'maskedPaths'],
  readonlyPaths: ['linux', 'readonlyPaths'],
  devices: ['linux', 'resources', 'devices'],
  namespaces: ['linux', 'namespaces'],
  idMap: ['linux', 'uidMappings'],
  mounts: ['mounts'],
}

/** Allowed, and said: who edits by hand may not see what it opens. */
function lessConfined(before: Spec, after: Spec): Departure[] {
  const had = new Set(securityOf(before).deviations.map(({ what }) => what))
  const opened = securityOf(after).deviations.filter(({ what }) => !had.has(what))
  const hooks = programs(after).filter((program) => !programs(before).includes(program))
  return [
    ...opened.map(({ field, what, why }) => ({
      level: 'warning' as const,
      path: PLACES[field] ?? [],
      message: `It confines less than before, ${what}: ${why}`,
    })),
    ...hooks.map((program) => ({
      level: 'warning' as const,
      path: ['hooks'],
      message: `A hook runs ${program} on the machine, outside of the container.`,
    })),
  ]
}

const programs = ({ hooks = {} }: Spec): string[] =>
  Object.values(hooks)
    .flat()
    .map((hook) => String((hook as { path?: unknown } | null)?.path))
