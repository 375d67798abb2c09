import { plural, t } from '@lingui/core/macro'
import { type Exit, type MemoryAtEnd, signalName } from '../../shared/model.ts'
import { bytes } from './sizes.ts'

/** What shells mean by an exit code; any program may mean something else by it. */
const CODES: Readonly<Record<number, string>> = {
  0: t`all went well`,
  1: t`something went wrong; what it was, the program alone knows`,
  2: t`wrong use of a command, as shells and many programs say it`,
  126: t`a shell found the command and could not run it: no right to execute it, a folder, or a program for another kind of machine`,
  127: t`a shell did not find the command: a wrong name, not on the PATH, or a library or interpreter of it is missing`,
  255: t`an exit code out of range, mostly exit(-1)`,
}

/** What a signal that ended a program says of it. */
const SIGNALS: Readonly<Record<number, string>> = {
  1: t`its terminal was closed`,
  2: t`it was interrupted, as by Ctrl C`,
  3: t`it was told to quit, as by Ctrl \\`,
  4: t`it ran into an instruction that the CPU does not know, mostly one of a newer CPU`,
  5: t`it ran into a trap of a debugger`,
  6: t`it gave up by itself (abort), mostly after it found something wrong`,
  7: t`it touched memory that is not there, a file that was cut short for example`,
  8: t`it divided by zero, or something like that`,
  9: t`no program can catch it: it had no time to tidy up`,
  11: t`it touched memory that is not its own (segmentation fault)`,
  13: t`it wrote to somebody who no longer reads`,
  14: t`its own alarm went off`,
  15: t`it was asked to end, and did`,
  24: t`it used up the CPU time that its limit allows (RLIMIT_CPU)`,
  25: t`it wrote a file larger than its limit allows (RLIMIT_FSIZE)`,
  31: t`it made a system call that its seccomp filter punishes so`,
}

/** What the code and the signal of an end mean; null where there is nothing to add to them. */
export function meaningInWords({ code, signal, reason }: Exit): string | null {
  if (reason === 'checkpoint' || reason === 'reboot' || code === null) return null
  if (signal === null) {
    const meaning = CODES[code]
    return meaning ? `${code}: ${meaning}` : null
  }
  const meaning = SIGNALS[signal]
  return `${t`${code} is 128 + ${signal}: ${{ name: signalName(signal) }}`}${meaning ? `; ${meaning}` : ''}`
}

/** Signals that the kernel itself sends a program for what it does. */
const OF_THE_KERNEL = new Set([4, 5, 7, 8, 11, 13, 14, 24, 25, 31])

/**
 * Who sent the signal that ended it, as far as that can be known; null where none did. An engine does not know what one before
 * it has sent, what became of each of several signals, and which of its processes a cgroup counts as killed.
 */
export function senderInWords({ signal, reason, sentBy }: Exit): string | null {
  if (signal === null || reason === 'checkpoint') return null
  if (sentBy === 'runcible') return t`one was sent by Runcible, as the journal says`
  if (sentBy === 'oom-killer') return t`sent by the kernel’s OOM killer, as far as can be told`
  if (OF_THE_KERNEL.has(signal)) return t`sent by the kernel, as a rule, for what the program did`
  if (signal === 6) return t`sent by the program to itself, as a rule`
  return t`not sent by Runcible, as far as this engine knows: by a process inside or outside, or the code is one that a shell passed on`
}

/** What its cgroup said of its memory: "limit 16 MiB, at most 16 MiB in use, …"; null where it said nothing. */
export function memoryInWords({ limit, peak, refused, oomKills }: MemoryAtEnd): string | null {
  const facts = [
    limit === null ? t`no limit` : t`limit ${{ size: bytes(limit) }}`,
    peak !== null && t`at most ${{ size: bytes(peak) }} in use`,
    refused !== null &&
      refused > 0 &&
      plural(refused, {
        one: `wanted more ${refused} time`,
        other: `wanted more ${refused} times`,
      }),
    oomKills !== null &&
      oomKills > 0 &&
      plural(oomKills, { one: '# process killed for it', other: '# processes killed for it' }),
  ].filter((fact) => fact !== false)
  return facts.join(', ')
}
