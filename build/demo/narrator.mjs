import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const bold = (/** @type {string} */ text) => (process.stdout.isTTY ? `\x1b[1m${text}\x1b[0m` : text)
const dim = (/** @type {string} */ text) => (process.stdout.isTTY ? `\x1b[2m${text}\x1b[0m` : text)

/** Tells the steps, and after each the commands that the engine has written into its journal since. */
export class Narrator {
  #journal
  #folders
  #told = 0
  #step = 0

  /** @param {{ state: string, run: string }} folders */
  constructor({ state, run }) {
    this.#journal = join(state, 'journal.jsonl')
    this.#folders = [
      [state, '$STATE'],
      [run, '$RUN'],
    ]
    console.log(dim(`STATE=${state} RUN=${run}`))
  }

  /** @param {string} what @param {() => Promise<void>} work */
  async step(what, work) {
    this.#step += 1
    console.log(`\n${bold(`${this.#step}. ${what}`)}`)
    await work()
    for (const line of this.#news()) console.log(line)
  }

  /** @param {string} text what is worth knowing within a step */
  say(text) {
    console.log(`   ${text}`)
  }

  /** The journal's new entries as lines. */
  #news() {
    if (!existsSync(this.#journal)) return []
    const lines = readFileSync(this.#journal, 'utf8').split('\n').filter(Boolean)
    const fresh = lines.slice(this.#told).map((line) => JSON.parse(line))
    this.#told = lines.length
    return fresh.flatMap(({ commands, error }) => [
      ...commands.map((/** @type {Command} */ command) => this.#line(command)),
      ...(error ? [`   ✗ ${error.message}`] : []),
    ])
  }

  /** @typedef {{ argv: string[], durationMs: number }} Command */
  /** @param {Command} command */
  #line({ argv, durationMs }) {
    const words = argv.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word)))
    const line = this.#folders.reduce(
      (text, [path = '', name = '']) => text.replaceAll(path, name),
      words.join(' '),
    )
    return dim(`   $ ${line}  (${Math.round(durationMs)} ms)`)
  }
}
