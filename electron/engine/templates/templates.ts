import { randomBytes } from 'node:crypto'
import { inputError, RuncibleError } from '../../../shared/errors.ts'
import {
  MAX_TEMPLATES,
  type Template,
  type TemplateParts,
  TemplatesFile,
  templatesText,
} from '../../../shared/model.ts'
import type { Publish } from '../../../shared/server.ts'
import type { Journal } from '../journal.ts'
import { builtIn } from './built-in.ts'
import { type Arranged, TemplateStore } from './store.ts'

/** What becomes of an imported template whose name is taken. */
export type Taken = 'refuse' | 'keepBoth' | 'replace'

/** The templates of one engine: those that come along and one's own, as windows see them. Read when first asked for. */
export class Templates {
  readonly #store: TemplateStore
  readonly #publish: Publish
  readonly #journal: Journal
  #loading: Promise<void> | null = null

  constructor(dir: string, publish: Publish, journal: Journal) {
    this.#store = new TemplateStore(dir)
    this.#publish = publish
    this.#journal = journal
  }

  async list() {
    await this.#loaded()
    return { templates: this.#all(), broken: this.#store.broken }
  }

  /** `id` null: a new one. Throws `already-exists` for a name or a key that another has. */
  async save(id: string | null, parts: TemplateParts): Promise<Template> {
    await this.#loaded()
    if (id !== null) this.#own(id, isChanged, 'Copy it, and change the copy.')
    else this.#requireRoom(1)
    this.#requireFree(id, parts)
    return this.#put(id ?? newId(), parts)
  }

  async arrange(id: string, change: Partial<Arranged>): Promise<Template> {
    await this.#loaded()
    const template = this.#get(id)
    if (change.key) this.#requireFreeKey(id, change.key)
    const { hidden, order, key } = { ...template, ...change }
    if (template.builtIn) await this.#store.arrange(id, { hidden, order, key })
    else await this.#store.write(id, { ...partsOf(template), order, key, hidden })
    return this.#told(id)
  }

  async remove(id: string): Promise<void> {
    await this.#loaded()
    this.#own(id, isRemoved, 'It can be hidden.')
    this.#store.remove(id)
    this.#publish('template.removed', { template: id })
  }

  async export(ids: readonly string[]): Promise<string> {
    await this.#loaded()
    return templatesText(ids.map((id) => this.#get(id)))
  }

  /** All of the text's templates or none of them. Throws `invalid-input` with the place, `already-exists` with the names. */
  async import(text: string, taken: Taken): Promise<Template[]> {
    const { templates } = readExport(text)
    await this.#loaded()
    const named = templates.map((parts) => ({ ...parts, id: this.#named(parts.name)?.id ?? null }))
    refuseTwice(templates.map(({ name }) => name))
    const known = named.filter(({ id }) => id !== null)
    if (taken === 'refuse' && known.length > 0) {
      throw new RuncibleError(
        'already-exists',
        `there is a template of that name already: ${known.map(({ name }) => name).join(', ')}`,
        { field: 'text', hint: 'Keep both, or have them replaced.' },
      )
    }
    if (taken === 'replace') {
      for (const { id } of known) this.#own(id ?? '', isReplaced, 'Keep both instead.')
    }
    this.#requireRoom(taken === 'replace' ? named.length - known.length : named.length)
    const imported: Template[] = []
    for (const { id, ...parts } of named) {
      const before = id === null || taken !== 'replace' ? null : this.#get(id)
      const name = before ? parts.name : this.#freeName(parts.name)
      const { order, key } = before ?? { order: 100, key: null }
      imported.push(await this.#put(before?.id ?? newId(), { ...parts, name, order, key }))
    }
    return imported
  }

  #loaded(): Promise<void> {
    this.#loading ??= this.#store.load().then(() => {
      for (const { path, why } of this.#store.broken) {
        this.#journal.note('templates', null, `${path} is left as it is: ${why}`)
      }
    })
    return this.#loading
  }

  #all(): Template[] {
    const along = builtIn().map((parts) => ({
      ...parts,
      hidden: false,
      ...this.#store.arranged(parts.id),
      builtIn: true,
    }))
    const own = [...this.#store.own].map(([id, parts]) => ({ ...parts, id, builtIn: false }))
    return [...along, ...own].sort((a, b) => a.order - b.order || a.name.localeCompare(b.name))
  }

  #get(id: string): Template {
    const template = this.#all().find((one) => one.id === id)
    if (template) return template
    throw new RuncibleError('not-found', `no such template: ${id}: not found`)
  }

  /** Throws `failed-precondition` for one that comes along. */
  #own(id: string, refusal: (name: string) => string, hint: string): void {
    const { name, builtIn } = this.#get(id)
    if (!builtIn) return
    throw new RuncibleError('failed-precondition', refusal(name), { hint })
  }

  async #put(id: string, parts: TemplateParts): Promise<Template> {
    const hidden = this.#store.own.get(id)?.hidden ?? false
    await this.#store.write(id, { ...parts, hidden })
    return this.#told(id)
  }

  #told(id: string): Template {
    const template = this.#get(id)
    this.#publish('template.changed', template)
    return template
  }

  #named(name: string): Template | undefined {
    return this.#all().find((one) => one.name.toLowerCase() === name.toLowerCase())
  }

  #requireFree(id: string | null, { name, key }: TemplateParts): void {
    const named = this.#named(name)
    if (named && named.id !== id) {
      throw new RuncibleError('already-exists', `there is a template ${named.name} already`, {
        field: 'parts.name',
        hint: 'Choose another name, or change that one.',
      })
    }
    if (key !== null) this.#requireFreeKey(id, key)
  }

  #requireFreeKey(id: string | null, key: number): void {
    const other = this.#all().find((one) => one.key === key && one.id !== id)
    if (!other) return
    throw new RuncibleError('already-exists', `Ctrl Shift ${key} starts ${other.name} already`, {
      field: 'parts.key',
      hint: 'Choose another digit, or take it from that one first.',
    })
  }

  #requireRoom(more: number): void {
    if (this.#store.own.size + more <= MAX_TEMPLATES) return
    throw new RuncibleError('failed-precondition', `there cannot be more than ${MAX_TEMPLATES}`, {
      hint: 'Remove templates that nobody uses.',
    })
  }

  #freeName(name: string): string {
    for (let n = 2, free = name; ; n++) {
      if (!this.#named(free)) return free
      free = `${name.slice(0, 54)} ${n}`
    }
  }
}

const newId = () => randomBytes(8).toString('hex')

const partsOf = ({ name, description, request, order, key }: Template): TemplateParts => ({
  name,
  description,
  request,
  order,
  key,
})

function readExport(text: string): TemplatesFile {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new RuncibleError('invalid-input', `this is no JSON: ${(cause as Error).message}`, {
      field: 'text',
      hint: 'Nothing was changed. Choose a file that “Export” made, or paste all of its text.',
      cause,
    })
  }
  const read = TemplatesFile.safeParse(value)
  if (read.success) return read.data
  const { code, message, details } = inputError(read.error, 'the templates')
  throw new RuncibleError(code, message, { ...details, field: 'text' })
}

const isChanged = (name: string) => `${name} comes along with Runcible and cannot be changed`
const isRemoved = (name: string) => `${name} comes along with Runcible and cannot be removed`
const isReplaced = (name: string) => `${name} comes along with Runcible and cannot be replaced`

function refuseTwice(names: readonly string[]): void {
  const seen = new Set<string>()
  for (const name of names) {
    if (seen.has(name.toLowerCase())) {
      throw new RuncibleError('invalid-input', `two of the templates are called ${name}`, {
        field: 'text',
        hint: 'Nothing was changed. Give one of them another name in the file.',
      })
    }
    seen.add(name.toLowerCase())
  }
}
