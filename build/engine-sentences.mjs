/**
 * What the engine says to people: it goes over the wire in English, and the window says it in its own language. It is found
 * in the source by its looks: two words at least. What is none of it (a script, a format) is null in the catalog. A single word
 * (“packing”) is asked for by nobody, and may be there.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import babel from '@babel/core'
import { ROOT } from './compile.mjs'

const SOURCES = ['electron/engine', 'electron/hosts', 'shared']
const A_WORD = /\p{L}{3,}/u
const TWO_WORDS = /\p{L}{2,}[^\p{L}]+\p{L}{2,}/u

/** @param {string} room @param {string} locale */
export const engineCatalog = (room, locale) =>
  join(ROOT, `renderer/language/${locale}/engine/${room}.json`)

/** @returns {Map<string, Set<string>>} the texts of each room, with {0}, {1}… for what is put in: sentences, and single words */
export function engineSentences() {
  /** @type {Map<string, Set<string>>} */
  const found = new Map()
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '--', ...SOURCES], {
    cwd: ROOT,
  })
  for (const file of String(listed).split('\n')) {
    if (!file.endsWith('.ts') || !existsSync(join(ROOT, file))) continue
    for (const sentence of sentencesIn(file)) {
      const room = roomOf(file)
      found.set(room, (found.get(room) ?? new Set()).add(sentence))
    }
  }
  return found
}

/** electron/engine/files/list.ts: files; electron/hosts/ssh.ts: hosts; shared/errors.ts: shared. @param {string} file */
function roomOf(file) {
  const [top = '', second = '', third = ''] = file.split('/')
  if (top === 'shared') return top
  return second === 'engine' ? (third.endsWith('.ts') ? 'engine' : third) : second
}

/** @param {string} file @returns {Set<string>} */
function sentencesIn(file) {
  const tree = babel.parseSync(readFileSync(join(ROOT, file), 'utf8'), {
    filename: file,
    babelrc: false,
    configFile: false,
    parserOpts: { plugins: ['typescript'] },
  })
  /** @type {Set<string>} */
  const found = new Set()
  if (!tree) return found
  /** @param {string} text */
  const take = (text) => {
    const isScript = text.startsWith('#!')
    if (A_WORD.test(text) && !isScript) found.add(text)
  }
  babel.traverse(tree, {
    StringLiteral({ node, parentPath }) {
      if (!parentPath.isImportDeclaration() && !parentPath.isTSLiteralType()) take(node.value)
    },
    TemplateLiteral({ node, parentPath }) {
      if (!parentPath.isTaggedTemplateExpression()) take(template(node.quasis))
    },
  })
  return found
}

/** @param {string} text */
function isSentence(text) {
  const said = text.replaceAll(/\{\d+\}/g, ' ').trim()
  return TWO_WORDS.test(said) && said.includes(' ')
}

/** @param {readonly { value: { cooked?: string | null } }[]} quasis */
const template = (quasis) =>
  quasis.map(({ value }, n) => `${n > 0 ? `{${n - 1}}` : ''}${value.cooked ?? ''}`).join('')

/** @param {string} room @param {string} locale @returns {Record<string, string | null>} */
function read(room, locale) {
  const file = engineCatalog(room, locale)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
}

/** @param {string} locale @returns {string[]} a line for each sentence that is not translated, or said no more */
export function engineProblems(locale) {
  return [...engineSentences()].flatMap(([room, said]) => {
    const known = read(room, locale)
    const missing = [...said]
      .filter(isSentence)
      .filter((text) => known[text] === undefined || known[text] === '')
    const gone = Object.keys(known).filter((text) => !said.has(text))
    return [
      ...missing.map((text) => `engine/${room}: nothing for ${JSON.stringify(text)}`),
      ...gone.map((text) => `engine/${room}: ${JSON.stringify(text)} is said nowhere`),
      ...Object.entries(known).flatMap(([text, translated]) => misplaced(room, text, translated)),
    ]
  })
}

/** What is put in must be put in once in both. @param {string} room @param {string} text @param {string | null} translated */
function misplaced(room, text, translated) {
  if (!translated) return []
  const places = (/** @type {string} */ one) => String((one.match(/\{\d+\}/g) ?? []).sort())
  if (places(text) === places(translated)) return []
  return [`engine/${room}: other places in ${JSON.stringify(translated)}`]
}

/** Writes the catalogs: what is new empty, what is gone not at all. @param {string} locale @param {readonly string[]} rooms */
export function extractEngine(locale, rooms) {
  for (const [room, said] of engineSentences()) {
    if (rooms.length > 0 && !rooms.includes(room)) continue
    const known = read(room, locale)
    const entries = [...said]
      .filter((text) => isSentence(text) || known[text] !== undefined)
      .sort()
      .map((text) => [text, known[text] === undefined ? '' : known[text]])
    writeFileSync(
      engineCatalog(room, locale),
      `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`,
    )
  }
}
