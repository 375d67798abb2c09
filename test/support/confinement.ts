import { execFileSync } from 'node:child_process'
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'

/** How the kernel confines a process, as /proc tells: what podman's and ours are compared by. */
export function confinementOf(pid: number) {
  const proc = (name: string) => readFileSync(`/proc/${pid}/${name}`, 'utf8')
  return {
    status: linesOf(proc('status'), /^(Umask|Cap\w+|NoNewPrivs|Seccomp|Seccomp_filters):\s*(.*)$/),
    limits: linesOf(proc('limits'), /^(Max .*?)\s{2,}(\S+\s+\S+)/),
    oomScoreAdj: proc('oom_score_adj').trim(),
    devices: devicesIn(`/proc/${pid}/root/dev`),
    mounts: mountsOf(proc('mountinfo')),
    pingGroups: execFileSync(
      'nsenter',
      ['-t', `${pid}`, '--net', 'cat', '/proc/sys/net/ipv4/ping_group_range'],
      { encoding: 'utf8' },
    ).trim(),
  }
}

function linesOf(text: string, pattern: RegExp): Record<string, string> {
  const found: Record<string, string> = {}
  for (const line of text.split('\n')) {
    const [, name, value] = pattern.exec(line) ?? []
    if (name !== undefined && value !== undefined) found[name] = value.replace(/\s+/g, ' ')
  }
  return found
}

/** Name, kind and mode of each, and where links lead. */
function devicesIn(dir: string): string[] {
  return readdirSync(dir)
    .sort()
    .map((name) => {
      const info = lstatSync(join(dir, name))
      if (info.isSymbolicLink()) return `${name} → ${readlinkSync(join(dir, name))}`
      const { mode, rdev } = info
      return `${name} ${mode.toString(8)} ${info.isDirectory() ? '' : rdev}`.trim()
    })
}

/** `path kind options`, of what is mounted below /proc, /sys and /dev, cgroups apart. */
function mountsOf(mountinfo: string): string[] {
  const all = mountinfo.trim().split('\n')
  return all
    .map((line) => {
      const [before = '', after = ''] = line.split(' - ')
      const [, , , root = '', point = '', options = ''] = before.split(' ')
      return { point, root, options, kind: after.split(' ')[0] ?? '' }
    })
    .filter(
      ({ point }) => /^\/(proc|sys|dev)(\/|$)/.test(point) && !/^\/sys\/fs\/cgroup/.test(point),
    )
    .map(({ point, root, options, kind }) => {
      // A file is hidden behind /dev/null of the container's own /dev, a folder behind an empty one.
      const hidden = kind === 'tmpfs' && (root === '/null' || point.startsWith('/sys/'))
      return hidden || (kind === 'tmpfs' && point.startsWith('/proc/'))
        ? `${point} hidden`
        : `${point} ${kind} ${options}`
    })
    .sort()
}
