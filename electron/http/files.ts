import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { RuncibleError } from '../../shared/errors.ts'
import { mediaType } from '../../shared/page.ts'

export interface PageFile {
  type: string
  /** its name holds a hash of what is in it, so it never changes */
  immutable: boolean
  read(): Promise<Buffer>
}

/** The page's files by the path that asks for them. */
export type PageFiles = ReadonlyMap<string, PageFile>

/**
 * Lists the built page at `root`. What is not listed is not served, so no path that a request makes up can lead out of
 * it. Throws `unavailable` where it was not built.
 */
export async function listPageFiles(root: string): Promise<PageFiles> {
  const paths = await filesIn(root).catch((cause) => {
    throw notBuilt(root, cause)
  })
  const files = new Map<string, PageFile>()
  for (const path of paths) {
    const url = `/${relative(root, path).split(sep).join('/')}`
    const immutable = url.startsWith('/assets/')
    files.set(url, { type: mediaType(url), immutable, read: () => readFile(path) })
  }
  const index = files.get('/index.html')
  if (!index) throw notBuilt(root)
  return files.set('/', index)
}

const notBuilt = (root: string, cause?: unknown) =>
  new RuncibleError('unavailable', `the window's files are not at ${root}`, {
    hint: 'Run “npm start”, which builds them.',
    cause,
  })

/** Folder by folder: within Electron's archive readdir knows no `recursive`. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const found = await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return filesIn(path)
      return entry.isFile() ? [path] : []
    }),
  )
  return found.flat()
}
