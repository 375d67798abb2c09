import { appendFile, mkdir, open, readFile, rename, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { toWireError } from '../../shared/errors.ts'
import { type CommandRun, type ContainerRef, JournalEntry, keyOf } from '../../shared/model.ts'
import { recordCommands } from './runtime/run.ts'

/** The file is begun afresh at this size; the one before it is kept as `journal.jsonl.1`. */
const MAX_BYTES = 8 * 1024 * 1024
/** Entries held in memory for windows. */
const KEPT = 2000

/** What was done, in order, with the commands under it: append-only on disk, mode 0600, bounded. */
export class Journal {
  readonly #path: string
  readonly #appended: (entry: JournalEntry) => void
  #entries: JournalEntry[]
  #size: number
  #waiting: Omit<JournalEntry, 'seq'>[] = []
  #writing: Promise<void> = Promise.resolve()

  private constructor(
    path: string,
    entries: JournalEntry[],
    size: number,
    appended: (entry: JournalEntry) => void,
  ) {
    this.#path = path
    this.#entries = entries
    this.#size = size
    this.#appended = appended
  }

  /** Reads what is there; lines cut off by a crash are passed over. `appended` hears every new entry. */
  static async open(path: string, appended: (entry: JournalEntry) => void): Promise<Journal> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const earlier = await readEntries(`${path}.1`)
    const entries = [...earlier, ...(await readEntries(path))].slice(-KEPT)
    const size = await stat(path).then(
      ({ size }) => size,
      () => 0,
    )
    if (size > 0 && !(await endsWithNewline(path, size)))
      await appendFile(path, '\n', { mode: 0o600 })
    return new Journal(path, entries, size, appended)
  }

  /**
   * Runs `work` and writes one entry of it: the time it took, every program it ran, and how it failed. Gives back or
   * throws what `work` does.
   */
  async record<T>(
    action: string,
    container: ContainerRef | null,
    work: () => Promise<T>,
  ): Promise<T> {
    const at = new Date()
    const begun = performance.now()
    const commands: CommandRun[] = []
    let failure: unknown = null
    try {
      return await recordCommands(commands, work)
    } catch (error) {
      failure = error
      throw error
    } finally {
      const error = failure === null ? null : toWireError(failure)
      this.#append({
        at: at.toISOString(),
        action,
        container,
        durationMs: performance.now() - begun,
        commands,
        error,
        note: null,
      })
    }
  }

  /** Writes down what happened by itself. */
  note(action: string, container: ContainerRef | null, note: string): void {
    this.#append({
      at: new Date().toISOString(),
      action,
      container,
      durationMs: 0,
      commands: [],
      error: null,
      note,
    })
  }

  /** The last `limit` entries before `before`, oldest first. */
  list({
    before,
    limit,
    container,
  }: {
    before?: number | undefined
    limit: number
    container?: ContainerRef | undefined
  }): JournalEntry[] {
    this.#flush()
    const key = container && keyOf(container)
    return this.#entries
      .filter((entry) => before === undefined || entry.seq < before)
      .filter((entry) => !key || (entry.container && keyOf(entry.container) === key))
      .slice(-limit)
  }

  /** Resolves when all that was appended is on its way to disk. */
  async close(): Promise<void> {
    this.#flush()
    await this.#writing
  }

  /** What happened is told before what was noted of it: the entry waits for the end of this turn, or for a reader. */
  #append(entry: Omit<JournalEntry, 'seq'>): void {
    if (this.#waiting.length === 0) setImmediate(() => this.#flush())
    this.#waiting.push(entry)
  }

  #flush(): void {
    for (const entry of this.#waiting.splice(0)) this.#enter(entry)
  }

  #enter(entry: Omit<JournalEntry, 'seq'>): void {
    const whole = { seq: (this.#entries.at(-1)?.seq ?? -1) + 1, ...entry }
    this.#entries.push(whole)
    if (this.#entries.length > KEPT) this.#entries = this.#entries.slice(-KEPT)
    const line = `${JSON.stringify(whole)}\n`
    this.#writing = this.#writing
      .then(() => this.#write(line))
      .catch((error: Error) => {
        console.error(`the journal ${this.#path} could not be written: ${error.message}`)
      })
    this.#appended(whole)
  }

  async #write(line: string): Promise<void> {
    if (this.#size > MAX_BYTES) {
      await rename(this.#path, `${this.#path}.1`)
      this.#size = 0
    }
    await appendFile(this.#path, line, { mode: 0o600 })
    this.#size += Buffer.byteLength(line)
  }
}

async function readEntries(path: string): Promise<JournalEntry[]> {
  const text = await readFile(path, 'utf8').catch(() => '')
  const entries: JournalEntry[] = []
  for (const line of text.split('\n')) {
    if (!line) continue
    try {
      entries.push(JournalEntry.parse(JSON.parse(line)))
    } catch {
      // a line that a crash cut off
    }
  }
  return entries
}

async function endsWithNewline(path: string, size: number): Promise<boolean> {
  const file = await open(path, 'r')
  try {
    const last = Buffer.alloc(1)
    await file.read(last, 0, 1, size - 1)
    return last[0] === 0x0a
  } finally {
    await file.close()
  }
}

/** Makes handlers of calls about a container, each of which writes an entry. */
export const journaledIn =
  (journal: Journal) =>
  <I extends ContainerRef, O>(action: string, work: (input: I) => Promise<O>) =>
  ({ ...input }: I) =>
    journal.record(action, { namespace: input.namespace, id: input.id }, () => work(input))
