import type { Exit } from '../../shared/model.ts'
import type { Container, ForeignContainer } from '../model.ts'
import { OWNERS } from '../words/foreign.ts'
import { shortImage } from '../words/names.ts'
import { describeContainer } from '../words/state.ts'

/** What a word of the filter may ask for, before a colon. */
export const FIELDS = ['state', 'label', 'group', 'image', 'name', 'host', 'command'] as const
type Field = (typeof FIELDS)[number]

interface Term {
  /** null: anywhere */
  field: Field | null
  /** in small letters */
  value: string
  /** “-state:running”: those that do not answer */
  not: boolean
}

/** Words as they were typed: state:running label:tier=web -group:course "two words". Every one has to hold. */
export function readFilter(query: string): Term[] {
  return wordsOf(query).flatMap((word): Term[] => {
    const not = word.startsWith('-') && word.length > 1
    const bare = (not ? word.slice(1) : word).toLowerCase()
    const field = FIELDS.find((one) => bare.startsWith(`${one}:`)) ?? null
    const value = (field ? bare.slice(field.length + 1) : bare).replaceAll('"', '')
    // What is still being typed finds everything.
    return field && value === '' ? [] : [{ field, value, not }]
  })
}

/** A quoted part holds blanks. */
const wordsOf = (query: string) => query.match(/(?:"[^"]*"?|[^\s"])+/g) ?? []

/** Does a container answer to what was read? */
export const answers = (container: Container, terms: readonly Term[]): boolean =>
  terms.every((term) => holds(container, term) !== term.not)

/** The same for one that something else made: it has no labels, no group and no image that we know of. */
export const answersForeign = (container: ForeignContainer, terms: readonly Term[]): boolean =>
  terms.every(
    ({ field, value, not }) =>
      foreignValues(container, field).some((one) => one.toLowerCase().includes(value)) !== not,
  )

function foreignValues(container: ForeignContainer, field: Field | null): string[] {
  const { id, name, owner, args, state, host } = container
  switch (field) {
    case 'state':
      return [state]
    case 'name':
      return present(id, name)
    case 'host':
      return [host]
    case 'command':
      return [args.join(' ')]
    case null:
      return [[id, name, OWNERS[owner].heading, ...args].join(' ')]
    default:
      return []
  }
}

function holds(container: Container, { field, value }: Term): boolean {
  if (field === 'label') return hasLabel(container, value)
  return valuesOf(container, field).some((one) => one.toLowerCase().includes(value))
}

/** “tier”: it has that label; “tier=we”: and its value begins so. */
function hasLabel({ naming }: Container, value: string): boolean {
  const [key, ...rest] = value.split('=')
  const begins = rest.join('=')
  return Object.entries(naming.labels).some(
    ([name, is]) =>
      name.toLowerCase() === key && (rest.length === 0 || is.toLowerCase().startsWith(begins)),
  )
}

const present = (...values: (string | undefined | null)[]) =>
  values.filter((one) => one !== undefined && one !== null && one !== '') as string[]

/** What it has for a field; for none all that it can be found by. */
function valuesOf(container: Container, field: Field | null): string[] {
  const { id, namespace, naming, args } = container
  switch (field) {
    case 'state':
      return statesOf(container)
    case 'label':
      return labelsOf(container)
    case 'group':
      return present(naming.group)
    case 'image':
      return present(imageOf(container), container.image?.id)
    case 'name':
      return present(id, naming.name)
    case 'host':
      return [container.host]
    case 'command':
      return [args.join(' ')]
    case null:
      return [[namespace, id, naming.name, naming.group, ...labelsOf(container), ...args].join(' ')]
  }
}

/** As the row has it: running, exited 0; and failed, which it is shown as. */
function statesOf(container: Container): string[] {
  const { word, look } = describeContainer(container, 0)
  const { exit, status } = container
  const end = exit && status === 'stopped' ? endsOf(exit) : []
  return [...new Set([status, ...end, word, look])]
}

/** How it ended as English rows have it: what a lesson or a habit has somebody type finds it in every language. */
function endsOf({ reason, code, signal }: Exit): string[] {
  if (reason === 'exited') return [`exited ${code ?? '?'}`]
  return reason === 'signal' && signal === 9 ? [`${code ?? '?'} killed`] : []
}

const imageOf = ({ source }: Container) =>
  source.kind === 'image' ? shortImage(source.image) : null

const labelsOf = ({ naming }: Container) =>
  Object.entries(naming.labels).map(([key, value]) => `${key}=${value}`)

const MOST = 8

/** What the last word could become, as a whole query each. */
export function completions(query: string, containers: readonly Container[]): string[] {
  const last = /\S*$/.exec(query)?.[0] ?? ''
  const before = query.slice(0, query.length - last.length)
  const sign = last.startsWith('-') ? '-' : ''
  const typed = last.slice(sign.length).toLowerCase()
  const field = FIELDS.find((one) => typed.startsWith(`${one}:`))
  if (!field) {
    return FIELDS.filter((one) => typed !== '' && one.startsWith(typed)).map(
      (one) => `${before}${sign}${one}:`,
    )
  }
  const begun = typed.slice(field.length + 1)
  const known = new Set(containers.flatMap((one) => valuesOf(one, field)))
  return [...known]
    .filter((one) => one.toLowerCase().includes(begun) && one.toLowerCase() !== begun)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .slice(0, MOST)
    .map((one) => `${before}${sign}${field}:${/\s/.test(one) ? `"${one}"` : one} `)
}
