import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

/** What a start of the desktop program was asked for. */
export interface StartFlags {
  state?: string
  run?: string
  /** a bundle or rootfs folder to make a container of */
  open?: string
}

/**
 * Reads the command line, without the program's own name; relative paths count from `folder`. Not strict, because Chromium
 * has switches of its own; none of them takes its value in a word of its own, so the first bare word is a path.
 */
export function parseStart(args: string[], folder: string): StartFlags {
  const { values, positionals } = parseArgs({
    args,
    options: { state: { type: 'string' }, run: { type: 'string' } },
    strict: false,
    allowPositionals: true,
  })
  const path = (value: unknown) =>
    typeof value === 'string' && value !== '' ? resolve(folder, value) : undefined
  const found = {
    state: path(values.state),
    run: path(values.run),
    open: path(fromFileManager(positionals[0])),
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined))
}

/** A file manager may give an address in place of a path; what cannot be one of a file here is none. */
function fromFileManager(word: string | undefined): string | undefined {
  if (!word?.startsWith('file:')) return word
  try {
    const { host, pathname } = new URL(word)
    return host === '' || host === 'localhost' ? decodeURIComponent(pathname) : undefined
  } catch {
    return undefined
  }
}

/**
 * The words of a command line that are ours. From a checkout Electron is given the script first, with switches of its own
 * before it.
 */
export function ownWords(argv: string[], script: string | null): string[] {
  if (script === null) return argv.slice(1)
  const at = argv.findIndex((word, n) => n > 0 && resolve(word) === script)
  return at < 0 ? argv.slice(2) : argv.slice(at + 1)
}
