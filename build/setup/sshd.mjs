import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { aptInstall, updateLists } from './packages.mjs'
import { run } from './run.mjs'
import { toolsFolder, which } from './tools.mjs'

const place = () => join(toolsFolder(), 'sshd')

/**
 * An ssh server for the tests, of which no service is started: the system's own, or one that lies unpacked in a folder.
 * @returns {{ path: string, env: Record<string, string> } | undefined} env: what it needs to find its libraries
 */
export function findSshd() {
  const system = which('sshd')
  if (system) return { path: system, env: {} }
  const path = join(place(), 'usr/sbin/sshd')
  if (!existsSync(path)) return undefined
  const libraries = readdirSync(join(place(), 'usr/lib')).map((name) =>
    join(place(), 'usr/lib', name),
  )
  return { path, env: { LD_LIBRARY_PATH: libraries.join(':') } }
}

/**
 * Downloads the distribution's openssh-server with what this machine lacks of its libraries, and unpacks it: installed it would
 * start a service. Needs root.
 */
export async function unpackSshd() {
  await updateLists([])
  mkdirSync(toolsFolder(), { recursive: true, mode: 0o755 })
  const work = mkdtempSync(join(toolsFolder(), '.sshd-'))
  try {
    const archives = join(work, 'archives')
    mkdirSync(join(archives, 'partial'), { recursive: true })
    const [apt = '', ...args] = aptInstall(['openssh-server'])
    await run([apt, '--download-only', `-oDir::Cache::archives=${archives}`, ...args])
    const files = readdirSync(archives).filter((name) => name.endsWith('.deb'))
    for (const file of files)
      await run(['dpkg-deb', '-x', join(archives, file), join(work, 'root')])
    rmSync(place(), { recursive: true, force: true })
    renameSync(join(work, 'root'), place())
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
