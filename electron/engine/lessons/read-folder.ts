import { constants } from 'node:fs'
import { type FileHandle, open, opendir } from 'node:fs/promises'
import { join } from 'node:path'
import { type LessonFolder, MAX_LESSON_BYTES, MAX_LESSONS } from '../../../shared/model.ts'

/** Entries of a folder that are looked at: one that holds more is no folder of lessons. */
const MAX_ENTRIES = 2000
/** Bytes of all lessons together: they go to the window in one answer. */
const MAX_ALL_BYTES = 1024 * 1024
/** Without a wait: a fifo that nobody writes to would never open. */
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/**
 * The Markdown files of a folder, by name. It may be anybody's: nothing but plain files of the folder itself is read, and of
 * those no more than a lesson needs. Throws what the system says of a folder that cannot be read.
 */
export async function readLessonFolder(
  folder: string,
): Promise<Pick<LessonFolder, 'lessons' | 'broken'>> {
  const lessons: LessonFolder['lessons'] = []
  const broken: LessonFolder['broken'] = []
  let left = MAX_ALL_BYTES
  for (const [n, file] of (await markdownIn(folder)).entries()) {
    if (n >= MAX_LESSONS) {
      broken.push({
        file,
        why: `it and all after it are left out: at most ${MAX_LESSONS} are read`,
      })
      break
    }
    try {
      const text = await readLesson(join(folder, file), left)
      left -= Buffer.byteLength(text)
      lessons.push({ file, text })
    } catch (error) {
      broken.push({ file, why: whyNot(error as NodeJS.ErrnoException) })
    }
  }
  return { lessons, broken }
}

async function markdownIn(folder: string): Promise<string[]> {
  const names: string[] = []
  let looked = 0
  for await (const { name } of await opendir(folder)) {
    if (++looked > MAX_ENTRIES) throw new Error(`it holds more than ${MAX_ENTRIES} entries`)
    if (name.endsWith('.md') && !name.startsWith('.')) names.push(name)
  }
  return names.sort()
}

async function readLesson(path: string, left: number): Promise<string> {
  const file = await open(path, READ)
  try {
    if (!(await file.stat()).isFile()) throw new Error('it is no plain file')
    const bytes = await atMost(file, MAX_LESSON_BYTES + 1)
    if (bytes.length > MAX_LESSON_BYTES) {
      throw new Error(`it is larger than ${MAX_LESSON_BYTES / 1024} KiB`)
    }
    if (bytes.length > left) {
      throw new Error(`the lessons before it hold ${MAX_ALL_BYTES / 1024} KiB already`)
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } finally {
    await file.close()
  }
}

/** What stat says of a size is no bound: files of /proc say 0. */
async function atMost(file: FileHandle, max: number): Promise<Uint8Array> {
  const bytes = Buffer.alloc(max)
  let length = 0
  while (length < max) {
    const { bytesRead } = await file.read(bytes, length, max - length, null)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return bytes.subarray(0, length)
}

function whyNot({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ELOOP') return 'it is a link: only files of the folder itself are read'
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'it is no text in UTF-8'
  return message
}
