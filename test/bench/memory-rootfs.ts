import { copyFileSync, existsSync, mkdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { which } from '../../build/setup/tools.mjs'
import { outputOf } from './programs.ts'

/** Somebody makes `ask`; as soon as the program runs it makes `said` of it, reads all of its memory, and says how that is. */
const ASK = 'ask'
const SAID = 'said'
const SAME = 'same'
const OTHER = 'other'
/** What it has not said by then it never will. */
const LOOK_MS = 60_000

/** Nothing is open while it waits: CRIU would hold it to a file's size. */
const program = (mib: number) => `
open my $random, "<", "/dev/urandom";
my @memory = map { my $part; read $random, $part, 1048576; $part } 1 .. ${mib};
close $random;
sub sums { map { my $part = $_; map { unpack "%64Q512", substr $part, $_ * 4096, 4096 } 0 .. 255 } @memory }
my @before = sums();
mkdir "/ready";
while (1) {
  select undef, undef, undef, 0.001;
  next unless rename "/${ASK}", "/${SAID}";
  my @now = sums();
  my $same = @now == @before && !grep { $now[$_] ne $before[$_] } 0 .. $#now;
  mkdir $same ? "/${SAME}" : "/${OTHER}";
}`

/** A program in the root filesystem `rootfs` that holds so many MiB of random bytes. */
export class MemoryProgram {
  readonly args: string[]
  readonly #rootfs: string

  constructor(rootfs: string, mib: number) {
    this.args = ['/perl', '-e', program(mib)]
    this.#rootfs = rootfs
  }

  /** Puts the machine's perl there, with the libraries that it needs. */
  async install(): Promise<void> {
    const perl = which('perl')
    if (!perl) throw new Error('perl is missing')
    copyFileSync(perl, this.#path('perl'))
    for (const [library] of (await outputOf(['ldd', perl])).matchAll(/\/\S+/g)) {
      mkdirSync(this.#path(dirname(library)), { recursive: true })
      copyFileSync(library, this.#path(library))
    }
  }

  /** Its memory is full and summed up. */
  async ready(): Promise<void> {
    await this.#there('ready')
    rmdirSync(this.#path('ready'))
  }

  /** Before it runs again. */
  ask(): void {
    rmSync(this.#path(SAID), { force: true })
    writeFileSync(this.#path(ASK), '')
  }

  /** It has said something since it was asked; looks without a pause. */
  said = () => this.#there(SAID)

  /** It has read all of its memory since. Throws where that is another than before. */
  async checked(): Promise<void> {
    await this.#there(SAME, OTHER)
    if (!existsSync(this.#path(SAME))) throw new Error('its memory is another than before')
    rmdirSync(this.#path(SAME))
  }

  /** One of these. In one loop: a second one would go on without a pause, and take a core from all that is measured after. */
  async #there(...names: string[]): Promise<void> {
    const until = performance.now() + LOOK_MS
    while (!names.some((name) => existsSync(this.#path(name)))) {
      if (performance.now() > until) {
        throw new Error(`the program does not say “${names.join('” or “')}”`)
      }
      await new Promise(setImmediate)
    }
  }

  #path(name: string): string {
    return join(this.#rootfs, name)
  }
}
