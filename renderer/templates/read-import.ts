import { t } from '@lingui/core/macro'
import { MAX_TEMPLATES_TEXT, type Template, TemplatesFile } from '../../shared/model.ts'
import { engineWords } from '../language/engine-words.ts'

export type Read =
  | { kind: 'nothing' }
  | { kind: 'wrong'; why: string }
  | { kind: 'templates'; templates: TemplatesFile['templates']; taken: string[] }

/** What a pasted or dropped text holds, before the engine is asked: it reads it by the same schema. */
export function readImport(text: string, known: readonly Template[]): Read {
  if (text.trim() === '') return { kind: 'nothing' }
  if (text.length > MAX_TEMPLATES_TEXT)
    return { kind: 'wrong', why: t`this is more than 1 MiB of text` }
  const read = TemplatesFile.safeParse(parseOrNull(text))
  if (!read.success) {
    const issue = read.error.issues[0]
    const at = issue?.path.join('.')
    const wrong = issue ? engineWords(issue.message) : t`not valid`
    const why = parseOrNull(text) === null ? t`this is no JSON` : wrong
    return { kind: 'wrong', why: at ? `${at}: ${why}` : why }
  }
  const { templates } = read.data
  const names = new Set(known.map(({ name }) => name.toLowerCase()))
  const taken = templates.map(({ name }) => name).filter((name) => names.has(name.toLowerCase()))
  return { kind: 'templates', templates, taken }
}

/** Is it an export of templates, rightly made or not? */
export function isExport(text: string): boolean {
  const value = parseOrNull(text)
  return typeof value === 'object' && value !== null && 'runcible' in value
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
