import { t } from '@lingui/core/macro'
import { LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { MalformedLesson } from './malformed.ts'

/**
 * Keys and values of a lesson through their schema. `line` is where the text stands in its file, from 1. Throws
 * MalformedLesson with the line of what is wrong. Plain values alone: neither tags nor aliases, which can grow without end.
 */
export function readYaml<S extends z.ZodType>(text: string, schema: S, line: number): z.output<S> {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    schema: 'core',
    // A list or a map as a key is written out for each that it lies in, again and again.
    stringKeys: true,
  })
  const lineOf = (offset = 0) => line + lines.linePos(offset).line - 1
  const problem = document.errors[0] ?? document.warnings[0]
  if (problem)
    throw new MalformedLesson(
      lineOf(problem.pos[0]),
      OF_YAML.get(problem.message) ?? problem.message,
    )
  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: 0 })
  } catch {
    throw new MalformedLesson(line, t`an alias (*name) stands in it: write the value itself`)
  }
  const read = schema.safeParse(value ?? {})
  if (read.success) return read.data
  const issue = read.error.issues[0]
  const path =
    issue?.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue?.path
  throw new MalformedLesson(lineOf(offsetOf(document, path ?? [])), inWords(issue, path ?? []))
}

/** Where what `path` leads to begins; where it is missing, what it would belong to. */
function offsetOf(
  document: ReturnType<typeof parseDocument>,
  path: readonly PropertyKey[],
): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true)
    const range = node && typeof node === 'object' && 'range' in node ? node.range : null
    if (Array.isArray(range)) return range[0]
  }
  return 0
}

function inWords(issue: z.core.$ZodIssue | undefined, path: readonly PropertyKey[]): string {
  const where = path.join('.')
  if (issue?.code === 'unrecognized_keys') return t`${where}: there is no such key`
  return where ? `${where}: ${issue?.message}` : (issue?.message ?? t`not valid`)
}

/** What the reader of YAML says most; the rest stays in its own words. */
const OF_YAML: ReadonlyMap<string, string> = new Map([
  ['Map keys must be unique', t`Map keys must be unique`],
  [
    'All mapping items must start at the same column',
    t`All mapping items must start at the same column`,
  ],
  [
    'All sequence items must start at the same column',
    t`All sequence items must start at the same column`,
  ],
  ['Implicit keys need to be on a single line', t`Implicit keys need to be on a single line`],
  [
    'Implicit map keys need to be followed by map values',
    t`Implicit map keys need to be followed by map values`,
  ],
  [
    'Nested mappings are not allowed in compact mappings',
    t`Nested mappings are not allowed in compact mappings`,
  ],
  ['Tabs are not allowed as indentation', t`Tabs are not allowed as indentation`],
])
