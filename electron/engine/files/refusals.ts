import { type ErrorCode, RuncibleError } from '../../../shared/errors.ts'
import { toTold } from './names.ts'

/** What the kernel refused, in words. */
const REFUSED: Readonly<Record<string, readonly [ErrorCode, string, string]>> = {
  ENOENT: ['not-found', 'there is nothing of that name', 'It may have gone meanwhile. Look again.'],
  ENOTDIR: ['invalid-input', 'something on the way is no folder', 'Look again at what is there.'],
  ELOOP: ['invalid-input', 'its links lead in a circle', 'See where they lead, one by one.'],
  EACCES: [
    'permission-denied',
    'this engine’s user may not',
    'It belongs to another user of the container. An engine that runs as root may.',
  ],
  EPERM: [
    'permission-denied',
    'the kernel does not let it be done',
    'It may be marked as not to be changed (lsattr), or belong to a filesystem of the kernel’s own.',
  ],
  EROFS: [
    'failed-precondition',
    'what it lies on is read-only',
    'Its root filesystem, or what is mounted there, is read-only by config.json.',
  ],
  ENOSPC: ['failed-precondition', 'the disk is full', 'Make room and try again.'],
  EDQUOT: ['failed-precondition', 'the quota is used up', 'Make room and try again.'],
  EEXIST: ['already-exists', 'there is something of that name', 'Choose another name.'],
  ENOTEMPTY: ['failed-precondition', 'something new has come into the folder', 'Try again.'],
  EBUSY: [
    'failed-precondition',
    'something is mounted there',
    'What is mounted cannot be moved away.',
  ],
  EISDIR: ['already-exists', 'there is a folder of that name', 'Choose another name.'],
  ENAMETOOLONG: ['invalid-input', 'the name is too long', 'A name has at most 255 bytes.'],
  ETXTBSY: ['failed-precondition', 'a program is running from it', 'End it, or try again later.'],
  EOPNOTSUPP: ['unsupported', 'that filesystem has no such thing', 'Choose another folder.'],
  EOVERFLOW: [
    'unsupported',
    'that filesystem belongs to the container’s user namespace, in which this engine’s user has no id',
    'Choose a folder of its root filesystem or of a volume, and move it from within.',
  ],
  ENXIO: ['unsupported', 'it is nothing that can be read', 'Only files can.'],
}

/** Runs work on something inside; what the kernel refuses is said in words. `path`: its bytes. */
export async function inWords<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw worded(path, error)
  }
}

/** A refusal of the kernel in words; anything else as it is. */
export function worded(path: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (error instanceof RuncibleError || typeof code !== 'string' || !code.startsWith('E'))
    return error
  const [kind, why, hint] = REFUSED[code] ?? ['runtime-failed', 'the kernel refused', '']
  return new RuncibleError(kind, `${toTold(path)}: ${why}`, {
    said: saidBy(error as Error),
    ...(hint && { hint }),
    cause: error,
  })
}

/** The kernel's sentence, without the descriptor that we have it by. */
const saidBy = ({ message }: Error) => message.replace(/ '\/proc\/self\/fd\/.*$/s, '')

export const notFolder = (path: string) =>
  new RuncibleError('invalid-input', `${toTold(path)} is no folder`, {
    hint: 'Only a folder holds files.',
  })
