import type { z } from 'zod'
import { refused } from './sort.ts'

/** Honest ones are a tenth as deep; what walks through it later must not run out of stack. */
const MAX_DEPTH = 64

/** A text of an archive as its schema has it. Throws `invalid-input` where it is no such JSON, or too deep. */
export function parseText<S extends z.ZodType>(name: string, text: string, schema: S): z.output<S> {
  if (isTooDeep(text)) throw refused(`${name} is nested more than ${MAX_DEPTH} times`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw refused(`${name} is no JSON: ${(error as Error).message.slice(0, 200)}`)
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const where = issue?.path.join('.').slice(0, 100) || 'the whole'
  throw refused(`${name} is not what it should be: ${where}: ${issue?.message.slice(0, 200)}`)
}

function isTooDeep(text: string): boolean {
  let depth = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (char === '"') inString = !inString
    else if (char === '\\') at += inString ? 1 : 0
    else if (inString) continue
    else if (char === '[' || char === '{') depth++
    else if (char === ']' || char === '}') depth--
    if (depth > MAX_DEPTH) return true
  }
  return false
}
