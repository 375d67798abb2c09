#!/usr/bin/env node
/**
 * `npm run language` writes what the renderer says into the catalogs, for translation; with --check it only tells what they
 * lack. `node build/language.mjs ROOM…`: these rooms alone; with --engine those of the engine, whose sentences the window says.
 */
import { rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { getCatalogs } from '@lingui/cli/api'
import { getConfig } from '@lingui/conf'
import { ROOT } from './compile.mjs'
import { engineProblems, extractEngine } from './engine-sentences.mjs'

/** @typedef {Awaited<ReturnType<typeof getCatalogs>>[number]} Catalog */

/** @param {readonly string[]} rooms all of them: none */
async function catalogsOf(rooms) {
  process.chdir(ROOT)
  const config = getConfig({ configPath: join(ROOT, 'build/lingui.config.mjs') })
  const catalogs = await getCatalogs(config)
  return catalogs.filter(
    (one) => rooms.length === 0 || rooms.some((room) => one.path.endsWith(`/${room}`)),
  )
}

/**
 * What the catalogs do not say of what the source says, say that it does not, or say in two ways: together they are one.
 * @param {readonly string[]} [rooms]
 * @returns {Promise<string[]>} a line for each
 */
async function languageProblems(rooms = []) {
  const problems = []
  /** @type {Map<string, { translation: string, file: string }>} */
  const elsewhere = new Map()
  for (const catalog of await catalogsOf(rooms)) {
    const said = (await catalog.collect()) ?? {}
    for (const locale of catalog.locales) {
      const file = catalog.getFilename(locale)
      const known = (await catalog.read(locale)) ?? {}
      for (const [id, { message, translation = '' }] of Object.entries(known)) {
        const other = elsewhere.get(`${locale} ${id}`)
        if (other && other.translation !== translation) {
          problems.push(`${relative(ROOT, file)}: “${message}” is otherwise in ${other.file}`)
        }
        elsewhere.set(`${locale} ${id}`, { translation, file: relative(ROOT, file) })
      }
      for (const [id, { message }] of Object.entries(said)) {
        if (!known[id]?.translation)
          problems.push(`${relative(ROOT, file)}: nothing for “${message}”`)
      }
      for (const [id, { message }] of Object.entries(known)) {
        if (!(id in said)) problems.push(`${relative(ROOT, file)}: “${message}” is said nowhere`)
      }
    }
  }
  return problems
}

/** Writes the rooms' catalogs; one that says nothing has none. @param {readonly string[]} rooms */
async function extract(rooms) {
  for (const catalog of await catalogsOf(rooms)) {
    const { locales } = catalog
    await catalog.make({ clean: true, overwrite: false, locale: locales, orderBy: 'message' })
    for (const locale of locales) {
      const said = Object.keys((await catalog.read(locale)) ?? {})
      if (said.length === 0) rmSync(catalog.getFilename(locale), { force: true })
    }
  }
}

const { values, positionals: rooms } = parseArgs({
  options: { check: { type: 'boolean' }, engine: { type: 'boolean' } },
  allowPositionals: true,
})
if (!values.check) {
  if (!values.engine) await extract(rooms)
  if (values.engine || rooms.length === 0) extractEngine('de', rooms)
}
const ofWindow = values.engine ? [] : await languageProblems(rooms)
const ofEngine = engineProblems('de').filter((line) =>
  values.engine
    ? rooms.length === 0 || rooms.some((room) => line.startsWith(`engine/${room}:`))
    : rooms.length === 0,
)
for (const problem of [...ofWindow, ...ofEngine]) console.log(problem)
if (ofWindow.length + ofEngine.length > 0) process.exitCode = 1
