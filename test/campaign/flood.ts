import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from '../../shared/client.ts'
import type { CallOutput } from '../../shared/contract.ts'
import { Viewer } from '../bench/viewer.ts'
import { type Cells, screenAfter } from '../support/shown-screen.ts'
import { ref, script, type TestEngine } from '../support/test-engine.ts'

/** A line as it arrives at a terminal: console, number, text, carriage return, line feed. */
const LINE_BYTES = 64
/** Each line typed in lets the file through; then the console is quiet. */
const SCRIPT = '[ -t 0 ] && stty -echo; echo ready; while read x; do cat /flood; done'

/** A container whose console floods when it is told to, and what of it has arrived. */
export class Flood {
  readonly id: string
  readonly terminal: boolean
  readonly #expected: Buffer
  #received = createHash('sha256')
  #viewer: Viewer | null = null
  #from = 0
  /** bytes that came, the first of them that was another than it should be, and when the last came */
  received = 0
  wrongAt: number | null = null
  lastAt = 0

  constructor(n: number, terminal: boolean, bytes: number) {
    this.id = `flood-${n}`
    this.terminal = terminal
    this.#expected = numberedLines(n, Math.ceil(bytes / LINE_BYTES), terminal ? '\r\n' : ' \n')
  }

  get bytes(): number {
    return this.#expected.length
  }

  get done(): boolean {
    return this.received >= this.bytes
  }

  /** Created, started and looked at by `client`. */
  async begin(engine: TestEngine, client: Client): Promise<void> {
    const { terminal } = this
    const { rootfs } = await engine.create(
      this.id,
      script(SCRIPT, { process: { terminal }, stdin: 'open' }),
    )
    const file = this.#expected.toString('latin1').replaceAll('\r', '')
    writeFileSync(join(rootfs, 'flood'), file, 'latin1')
    await engine.call('containers.start', ref(this.id))
    const viewer = new Viewer(client, { kind: 'init', ...ref(this.id) })
    await viewer.said('ready')
    this.#viewer = viewer
  }

  go(): void {
    const viewer = this.#viewer
    if (!viewer) throw new Error(`nobody looks at ${this.id}`)
    this.#from = viewer.next
    this.#received = createHash('sha256')
    this.received = 0
    viewer.onBytes = (bytes, offset) => this.#take(bytes, offset - this.#from)
    viewer.type('\n')
  }

  /** What went wrong, in words; empty where every byte came, in order. */
  get problems(): string[] {
    const missing = (this.#viewer?.missing ?? 0) + Math.max(0, this.bytes - this.received)
    return [
      ...(missing > 0 ? [`${this.id}: ${missing} of ${this.bytes} bytes never came`] : []),
      ...(this.wrongAt === null ? [] : [`${this.id}: byte ${this.wrongAt} is another`]),
    ]
  }

  /** What its screen shows once all has come. */
  screen(): Promise<Cells> {
    return screenAfter(this.#expected.subarray(-100 * LINE_BYTES))
  }

  /** Whether the log holds what has come, byte for byte, by the hashes of both. To be asked once. */
  async isInLog(engine: TestEngine): Promise<boolean> {
    const logged: Uint8Array[] = []
    for (let from: number | null = 0; from !== null; ) {
      const target = { kind: 'init', ...ref(this.id) } as const
      const page: CallOutput<'consoles.past'> = await engine.call('consoles.past', { target, from })
      logged.push(page.bytes)
      from = page.next
    }
    const flood = Buffer.concat(logged).subarray(-this.bytes)
    const inLog = createHash('sha256').update(flood).digest('hex')
    return this.#received.digest('hex') === inLog
  }

  #take(bytes: Uint8Array, at: number): void {
    this.lastAt = performance.now()
    this.#received.update(bytes)
    // Beyond the end nothing compares as equal: bytes too many are wrong ones.
    const wanted = this.#expected.subarray(at, at + bytes.length)
    if (this.wrongAt === null && wanted.compare(bytes) !== 0) this.wrongAt = at
    this.received = at + bytes.length
  }
}

/** Every line is another, in this console and among all. */
function numberedLines(console: number, lines: number, end: string): Buffer {
  const text = Buffer.allocUnsafe(lines * LINE_BYTES)
  for (let line = 0; line < lines; line++) {
    const head = `${String(console).padStart(2, '0')} ${String(line).padStart(8, '0')} `
    const rest = createHash('md5').update(head).digest('hex').padEnd(LINE_BYTES, '.')
    text.write((head + rest).slice(0, LINE_BYTES - end.length) + end, line * LINE_BYTES, 'latin1')
  }
  return text
}
