import type { SyntaxNode, Tree } from '@lezer/common'
import { parser } from '@lezer/json'
import type { ConfigProblem } from '../../../shared/model.ts'
import { type Path, pathInWords } from '../../../shared/runtime-spec/schema.ts'

/** The specification's own parts are nested a dozen deep. */
const MAX_DEPTH = 64
/** A filter of all system calls names some hundred. */
const MAX_VALUES = 20_000

/** A text of JSON that knows where in it a value stands. */
export class ConfigSource {
  readonly text: string
  readonly #tree: Tree
  readonly #properties = new Map<number, ReadonlyMap<string, SyntaxNode>>()

  constructor(text: string) {
    this.text = text
    this.#tree = parser.parse(text)
  }

  /** What it says, or where it is no JSON; the first `most` names that are written twice, of which JSON takes the last. */
  read(most: number): { value: unknown; problems: ConfigProblem[] } {
    try {
      return { value: JSON.parse(this.text), problems: this.#doubled(most) }
    } catch (error) {
      const message = `This is no JSON: ${(error as Error).message}.`
      const from = this.#firstFault() ?? this.text.length
      return { value: undefined, problems: [this.#problemAt('', message, from, from + 1)] }
    }
  }

  /** A problem where `path` stands, or what it would stand in. */
  problem(level: ConfigProblem['level'], path: Path, message: string): ConfigProblem {
    const { from, to } = this.#nodeAt(path)
    return { ...this.#problemAt(pathInWords(path), message, from, to), level }
  }

  #problemAt(path: string, message: string, from: number, to: number): ConfigProblem {
    const line = this.text.slice(0, from).split('\n').length
    return { level: 'error', path, message, line, from, to: Math.min(to, this.text.length) }
  }

  #nodeAt(path: Path): { from: number; to: number } {
    let node = this.#tree.topNode.firstChild ?? this.#tree.topNode
    let named: { from: number; to: number } = { from: node.from, to: node.from + 1 }
    for (const step of path) {
      const found = typeof step === 'number' ? itemOf(node, step) : this.#valueOf(node, step)
      if (!found) break
      node = found
      // A whole block marked tells nothing: its beginning does.
      const isBlock = node.name === 'Object' || node.name === 'Array'
      named = isBlock && node.parent?.name === 'Property' ? nameOf(node.parent) : node
    }
    return named
  }

  #valueOf(object: SyntaxNode, name: string): SyntaxNode | null {
    return this.#propertiesOf(object).get(name)?.lastChild ?? null
  }

  /** By name, the last of each, as JSON has it. Kept: a hundred problems may stand in one object of thousands. */
  #propertiesOf(object: SyntaxNode): ReadonlyMap<string, SyntaxNode> {
    const known = this.#properties.get(object.from)
    if (known) return known
    const properties = object.getChildren('Property')
    const byName = new Map(properties.map((one) => [this.#nameIn(nameOf(one)), one]))
    this.#properties.set(object.from, byName)
    return byName
  }

  #nameIn({ from, to }: { from: number; to: number }): string {
    return JSON.parse(this.text.slice(from, to))
  }

  #doubled(most: number): ConfigProblem[] {
    const found: ConfigProblem[] = []
    const seen: Set<string>[] = []
    this.#tree.iterate({
      enter: ({ name, from, to }) => {
        if (found.length >= most) return false
        if (name === 'Object') seen.push(new Set())
        if (name !== 'PropertyName') return
        const key = this.#nameIn({ from, to })
        const names = seen.at(-1)
        if (names?.has(key)) {
          const message = `“${key}” is written twice here; the last one counts.`
          found.push({ ...this.#problemAt(key, message, from, to), level: 'warning' })
        }
        names?.add(key)
      },
      leave: ({ name }) => {
        if (name === 'Object') seen.pop()
      },
    })
    return found
  }

  #firstFault(): number | null {
    let fault: number | null = null
    this.#tree.iterate({
      enter: ({ type, from }) => {
        if (type.isError) fault ??= from
        return fault === null
      },
    })
    return fault
  }
}

const nameOf = (property: SyntaxNode) => property.firstChild ?? property

function itemOf(array: SyntaxNode, index: number): SyntaxNode | null {
  let at = 0
  for (let node = array.firstChild; node; node = node.nextSibling) {
    if (/^[[\],]$/.test(node.name)) continue
    if (at++ === index) return node
  }
  return null
}

/** What is no config.json for its mere size, which no reader of it should have to follow; null where it is within bounds. */
export function tooMuch(text: string): ConfigProblem | null {
  let depth = 0
  let values = 1
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (inString) {
      if (char === '\\') at++
      else if (char === '"') inString = false
    } else if (char === '"') inString = true
    else if (char === '{' || char === '[') {
      if (++depth > MAX_DEPTH) {
        return beyond(text, at, `It is nested deeper than ${MAX_DEPTH} levels`)
      }
    } else if (char === '}' || char === ']') depth--
    else if (char === ',' && ++values > MAX_VALUES) {
      return beyond(text, at, `It holds more than ${MAX_VALUES} values`)
    }
  }
  return null
}

const beyond = (text: string, from: number, message: string): ConfigProblem => ({
  level: 'error',
  path: '',
  message: `${message}, as no config.json does.`,
  line: text.slice(0, from).split('\n').length,
  from,
  to: from + 1,
})
