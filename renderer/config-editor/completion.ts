import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import { syntaxTree } from '@codemirror/language'
import type { EditorState } from '@codemirror/state'
import type { SyntaxNode } from '@lezer/common'
import { t } from '@lingui/core/macro'
import { CAPABILITIES, RLIMITS } from '../../shared/model.ts'
import { type Path, pathInWords, type Schema, schemasAt } from '../../shared/runtime-spec/schema.ts'

/** What runc on Linux has no use for. */
const OTHER_SYSTEMS: ReadonlySet<string> = new Set([
  'solaris',
  'windows',
  'vm',
  'zos',
  'process.commandLine',
  'process.user.username',
])

/** What the specification offers where the cursor stands: names within an object, values behind a name or in a list. */
export function complete(context: CompletionContext): CompletionResult | null {
  const { state, pos, explicit } = context
  const node = syntaxTree(state).resolveInner(pos, -1)
  const inText = node.name === 'PropertyName' || node.name === 'String'
  if (!inText && !explicit) return null
  const place = placeOf(state, node, pos)
  if (!place) return null
  const range = inText ? { from: node.from, to: Math.max(pos, node.to) } : wordAt(context)
  const options = place.kind === 'name' ? names(state, place, range.to) : values(place.path)
  return options.length > 0 ? { ...range, options, filter: true } : null
}

type Place =
  | { kind: 'name'; path: Path; object: SyntaxNode; own: SyntaxNode | null }
  | { kind: 'value'; path: Path }

function placeOf(state: EditorState, node: SyntaxNode, pos: number): Place | null {
  const property = within(node, 'Property')
  const container = within(node, 'Object', 'Array')
  if (property && (!container || container.from < property.from)) {
    const name = property.firstChild
    const colon = name ? state.sliceDoc(name.to, pos).includes(':') : false
    if (!name || colon) return { kind: 'value', path: pathOf(state, property) }
    const object = property.parent
    return object && { kind: 'name', path: pathOf(state, object), object, own: property }
  }
  if (container?.name === 'Object') {
    // Behind a colon without a value yet the tree may have no property.
    const path = pathOf(state, container)
    return { kind: 'name', path, object: container, own: null }
  }
  return container && { kind: 'value', path: [...pathOf(state, container), 0] }
}

function within(node: SyntaxNode, ...kinds: string[]): SyntaxNode | null {
  for (let at: SyntaxNode | null = node; at; at = at.parent) {
    if (kinds.includes(at.name)) return at
  }
  return null
}

/** From the top to `node`: of lists, whose items are all alike, the first. */
function pathOf(state: EditorState, node: SyntaxNode): Path {
  const path: (string | number)[] = []
  for (let at: SyntaxNode | null = node; at; at = at.parent) {
    if (at.name === 'Property') path.unshift(nameOf(state, at))
    if (at.parent?.name === 'Array') path.unshift(0)
  }
  return path
}

function nameOf(state: EditorState, property: SyntaxNode): string {
  const name = property.firstChild
  return name ? state.sliceDoc(name.from, name.to).replaceAll('"', '') : ''
}

const wordAt = (context: CompletionContext) => {
  const word = context.matchBefore(/[\w"]*/)
  return { from: word?.from ?? context.pos, to: context.pos }
}

/** Names that the object does not have yet; each with the beginning of its value. */
function names(
  state: EditorState,
  { path, object, own }: Extract<Place, { kind: 'name' }>,
  end: number,
): Completion[] {
  const others = object
    .getChildren('Property')
    .filter((one) => own === null || one.from !== own.from)
    .map((one) => nameOf(state, one))
  const hasValue = /^\s*:/.test(state.sliceDoc(end, end + 20))
  const schemas = schemasAt(path)
  const offered = new Set(schemas.flatMap(({ properties = {} }) => Object.keys(properties)))
  return [...offered]
    .filter((name) => !others.includes(name) && !OTHER_SYSTEMS.has(pathInWords([...path, name])))
    .map((name) => {
      const below = schemasAt([...path, name])
      const isRequired = schemas.some(({ required }) => required?.includes(name))
      return {
        label: JSON.stringify(name),
        type: 'property',
        detail: [kindOf(below), isRequired && t`required`].filter(Boolean).join(', '),
        info: below.find(({ description }) => description)?.description,
        apply: hasValue ? JSON.stringify(name) : withValue(name, below),
      } satisfies Completion
    })
}

const EMPTY: Readonly<Record<string, string>> = {
  object: '{}',
  array: '[]',
  string: '""',
  boolean: 'false',
  integer: '0',
}

/** The name with an empty value, and the cursor in that. */
const withValue =
  (name: string, schemas: readonly Schema[]): Completion['apply'] =>
  (view, _, from, to) => {
    const value = EMPTY[kindOf(schemas)] ?? ''
    const insert = `${JSON.stringify(name)}: ${value}`
    const isOpen = /^["[{]/.test(value)
    const head = from + insert.length - (isOpen ? 1 : 0)
    view.dispatch({ changes: { from, to, insert }, selection: { anchor: head } })
  }

const kindOf = (schemas: readonly Schema[]) => schemas.find(({ type }) => type)?.type ?? ''

function values(path: Path): Completion[] {
  const schemas = schemasAt(path)
  const words = [...schemas.flatMap((schema) => schema.enum ?? []), ...known(path)]
  const texts = words.map((word) => JSON.stringify(word))
  const plain = kindOf(schemas) === 'boolean' ? ['true', 'false'] : []
  return [...texts, ...plain].map((label) => ({ label, type: 'constant' }))
}

/** Words that the specification leaves to the system. */
function known(path: Path): readonly string[] {
  const words = pathInWords(path)
  if (words.startsWith('process.capabilities.')) return CAPABILITIES
  if (/^process\.rlimits\[\d+\]\.type$/.test(words)) return RLIMITS
  return []
}
