import { LANGUAGES } from '../language/language.ts'

/** A file of a trainer's folder, and the name under which its lesson is known in every language. */
export interface OwnFile {
  file: string
  text: string
  name: string
}

const TONGUE = new RegExp(`\\.(${Object.keys(LANGUAGES).join('|')})\\.md$`)

/** Of each lesson the file in that language: `NAME.de.md` before `NAME.md`, that before `NAME.en.md`, in their order. */
export function inLanguage(
  files: readonly { file: string; text: string }[],
  language: string,
): OwnFile[] {
  const best = [language, undefined, 'en']
  const rank = (file: string) => {
    const at = best.indexOf(TONGUE.exec(file)?.[1])
    return at < 0 ? best.length : at
  }
  const byName = new Map<string, OwnFile>()
  for (const { file, text } of files) {
    const name = file.replace(TONGUE, '.md')
    const known = byName.get(name)
    if (!known || rank(file) < rank(known.file)) byName.set(name, { file, text, name })
  }
  return [...byName.values()]
}
