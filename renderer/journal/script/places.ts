import { t } from '@lingui/core/macro'
import { quoteArg } from '../../words/command-line.ts'
import { comment, FUNCTIONS, type Helper } from './helpers.ts'

/** The variables that stand at a script's top: what was on this machine, and may be elsewhere on another. */
export class Places {
  readonly #roots = new Map<string, string>()
  readonly #bundles = new Map<string, { name: string; of: string }>()
  readonly #images = new Map<string, string>()
  readonly #used = new Set<Helper>()
  #works = 0

  root(path: string): string {
    const name = this.#roots.get(path) ?? numbered('root', this.#roots.size)
    this.#roots.set(path, name)
    return `"$${name}"`
  }

  bundle(path: string, of: string): string {
    const { name } = this.#bundles.get(path) ?? { name: `bundle_${this.#bundles.size + 1}` }
    this.#bundles.set(path, { name, of })
    return `"$${name}"`
  }

  /** Refuses a bundle that is not there, or whose container lives where the journal was written. */
  fresh(bundle: string, container: string): string {
    const id = container.slice(container.lastIndexOf('/') + 1)
    const words = [this.bundle(bundle, id), quoteArg(bundle), quoteArg(container)]
    return `${this.use('fresh')} ${words.join(' ')}`
  }

  /** A checkpoint is written into a folder of the script's own: what Runcible keeps stays as it is. */
  newImage(path: string): string {
    const name = `moment-${this.#images.size + 1}`
    this.#images.set(path, name)
    return `"$work/${name}"`
  }

  image(path: string): string {
    const name = this.#images.get(path)
    return name ? `"$work/${name}"` : quoteArg(path)
  }

  /** Where its parent lies, from an image; null where the script does not make that. */
  parentOf(image: string, relative: string): string | null {
    const name = this.#images.get(joined(image, relative))
    return name ? `../${name}` : null
  }

  workFolder(lines: string[]): string {
    const path = `"$work/criu-${++this.#works}"`
    lines.push(`mkdir -p ${path}`)
    return path
  }

  use(helper: Helper): Helper {
    this.#used.add(helper)
    return helper
  }

  /** Their declarations, and the functions that are used. */
  head(): string[] {
    const roots = [...this.#roots.values()]
    const [first, ...others] = roots
    return [
      ...(first ? [`${first}=\${RUNC_ROOT:-$work/runc}`] : []),
      ...others.map((name) => `${name}=$root/${name}`),
      ...[...this.#bundles].map(
        ([path, { name, of }]) => `${name}=${quoteArg(path)} ${comment(t`of ${{ id: of }}`)}`,
      ),
      '',
      `mkdir -p ${['work', ...roots].map((name) => `"$${name}"`).join(' ')}`,
      ...[...this.#used].sort().flatMap((name) => ['', FUNCTIONS[name]]),
    ]
  }
}

const numbered = (name: string, known: number) => (known === 0 ? name : `${name}_${known + 1}`)

/** `relative` from the folder `base`, an absolute path. */
function joined(base: string, relative: string): string {
  const parts = base.split('/')
  for (const part of relative.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}
