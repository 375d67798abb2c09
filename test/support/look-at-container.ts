import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const exec = promisify(execFile)

/** What is told of a container, each by the part that it is of: `user`, `environment`, `files` … as lines. */
export type Look = Record<string, string[]>

/** What of /proc/PID/status a program can notice of how it was started. */
const STATUS = /^(Uid|Gid|Groups|Umask|Cap\w+|NoNewPrivs|Seccomp|Seccomp_filters):\s*(.*)$/
const NAMESPACES = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'user', 'uts']
/** What differs from mount to mount, and nobody inside can be meant to notice. */
const INCIDENTAL = /^(lowerdir|upperdir|workdir|size|nr_inodes|inode64|index|redirect_dir|metacopy)/

/** What a program of a container has and sees, read from outside: no image needs a tool of its own for it. */
export function lookAtProcess(pid: number): Look {
  const read = (name: string) => readFileSync(`/proc/${pid}/${name}`, 'utf8')
  const root = `/proc/${pid}/root`
  const list = (text: string) => text.split('\0').slice(0, -1)
  return {
    arguments: [JSON.stringify(list(read('cmdline')))],
    environment: list(read('environ')).sort(),
    folder: [readlinkSync(`/proc/${pid}/cwd`)],
    process: read('status')
      .split('\n')
      .flatMap((line) => {
        const [, name, value] = STATUS.exec(line) ?? []
        return name ? [`${name} ${value?.trim().replaceAll('\t', ' ')}`] : []
      }),
    limits: read('limits')
      .split('\n')
      .slice(1)
      .filter(Boolean)
      .map((line) => line.trim().replace(/\s+/g, ' ')),
    namespaces: NAMESPACES.filter(
      (name) => readlinkSync(`/proc/${pid}/ns/${name}`) !== readlinkSync(`/proc/self/ns/${name}`),
    ),
    mounts: mountsOf(read('mountinfo')),
    devices: devicesIn(join(root, 'dev')),
  }
}

/** `place type options`; the last one at each place, which hides the others. */
function mountsOf(mountinfo: string): string[] {
  const byPlace = new Map<string, string>()
  for (const line of mountinfo.trim().split('\n')) {
    const [before = '', after = ''] = line.split(' - ')
    const [, , , , place = '', options = ''] = before.split(' ')
    const [type = '', , ofFilesystem = ''] = after.split(' ')
    const all = new Set([...options.split(','), ...ofFilesystem.split(',')])
    // The filesystem may be written to where this mount of it is not.
    if (all.has('ro')) all.delete('rw')
    const kept = [...all].filter((option) => !INCIDENTAL.test(option)).sort()
    byPlace.set(place, `${place} ${type} ${kept.join(',')}`)
  }
  return [...byPlace.values()].sort()
}

function devicesIn(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true })
    .map((entry) => {
      const path = join(dir, entry.name)
      if (entry.isSymbolicLink()) return `${entry.name} -> ${readlinkSync(path)}`
      const { mode, uid, gid, rdev } = statSync(path)
      return `${entry.name} ${mode.toString(8)} ${uid}:${gid} ${rdev}`
    })
    .sort()
}

/**
 * A root filesystem: of each file its type, mode, owner, size, time and contents, or where it leads; what is one file under
 * several names; extended attributes. Folders have no times here: making a mount point changes them.
 */
export async function lookAtFiles(rootfs: string): Promise<Look> {
  const format = '%P\\t%y\\t%m\\t%U:%G\\t%s\\t%Ts\\t%l\\t%n\\t%i\\0'
  const options = { maxBuffer: 64 * 1024 * 1024 }
  const found = await exec('find', [rootfs, '-xdev', '-printf', format], options)
  const attributes = ['--recursive', '--no-dereference', '--dump', '--match=-', '--encoding=hex']
  const { stdout } = await exec('getfattr', [...attributes, '.'], { ...options, cwd: rootfs })
  const names = new Map<string, string[]>()
  const files = found.stdout.split('\0').flatMap((row) => {
    const [path = '', type, mode, owner, size, time, link, links, inode = ''] = row.split('\t')
    if (type === undefined) return []
    if (type !== 'd' && links !== '1') names.set(inode, [...(names.get(inode) ?? []), path])
    if (type === 'd') return `/${path} ${type} ${mode} ${owner}`
    const contents = type === 'f' ? digest(join(rootfs, path)) : link
    return `/${path} ${type} ${mode} ${owner} ${size} ${time} ${contents}`
  })
  return {
    files: files.sort(),
    'hard links': [...names.values()]
      .filter(({ length }) => length > 1)
      .map((same) => same.sort().join(' = '))
      .sort(),
    'extended attributes': stdout
      .split('\n\n')
      .flatMap((block) => {
        const [head = '', ...lines] = block.trim().split('\n')
        return lines.map((line) => `${head.replace(/^# file: /, '/')} ${line}`)
      })
      .sort(),
  }
}

const digest = (path: string) =>
  createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16)

/** What two looks tell differently: `part: - theirs` and `part: + ours`. */
export function differences(theirs: Look, ours: Look): string[] {
  return Object.keys({ ...theirs, ...ours }).flatMap((part) => {
    const [before, after] = [new Set(theirs[part]), new Set(ours[part])]
    return [
      ...[...before].filter((line) => !after.has(line)).map((line) => `${part}: - ${line}`),
      ...[...after].filter((line) => !before.has(line)).map((line) => `${part}: + ${line}`),
    ]
  })
}
