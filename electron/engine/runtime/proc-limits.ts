import type { InspectedRlimit, RLIMITS } from '../../../shared/model.ts'

/** Names in /proc/PID/limits, without "Max ", as setrlimit(2) calls them. */
const LIMITS: Readonly<Record<string, (typeof RLIMITS)[number]>> = {
  'cpu time': 'RLIMIT_CPU',
  'file size': 'RLIMIT_FSIZE',
  'data size': 'RLIMIT_DATA',
  'stack size': 'RLIMIT_STACK',
  'core file size': 'RLIMIT_CORE',
  'resident set': 'RLIMIT_RSS',
  processes: 'RLIMIT_NPROC',
  'open files': 'RLIMIT_NOFILE',
  'locked memory': 'RLIMIT_MEMLOCK',
  'address space': 'RLIMIT_AS',
  'file locks': 'RLIMIT_LOCKS',
  'pending signals': 'RLIMIT_SIGPENDING',
  'msgqueue size': 'RLIMIT_MSGQUEUE',
  'nice priority': 'RLIMIT_NICE',
  'realtime priority': 'RLIMIT_RTPRIO',
  'realtime timeout': 'RLIMIT_RTTIME',
}

/** The lines of /proc/PID/limits. */
export function parseRlimits(text: string): InspectedRlimit[] {
  return text.split('\n').flatMap((line) => {
    const [, name = '', soft = '', hard = '', unit = ''] =
      /^Max (.+?) {2,}(\S+) +(\S+) *(\S*)/.exec(line) ?? []
    const type = LIMITS[name]
    return type ? [{ type, soft: limitOf(soft), hard: limitOf(hard), unit }] : []
  })
}

const limitOf = (text: string) => (text === 'unlimited' ? 'unlimited' : Number(text) || 0)
