import type { Remedy } from '../../../shared/errors.ts'
import type { CheckpointOptions } from '../../../shared/model.ts'

/** One of CRIU's error lines, and what it means to somebody who does not know CRIU. */
interface Rule {
  /** where it can occur; absent: in both */
  action?: 'dump' | 'restore'
  pattern: RegExp
  explain(match: RegExpExecArray): {
    message: string
    hint?: string
    remedy?: Remedy
  }
}

const option = (name: keyof CheckpointOptions, label: string): Remedy => ({ label, option: name })
const TCP = option('allowOpenTcp', 'Take TCP connections along')
const LOCKS = option('fileLocks', 'Take file locks along')
const DELETED = option('largeDeletedFiles', 'Take large deleted files along')
const TERMINAL = option('allowTerminal', 'Allow the outside terminal')

const OUTSIDE_SOCKET =
  'No option of CRIU helps. End that connection inside the container, or run both ends in it; then try again.'
const ROOTFS_OF_THEN =
  'CRIU opens the files that the processes had open and finds them changed. Bring the root filesystem back to that moment, or restore a checkpoint that has a copy of its own. What is mounted from the host, volumes too, is no part of a checkpoint.'

/** What another container's end does to a dump, in which CRIU walks through all cgroups: it passes. */
export const CGROUP_WENT = /failed walking \S+ for empty cgroups/

/** In the order of preference where a log has several. Lines seen with CRIU 4.2.1 unless the source is named. */
const RULES: readonly Rule[] = [
  {
    pattern: /Connected TCP socket, consider using --tcp-established/,
    explain: () => ({
      message: 'the container has an established TCP connection',
      hint: 'Allow open TCP connections, here and at the restore; the other end must still be there then.',
      remedy: TCP,
    }),
  },
  {
    action: 'restore',
    pattern: /Connected TCP socket in image/,
    explain: () => ({
      message: 'the image holds an established TCP connection',
      hint: 'Allow open TCP connections for the restore too.',
      remedy: TCP,
    }),
  },
  {
    pattern: /Some file locks are hold/,
    explain: () => ({
      message: 'a process in the container holds a file lock',
      hint: 'Allow file locks to be taken along.',
      remedy: LOCKS,
    }),
  },
  {
    pattern: /External socket is used|Can't dump half of stream unix connection/,
    explain: () => ({
      message: 'a unix socket is connected to a process outside the container',
      hint: OUTSIDE_SOCKET,
    }),
  },
  {
    pattern: /Unix socket \S+ without peer/,
    explain: () => ({
      message: 'a unix datagram socket sends to a process outside the container',
      hint: OUTSIDE_SOCKET,
    }),
  },
  {
    action: 'restore',
    pattern: /Can't fork for \d+: Resource temporarily unavailable/,
    explain: () => ({
      message: 'the limit of processes leaves no room for those that the checkpoint has',
      hint: 'Give it a higher limit of processes, or none; then try again.',
    }),
  },
  {
    action: 'dump',
    pattern: /Can't open (\d+): No such file or directory/,
    explain: ([, pid]) => ({
      message: `process ${pid} of this machine ended while CRIU looked at it`,
      hint: 'CRIU looks at all that hold file locks, also outside the container. Try again.',
    }),
  },
  {
    pattern: /Can't lookup mount=\S+ for fd=(\d+)/,
    explain: ([, fd]) => ({
      message: `file descriptor ${fd} of a process leads to a file of the host`,
      hint: 'Consoles and pipes of Runcible do not; it was opened from outside, or lies on a mount that is gone. Close it inside.',
    }),
  },
  {
    pattern: /Can't dump file (\d+) of that type \[\S+\] \((?:chr|blk) (\d+:\d+)\)/,
    explain: ([, fd, device]) => ({
      message: `file descriptor ${fd} of a process is the device ${device}, which CRIU cannot take along`,
      hint: 'Close it inside, or leave that device out: CRIU knows terminals, null, zero, full and random, and no other.',
    }),
  },
  {
    pattern: /Can't dump ghost file (\S+) of (\d+) size, increase limit/,
    explain: ([, path, size]) => ({
      message: `a deleted file of ${size} bytes is still open (${path})`,
      hint: 'CRIU takes deleted files along up to 1 MB where it is not told otherwise. Or close the file.',
      remedy: DELETED,
    }),
  },
  {
    pattern: /ghost file.*increase limit/,
    explain: () => ({
      message: 'a deleted file that is still open is too large',
      hint: 'CRIU takes deleted files along up to 1 MB where it is not told otherwise. Or close the file.',
      remedy: DELETED,
    }),
  },
  {
    action: 'dump',
    pattern: /Can't create link remap for (\S+?)\.? /,
    explain: ([, path]) => ({
      message: `a deleted file that is still open has another name, too (${path})`,
      hint: 'CRIU would need a link to it in a folder that is not Runcible’s own, or could not be held until that was copied. Close the file inside, or use a root filesystem of Runcible’s.',
    }),
  },
  {
    pattern: /execvp\("?(ip6?tables-restore|nft|tar)"?/,
    explain: ([, program = '']) => ({
      message: `CRIU needs the program ${program} and does not find it`,
      hint: `Install it: apt-get install ${program === 'tar' ? 'tar' : program === 'nft' ? 'nftables' : 'iptables'}`,
    }),
  },
  {
    action: 'dump',
    pattern: /Can't dump tmpfs content/,
    explain: () => ({
      message: 'the contents of a tmpfs in the container could not be packed',
      hint: 'CRIU packs them with tar and gzip. Install both, and see that the disk has room.',
    }),
  },
  {
    pattern: /Unexpected rt vDSO area bounds|vdso: .*(unexpected|can't)/i,
    explain: () => ({
      message: 'this CRIU is too old for the running kernel',
      hint: 'Run npm start -- --yes: the set-up brings one that works. Or choose another under Advanced.',
    }),
  },
  {
    pattern: /CAP_SYS_ADMIN|CAP_CHECKPOINT_RESTORE/,
    explain: () => ({
      message: 'CRIU lacks the rights to look into the processes',
      hint: 'Checkpoints need root. Run the engine as root.',
    }),
  },
  {
    pattern: /Tracking memory is not available|missing features.*MEM_TRACK/i,
    explain: () => ({
      message: 'this kernel does not track which memory changed',
      hint: 'Take a whole checkpoint instead: without a parent, and not in advance.',
    }),
  },
  {
    pattern: /session leader of zombie process.*outside of its pid namespace/,
    explain: () => ({
      message: 'a zombie left by a shell from the host stands in the way',
      hint: 'It goes when its parent ends: end the terminal that joined this container from outside and try again.',
    }),
  },
  {
    pattern: /[Cc]onsider using (the )?--shell-job/,
    explain: () => ({
      message: 'a process uses a terminal that belongs to a session outside',
      hint: 'Allow it, or end that process.',
      remedy: TERMINAL,
    }),
  },
  {
    action: 'restore',
    pattern: /File (\S+) has bad (size|mode) (\S+) \(expect (\S+)\)/,
    explain: ([, path, what, is, was]) => ({
      message: `/${path} has changed since the checkpoint (${what} ${is}, then ${was})`,
      hint: ROOTFS_OF_THEN,
    }),
  },
  {
    action: 'restore',
    pattern: /Can't open file (\S+)/,
    explain: ([, path]) => ({
      message: `/${path} is not there as it was at the checkpoint`,
      hint: ROOTFS_OF_THEN,
    }),
  },
  {
    action: 'restore',
    pattern: /Network is unreachable/,
    explain: () => ({
      message: 'the network that a connection went over is not there',
      hint: 'CRIU brings back connections over the loopback or the host’s network only. Close others before the checkpoint.',
    }),
  },
  {
    action: 'restore',
    pattern: /Address already in use|EADDRINUSE/,
    explain: () => ({
      message: 'a port that the container listens on is taken',
      hint: 'On the host’s network only one of them can run. End the other first, or give each a network of its own.',
    }),
  },
  {
    action: 'restore',
    pattern: /Cannot assign requested address/,
    explain: () => ({
      message: 'an address that the container used is not there any more',
      hint: 'Restore it where the same network address exists.',
    }),
  },
  {
    action: 'dump',
    pattern: CGROUP_WENT,
    explain: () => ({
      message: 'a cgroup went away while CRIU looked at it',
      hint: 'Another container on this machine ended just then. Try again.',
    }),
  },
  {
    pattern: /No space left on device/,
    explain: () => ({
      message: 'the disk is full',
      hint: 'Delete checkpoints that are not needed any more, or choose a folder on another disk.',
    }),
  },
]

/** The rules for dumps or for restores. */
export const criuRules = (action: 'dump' | 'restore'): Rule[] =>
  RULES.filter((rule) => rule.action === undefined || rule.action === action)
