#!/usr/bin/env node
/** Who may import whom: fails on every import that crosses a wall of the house. `node build/layers.mjs [FOLDER]`. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join, normalize, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync, Visitor } from 'vite'

/** The rooms, the longest folder first, and what each may import of the others. */
const ROOMS = [
  { room: 'runtime', folder: 'electron/engine/runtime', may: ['engine', 'shared'] },
  { room: 'engine', folder: 'electron/engine', may: ['runtime', 'shared'] },
  { room: 'hosts', folder: 'electron/hosts', may: ['engine', 'runtime', 'shared'] },
  { room: 'http', folder: 'electron/http', may: ['shared'] },
  { room: 'observers', folder: 'electron/observers', may: ['http', 'engine', 'shared'] },
  {
    room: 'desktop',
    folder: 'electron/desktop',
    may: ['observers', 'http', 'hosts', 'engine', 'runtime', 'shared'],
  },
  {
    room: 'web',
    folder: 'electron/web',
    may: ['observers', 'http', 'hosts', 'engine', 'runtime', 'shared'],
  },
  { room: 'headless', folder: 'electron/headless', may: ['engine', 'runtime', 'shared'] },
  { room: 'renderer', folder: 'renderer', may: ['shared'] },
  { room: 'shared', folder: 'shared', may: [] },
]

/** Packages that only some rooms may import, and why. */
const PACKAGES = [
  { names: ['electron'], rooms: ['desktop'], why: 'only electron/desktop imports electron' },
  {
    names: ['child_process', 'execa', 'cross-spawn'],
    rooms: ['runtime', 'desktop', 'web'],
    why: 'only electron/engine/runtime starts programs (desktop and web: to open a window)',
  },
  {
    names: ['node-pty', '@lydell/node-pty'],
    rooms: [],
    why: 'conmon opens the ptys: what a console shows outlives its engine',
  },
  {
    names: ['ws', 'http', 'https'],
    rooms: ['http', 'web', 'observers'],
    why: 'only electron/http, web and observers speak HTTP',
  },
  {
    names: ['node-forge'],
    rooms: ['observers'],
    why: 'only electron/observers makes certificates',
  },
]

/** @param {string} path below the project @returns {(typeof ROOMS)[number] | undefined} */
const roomOf = (path) => ROOMS.find(({ folder }) => path.startsWith(`${folder}/`))

/** @param {string} specifier @returns {string} the package's name, or the builtin's without `node:` */
function packageOf(specifier) {
  const parts = specifier.replace(/^node:/, '').split('/')
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
}

/**
 * Every module that a source text names, types included; undefined stands for a name that is only known at run time.
 * @param {string} file its name tells the language @param {string} text
 * @returns {(string | undefined)[]}
 */
export function importsOf(file, text) {
  const { program, errors } = parseSync(file, text)
  if (errors.length) throw new Error(`${file}: ${errors[0]?.message}`)
  /** @type {(string | undefined)[]} */
  const found = []
  /** @param {{ type: string, value?: unknown } | null | undefined} source */
  const add = (source) => {
    if (source) found.push(typeof source.value === 'string' ? source.value : undefined)
  }
  new Visitor({
    ImportDeclaration: (node) => add(node.source),
    ExportNamedDeclaration: (node) => add(node.source),
    ExportAllDeclaration: (node) => add(node.source),
    ImportExpression: (node) => add(node.source),
    TSImportType: (node) => add(node.source),
    TSExternalModuleReference: (node) => add(node.expression),
    CallExpression: (node) => {
      if (node.callee.type === 'Identifier' && node.callee.name === 'require')
        add(node.arguments[0])
    },
  }).visit(program)
  return found
}

/**
 * Judges one import.
 * @param {string} file the importing file below the project
 * @param {string | undefined} specifier
 * @returns {string | undefined} the wall it crosses
 */
export function breach(file, specifier) {
  const here = roomOf(file)
  if (!here) return 'a file that belongs to no room'
  if (specifier === undefined) return 'a computed import cannot be checked'
  if (specifier.startsWith('.') || specifier.startsWith('/'))
    return breachOfRoom(here, file, specifier)
  const name = packageOf(specifier)
  if (here.room === 'shared' && name !== 'zod') return 'shared imports zod and nothing else'
  if (here.room === 'renderer' && isBuiltin(specifier)) return 'the renderer has no Node'
  return PACKAGES.find((rule) => rule.names.includes(name) && !rule.rooms.includes(here.room))?.why
}

/** @param {(typeof ROOMS)[number]} here @param {string} file @param {string} specifier */
function breachOfRoom(here, file, specifier) {
  const target = normalize(join(file, '..', specifier))
  // Its version is the one thing of the project that a program reads about itself.
  if (target === 'package.json' && here.folder.startsWith('electron/')) return undefined
  const there = roomOf(target)
  if (!there) return `${target} belongs to no room`
  if (there.room === here.room || here.may.includes(there.room)) return undefined
  return `${here.room} may not import ${there.room}`
}

/** @param {string} root @param {string} folder @returns {string[]} source files below root */
function sourcesIn(root, folder) {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = join(folder, name)
    if (statSync(join(root, path)).isDirectory()) return sourcesIn(root, path)
    return /\.[cm]?[jt]sx?$/.test(name) ? [path] : []
  })
}

/** @param {string} root the project @returns {string[]} one line for each breach; empty when the house is in order */
export function findBreaches(root) {
  const files = ['shared', 'electron', 'renderer'].flatMap((folder) => sourcesIn(root, folder))
  return files.flatMap((file) =>
    importsOf(file, readFileSync(join(root, file), 'utf8')).flatMap((specifier) => {
      const why = breach(file, specifier)
      return why ? [`${file} → ${specifier ?? '?'}: ${why}`] : []
    }),
  )
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const breaches = findBreaches(resolve(process.argv[2] ?? join(import.meta.dirname, '..')))
  for (const line of breaches) console.error(line)
  console.log(breaches.length ? `${breaches.length} imports cross a wall` : 'layers: no breach')
  process.exitCode = breaches.length ? 1 : 0
}
