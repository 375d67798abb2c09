import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { defaultSpec } from '../../electron/engine/bundle/defaults.ts'
import { until } from './until.ts'

/** Holds random data, and nothing open: proves by its hash that all of it is what it was. */
const PROGRAM = `
import hashlib, os, random, sys, time
size = int(sys.argv[1]) << 20
data = memoryview(bytearray(size))
for at in range(0, size, 1 << 20): data[at:at + (1 << 20)] = os.urandom(1 << 20)
def say(name, text):
    with open('/share/' + name + '.new', 'w') as file: file.write(text)
    os.rename('/share/' + name + '.new', '/share/' + name)
say('ready', 'yes')
while True:
    time.sleep(0.005)
    if not os.path.exists('/share/ask'): continue
    with open('/share/ask') as file: word = file.read()
    os.unlink('/share/ask')
    if word == 'change':
        for page in random.sample(range(size >> 12), (size >> 12) // 100):
            data[page << 12:(page + 1) << 12] = os.urandom(4096)
    say('answer', 'here' if word == 'ping' else hashlib.sha256(data).hexdigest())
`

/** A bundle whose program remembers `mib` MiB of random data; asked through a folder that it shares. */
export class Remembering {
  readonly bundle: string
  readonly #share: string

  constructor(folder: string, mib: number) {
    this.bundle = join(folder, 'bundle')
    this.#share = join(folder, 'share')
    for (const name of ['usr', 'proc', 'sys', 'dev', 'tmp', 'share']) {
      mkdirSync(join(this.bundle, 'rootfs', name), { recursive: true })
    }
    mkdirSync(this.#share)
    for (const link of ['bin', 'lib', 'lib64']) {
      symlinkSync(`usr/${link}`, join(this.bundle, 'rootfs', link))
    }
    const spec = defaultSpec(false)
    spec.process.args = ['/usr/bin/python3', '-c', PROGRAM, String(mib)]
    spec.process.terminal = false
    spec.mounts?.push(
      { destination: '/usr', source: '/usr', options: ['bind', 'ro'] },
      { destination: '/share', source: this.#share, options: ['bind'] },
    )
    writeFileSync(join(this.bundle, 'config.json'), JSON.stringify(spec))
  }

  ready = () => this.#says('ready')

  /** its data’s hash now */
  hash = () => this.#ask('hash')

  /** Has one page of a hundred changed; the hash then. */
  change = () => this.#ask('change')

  /** It runs. */
  ping = () => this.#ask('ping')

  async #ask(word: string): Promise<string> {
    rmSync(join(this.#share, 'answer'), { force: true })
    writeFileSync(join(this.#share, 'asking'), word)
    await rename(join(this.#share, 'asking'), join(this.#share, 'ask'))
    return this.#says('answer')
  }

  async #says(name: string): Promise<string> {
    const text = () => readFile(join(this.#share, name), 'utf8').catch(() => '')
    await until(async () => (await text()) !== '', `the program's ${name}`)
    return text()
  }
}
