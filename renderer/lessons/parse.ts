import { t } from '@lingui/core/macro'
import type { Code, Heading, Nodes, Root, RootContent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import type { Lesson, Malformed, Step } from './lesson.ts'
import { Check, Front } from './lesson-schema.ts'
import { MalformedLesson } from './malformed.ts'
import { readYaml } from './read-yaml.ts'

const MAX_CHARACTERS = 64 * 1024
/** Bounds how deep one line can nest. */
const MAX_LINE = 2000
/** Reading takes longer by the square of these: with so many a fraction of a second. */
const MAX_LINES = 1000
/** Items of lists and quotations that lines begin with, in all. */
const MAX_MARKERS = 1000
/** Before an item of a list, characters. */
const MAX_MARGIN = 40
const MAX_STEPS = 30
/** Of lists and quotations in each other. */
const MAX_DEPTH = 12
/** Signs of emphasis, links and code without a blank line between: each may belong to any, and all pairs are tried. */
const MAX_MARKS = 200
/** Of the same in all. */
const MAX_ALL_MARKS = 3000
const MAX_YAML = 12_000

/** A lesson out of its file's text, or the first thing that is wrong with it. Never throws. */
export function parseLesson(text: string): { lesson: Lesson } | { malformed: Malformed } {
  try {
    return { lesson: read(text.replaceAll(/\r\n?/g, '\n')) }
  } catch (error) {
    const line = error instanceof MalformedLesson ? error.line : 1
    return { malformed: { line, why: (error as Error).message } }
  }
}

function read(text: string): Lesson {
  refuseTooLarge(text)
  const [whole = '', yaml = ''] = /^---\n([\s\S]*?)\n---(?:\n|$)/.exec(text) ?? []
  if (!whole) {
    throw new MalformedLesson(
      1,
      t`it must begin with ---, title, summary and minutes, and --- again`,
    )
  }
  if (yaml.length > MAX_YAML) throw new MalformedLesson(1, t`what stands above it is too long`)
  const front = readYaml(yaml, Front, 2)
  const above = whole.split('\n').length - 1
  const { intro, steps } = readSteps(text.slice(whole.length), above)
  if (!steps.some(({ check }) => check)) {
    throw new MalformedLesson(
      above + 1,
      t`no step has a check, so that it could be finished unread`,
    )
  }
  const without = front.container
    ? -1
    : steps.findIndex(({ check }) => check && needsContainer(check))
  if (without >= 0) {
    throw new MalformedLesson(
      above + 1,
      t`step ${{ n: without + 1 }} looks at a container, and the lesson names none: container: above it`,
    )
  }
  return { ...front, intro, steps }
}

/** All but a question with an answer of the lesson's own. */
const needsContainer = (check: Check) =>
  Object.keys(check).some((key) => !['question', 'choices', 'answer'].includes(key))

function refuseTooLarge(text: string): void {
  if (text.length > MAX_CHARACTERS) {
    throw new MalformedLesson(1, t`it has more than ${{ max: MAX_CHARACTERS }} characters`)
  }
  const lines = text.split('\n')
  const long = lines.findIndex((line) => line.length > MAX_LINE)
  if (long >= 0) {
    throw new MalformedLesson(long + 1, t`the line has more than ${{ max: MAX_LINE }} characters`)
  }
  if (lines.length > MAX_LINES) {
    throw new MalformedLesson(MAX_LINES + 1, t`it has more than ${{ max: MAX_LINES }} lines`)
  }
  refuseTooManyMarkers(lines)
  refuseTooManyMarks(lines)
}

/** What may open lists and quotations, one within the other, by the margin too. */
const OPENING = /^(?:\s*(?:[>*+-]|\d{1,9}[.)]))+/

function refuseTooManyMarkers(lines: readonly string[]): void {
  let markers = 0
  for (const [n, line] of lines.entries()) {
    const opening = OPENING.exec(line)?.[0] ?? ''
    if (opening.search(/\S/) > MAX_MARGIN) {
      throw new MalformedLesson(n + 1, t`it is nested too deeply`)
    }
    markers += opening.match(/[>*+.)-]/g)?.length ?? 0
    if (markers > MAX_MARKERS) {
      throw new MalformedLesson(n + 1, t`too many items of lists and quotations before it`)
    }
  }
}

function refuseTooManyMarks(lines: readonly string[]): void {
  let marks = 0
  let all = 0
  for (const [n, line] of lines.entries()) {
    const here = line.match(/[*_~[\]()<`!&\\]/g)?.length ?? 0
    marks = line.trim() === '' ? 0 : marks + here
    all += here
    if (marks > MAX_MARKS || all > MAX_ALL_MARKS) {
      throw new MalformedLesson(n + 1, t`too many signs of emphasis, links and code before it`)
    }
  }
}

type Part = 'prose' | 'hint' | 'seen'
const PARTS: Readonly<Record<string, Part>> = { hint: 'hint', 'what you saw': 'seen' }

/** `above`: lines before the body. */
function readSteps(body: string, above: number): { intro: string; steps: Step[] } {
  const tree = fromMarkdown(body)
  const lineOf = (node: Nodes) => above + (node.position?.start.line ?? 1)
  refuseHidden(tree, lineOf)
  const intro: string[] = []
  const steps: Step[] = []
  let part: Part = 'prose'
  for (const node of tree.children) {
    const step = steps.at(-1)
    const source = sourceOf(node, body)
    if (node.type === 'heading' && node.depth === 2) {
      if (steps.length >= MAX_STEPS) {
        throw new MalformedLesson(lineOf(node), t`it has more than ${{ max: MAX_STEPS }} steps`)
      }
      steps.push({ title: titleOf(node, body), prose: '', hint: '', seen: '', check: null })
      part = 'prose'
    } else if (isCheck(node)) {
      if (!step) throw new MalformedLesson(lineOf(node), t`a check belongs to a step: ## above it`)
      if (step.check) throw new MalformedLesson(lineOf(node), t`the step has a check already`)
      if (node.value.length > MAX_YAML) throw new MalformedLesson(lineOf(node), t`it is too long`)
      step.check = readYaml(node.value, Check, lineOf(node) + 1)
    } else if (!step) {
      intro.push(source)
    } else if (partOf(node, body)) {
      part = partOf(node, body) ?? part
    } else {
      step[part] = step[part] ? `${step[part]}\n\n${source}` : source
    }
  }
  return { intro: intro.join('\n\n'), steps }
}

const isCheck = (node: Nodes): node is Code => node.type === 'code' && node.lang === 'check'

const sourceOf = ({ position }: RootContent, body: string) =>
  body.slice(position?.start.offset, position?.end.offset)

/** `### Hint` and `### What you saw` begin the other parts of a step. */
const partOf = (node: RootContent, body: string): Part | undefined =>
  node.type === 'heading' && node.depth === 3 ? PARTS[titleOf(node, body).toLowerCase()] : undefined

/** What stands between the signs of a heading. */
const titleOf = ({ children }: Heading, body: string) =>
  body
    .slice(children[0]?.position?.start.offset ?? 0, children.at(-1)?.position?.end.offset ?? 0)
    .slice(0, 120)

/** A check within a list would be overlooked, and what nests without end drawn without end. */
function refuseHidden(tree: Root, lineOf: (node: Nodes) => number): void {
  const walk = (node: Nodes, depth: number) => {
    if (depth > MAX_DEPTH) throw new MalformedLesson(lineOf(node), t`it is nested too deeply`)
    if (isCheck(node) && depth > 1) {
      throw new MalformedLesson(lineOf(node), t`a check stands by itself, not within a list`)
    }
    if ('children' in node) for (const child of node.children) walk(child, depth + 1)
  }
  walk(tree, 0)
}
