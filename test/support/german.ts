import { readdirSync, readFileSync } from 'node:fs'
import { formatter } from '@lingui/format-po'

const FOLDER = new URL('../../renderer/language/de/', import.meta.url)

/** What the window says, as it stands in the source, and what it says in its place in German. */
export async function germanOf(): Promise<ReadonlyMap<string, string>> {
  const { parse } = formatter()
  const said = new Map<string, string>()
  for (const filename of readdirSync(FOLDER).sort()) {
    if (!filename.endsWith('.po')) continue
    const text = readFileSync(new URL(filename, FOLDER), 'utf8')
    const catalog = await parse(text, { locale: 'de', sourceLocale: 'en', filename })
    for (const [id, { message, translation }] of Object.entries(catalog)) {
      said.set(message ?? id, translation ?? '')
    }
  }
  return said
}
