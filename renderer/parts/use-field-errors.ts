import type { WireError } from '../../shared/errors.ts'
import { engineWords } from '../language/engine-words.ts'
import { useFailure } from '../store/failures.ts'

/** What the engine said about one field of an input, without the path that the field stands for; undefined where nothing. */
export function fieldError(error: WireError | undefined, field: string): string | undefined {
  const at = error?.field
  if (!error || at === undefined || (at !== field && !at.startsWith(`${field}.`))) return undefined
  const sentence = error.message.split(`${at}: `).at(-1)
  return engineWords(sentence ?? error.message)
}

/**
 * What to write at the fields of a form whose call is made at `place`.
 * @returns errorOf(field), and whether the failure belongs to one of `fields` and so needs no card
 */
export function useFieldErrors(place: string, fields: readonly string[]) {
  const error = useFailure(place)?.error
  const errorOf = (field: string) => fieldError(error, field)
  return { errorOf, atField: fields.some((field) => errorOf(field) !== undefined) }
}
