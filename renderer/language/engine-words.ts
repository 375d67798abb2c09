/** English sentences of the engine, with {0}, {1}… for what is put in, and what they are in the window's language. */
export type Sentences = Readonly<Record<string, string | null>>

interface Pattern {
  /** what stands before, between and behind the places of the English sentence */
  between: string[]
  places: string[]
  translated: string
}

/** Of values that are sentences, too: they are put into each other no deeper. */
const MOST_DEEP = 5

/** So many texts are remembered with what they are: screens are drawn again and again. */
const MOST_HEARD = 1000
/** Longer ones are what a program printed. Characters. */
const MOST_LONG = 4000

let heard = new Map<string, string>()
let exact = new Map<string, string>()
let patterns: Pattern[] = []
let together = new Intl.ListFormat('en')

/** Sets what engineWords() says; nothing: what the engine says, in English. */
export function speakEngine(catalogs: readonly Sentences[], language = 'en'): void {
  const all = catalogs.flatMap((catalog) => Object.entries(catalog))
  const said = all.flatMap(([text, translated]) => (translated ? [{ text, translated }] : []))
  heard = new Map()
  together = new Intl.ListFormat(language)
  exact = new Map(said.map(({ text, translated }) => [text, translated]))
  patterns = said
    .filter(({ text }) => PLACE.test(text))
    .sort((a, b) => leading(b.text) - leading(a.text) || fixedLength(b.text) - fixedLength(a.text))
    .map(({ text, translated }) => ({
      between: text.split(PLACE),
      places: text.match(PLACES) ?? [],
      translated,
    }))
}

/**
 * What the engine said, in the window's language. A sentence that is not known stays as it is: an engine on another machine
 * may be older or newer. Names, paths and what programs said are left as they are.
 */
export function engineWords(text: string): string {
  if (exact.size === 0 || text.length > MOST_LONG) return text
  const before = heard.get(text)
  if (before !== undefined) return before
  const said = words(text, 0)
  if (heard.size >= MOST_HEARD) heard = new Map()
  heard.set(text, said)
  return said
}

function words(text: string, depth: number): string {
  if (depth > MOST_DEEP || isName(text, depth)) return text
  const known = exact.get(text) ?? listWords(text, depth)
  if (known !== null) return known
  for (const { between, places, translated } of patterns) {
    const values = valuesIn(text, between)
    if (!values) continue
    const put = (place: string) => words(values[places.indexOf(place)] ?? '', depth + 1)
    return translated.replaceAll(PLACES, put)
  }
  return composed(text, (part) => words(part, depth + 1))
}

/** What the engine put together: lines, clauses one after another or behind a name, a clause that was made a sentence. */
function composed(text: string, say: (part: string) => string): string {
  for (const between of ['\n', '; ']) {
    if (text.includes(between)) return text.split(between).map(say).join(between)
  }
  if (/[^.]\.$/.test(text)) return asSentence(text.slice(0, -1), say) ?? text
  const [, head, between, rest = ''] = /^(.+?)([:,] )(.+)$/s.exec(text) ?? []
  if (!head) return text
  const said = say(head)
  return said === head && head.includes(' ') ? text : `${said}${between}${say(rest)}`
}

/** “Nothing is there.” and “It restarts the machine.”, where “nothing is there” and “restarts the machine” are known. */
function asSentence(clause: string, say: (part: string) => string): string | null {
  const same = say(clause)
  if (same !== clause) return `${same}.`
  for (const known of [firstOf(clause, 'toLowerCase'), clause.replace(/^It /, '')]) {
    const said = known === clause ? known : say(known)
    if (said !== known) return `${firstOf(said, 'toUpperCase')}.`
  }
  return null
}

const firstOf = (text: string, change: 'toLowerCase' | 'toUpperCase') =>
  `${text.charAt(0)[change]()}${text.slice(1)}`

/** What is put in and is one word alone is somebody's name, whatever it means otherwise. */
const isName = (text: string, depth: number) => depth > 0 && !text.includes(' ')

/** “A, B and C”. */
const NAMES = /^([^\s,]+(?:, [^\s,]+)*) and (\S+)$/

/** What is put in may be several names or sentences, one after another; null where it is not, or one of these is not known. */
function listWords(text: string, depth: number): string | null {
  if (depth === 0) return null
  const [, first, last] = NAMES.exec(text) ?? []
  if (first && last) return together.format([...first.split(', '), last])
  for (const between of ['; ', ', ']) {
    const parts = text.split(between)
    if (parts.length === 1) continue
    const said = allKnown(parts, depth)
    if (said) return said.join(between)
  }
  return null
}

/** null with the first that is not known: a long list of names is no list of sentences. */
function allKnown(parts: readonly string[], depth: number): string[] | null {
  const all: string[] = []
  for (const part of parts) {
    const said = words(part, depth + 1)
    if (said === part) return null
    all.push(said)
  }
  return all
}

const PLACE = /\{\d+\}/
const PLACES = /\{\d+\}/g

/** One that begins with a value fits whatever comes before its words: it is tried after those that do not. */
const leading = (text: string) => (/^[^\p{L}{]*\{/u.test(text) ? 0 : 1)

const fixedLength = (text: string) => text.replaceAll(PLACES, '').length

/** What stands at the places, each as short as can be; null where the text is another. Takes no longer than to read it. */
function valuesIn(text: string, [before = '', ...between]: readonly string[]): string[] | null {
  const behind = between.pop() ?? ''
  const end = text.length - behind.length
  if (end < before.length || !text.startsWith(before) || !text.endsWith(behind)) return null
  const values: string[] = []
  let at = before.length
  for (const part of between) {
    const next = text.indexOf(part, at)
    if (next < 0 || next + part.length > end) return null
    values.push(text.slice(at, next))
    at = next + part.length
  }
  values.push(text.slice(at, end))
  // What it begins with is not a name, a colon and the beginning of another sentence: “/x: its folder is gone”.
  return before === '' && values[0]?.includes(': ') ? null : values
}
