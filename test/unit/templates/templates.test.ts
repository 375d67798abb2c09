import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Journal } from '../../../electron/engine/journal.ts'
import { builtIn } from '../../../electron/engine/templates/built-in.ts'
import { Templates } from '../../../electron/engine/templates/templates.ts'
import { isExport, readImport } from '../../../renderer/templates/read-import.ts'
import { cautions, keyChoices } from '../../../renderer/templates/words.ts'
import { toWireError } from '../../../shared/errors.ts'
import { TemplateParts, TemplateRequest, templatesText } from '../../../shared/model.ts'

let dir: string
let told: unknown[]
let notes: string[]
const open = () =>
  new Templates(dir, (name, value) => told.push([name, value]), {
    note: (_action: string, _of: null, text: string) => notes.push(text),
  } as unknown as Journal)
const parts = (name: string, differs: object = {}) =>
  TemplateParts.parse({ name, request: { source: { kind: 'starter' } }, ...differs })
const failure = async (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error) => toWireError(error),
  )

beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), 'runcible-templates-')), 'templates')
  told = []
  notes = []
})
afterEach(() => rmSync(join(dir, '..'), { recursive: true }))

describe('templates', () => {
  test('those that come along are hidden, arranged and copied, never changed or removed', async () => {
    const templates = open()
    for (const { id } of builtIn()) {
      expect(await failure(templates.remove(id))).toMatchObject({ code: 'failed-precondition' })
      expect(await failure(templates.save(id, parts('x')))).toMatchObject({
        code: 'failed-precondition',
      })
    }
    const hidden = await templates.arrange('shell', { hidden: true, key: null })
    expect(hidden).toMatchObject({ name: 'Shell', hidden: true, key: null, builtIn: true })
    expect(told).toEqual([['template.changed', hidden]])
    const { templates: all } = await open().list()
    expect(all.find(({ id }) => id === 'shell')).toEqual(hidden)
    expect(statSync(join(dir, 'built-in.json')).mode & 0o777).toBe(0o600)
  })

  test('one’s own is saved, changed in place, and removed', async () => {
    const templates = open()
    const made = await templates.save(null, parts('Mine', { key: 7 }))
    const changed = await templates.save(made.id, parts('Renamed', { key: 7, description: 'd' }))
    expect(changed).toMatchObject({ id: made.id, name: 'Renamed', description: 'd', key: 7 })
    expect((await open().list()).templates).toContainEqual(changed)
    await templates.remove(made.id)
    expect(told.at(-1)).toEqual(['template.removed', { template: made.id }])
    expect(readdirSync(dir)).toEqual([])
    expect(await failure(templates.remove(made.id))).toMatchObject({ code: 'not-found' })
    expect(await failure(templates.save('../../etc', parts('x')))).toMatchObject({
      code: 'not-found',
    })
  })

  test('each name and each key is given once', async () => {
    const templates = open()
    await templates.save(null, parts('Mine', { key: 7 }))
    expect(await failure(templates.save(null, parts('MINE')))).toMatchObject({
      code: 'already-exists',
      field: 'parts.name',
    })
    expect(await failure(templates.save(null, parts('Other', { key: 1 })))).toMatchObject({
      field: 'parts.key',
      message: 'Ctrl Shift 1 starts Shell already',
    })
    expect(await failure(templates.arrange('shell', { key: 7 }))).toMatchObject({
      code: 'already-exists',
    })
    expect((await templates.list()).templates.length).toBe(4)
  })

  test('what cannot be read is told once and left; the rest is there', async () => {
    const templates = open()
    const made = await templates.save(null, parts('Mine'))
    const bad = {
      'no-json.json': '{"version": 1, "na',
      'newer.json': JSON.stringify({ ...parts('N'), version: 2 }),
      'Not An Id.json': JSON.stringify({ ...parts('N'), version: 1 }),
    }
    for (const [name, text] of Object.entries(bad)) writeFileSync(join(dir, name), text)
    const again = open()
    const { templates: all, broken } = await again.list()
    expect(all).toContainEqual(made)
    expect(broken.map(({ path }) => path.slice(dir.length + 1))).toEqual([
      'newer.json',
      'no-json.json',
      'Not An Id.json',
    ])
    for (const { why } of broken) expect(why).not.toBe('')
    await again.list()
    expect(notes.length).toBe(3)
    for (const [name, text] of Object.entries(bad)) {
      expect(readFileSync(join(dir, name), 'utf8')).toBe(text)
    }
  })

  test('what is exported comes in again as it was; nothing is overwritten unasked', async () => {
    const templates = open()
    const request = TemplateRequest.parse({
      source: { kind: 'bundle', path: '/b' },
      process: { args: ['a b', 'ü"'], env: ['A=1'] },
      limits: { memory: 2 ** 26 },
      naming: { labels: { 'x/y': '1' }, group: 'g', order: 3, restarts: 2 },
      runtime: { noPivot: true },
    })
    const made = await templates.save(null, { ...parts('Mine', { key: 5 }), request })
    const text = await templates.export([made.id, 'shell'])
    expect(await failure(templates.import(text, 'refuse'))).toMatchObject({
      code: 'already-exists',
      message: 'there is a template of that name already: Mine, Shell',
    })
    expect(await failure(templates.import(text, 'replace'))).toMatchObject({
      code: 'failed-precondition',
    })
    const both = await templates.import(text, 'keepBoth')
    expect(both.map(({ name, key }) => [name, key])).toEqual([
      ['Mine 2', null],
      ['Shell 2', null],
    ])
    expect(both[0]?.request).toEqual(request)
    const changed = templatesText([parts('Mine', { description: 'changed' })])
    const [replaced] = await templates.import(changed, 'replace')
    expect(replaced).toMatchObject({ id: made.id, description: 'changed', key: 5 })
  })

  test.each([
    ['not json', 'this is no JSON'],
    ['{}', 'runcible'],
    ['[]', 'the templates'],
    [JSON.stringify({ runcible: 'templates', version: 2, templates: [parts('N')] }), 'newer'],
    [JSON.stringify({ runcible: 'templates', version: 1, templates: [] }), 'holds no template'],
    [templatesText([parts('A')]).replace('starter', 'nonsense'), 'templates.0.request.source.kind'],
    [templatesText([parts('A'), parts('a')]), 'two of the templates are called a'],
    [templatesText([{ ...parts('A'), name: 'x'.repeat(61) }]), 'templates.0.name'],
  ])('%#: what is none is refused in words, and nothing is changed', async (text, words) => {
    const templates = open()
    expect(await failure(templates.import(text, 'refuse'))).toMatchObject({
      code: 'invalid-input',
      field: 'text',
      message: expect.stringContaining(words),
    })
    expect((await templates.list()).templates.length).toBe(3)
    expect(told).toEqual([])
  })

  test('those that come along are templates as an import would take them', () => {
    expect(readImport(templatesText(builtIn()), [])).toMatchObject({ kind: 'templates', taken: [] })
  })
})

describe('before an import', () => {
  const known = [{ ...parts('Mine'), id: 'a', builtIn: false, hidden: false }]

  test('what the text holds is said', () => {
    expect(readImport(' ', known)).toEqual({ kind: 'nothing' })
    expect(readImport('{', known)).toEqual({ kind: 'wrong', why: 'this is no JSON' })
    expect(readImport('{"runcible":"x"}', known)).toMatchObject({
      kind: 'wrong',
      why: expect.stringContaining('this is no export of templates'),
    })
    expect(readImport(templatesText([parts('MINE'), parts('B')]), known)).toMatchObject({
      kind: 'templates',
      taken: ['MINE'],
    })
    expect(isExport('{"runcible":1}')).toBe(true)
    expect(isExport('[1]')).toBe(false)
  })

  test('what of it reaches this machine is named', () => {
    const request = TemplateRequest.parse({
      source: { kind: 'rootfs', path: '/srv/x' },
      network: 'host',
      runtime: { binary: '/tmp/evil', criuWorkPath: '/w' },
    })
    expect(cautions(request).join('\n')).toMatch(
      /\/tmp\/evil[\s\S]*\/w[\s\S]*\/srv\/x[\s\S]*network/,
    )
    const starter = { source: { kind: 'starter' } }
    expect(cautions(TemplateRequest.parse(starter))).toEqual([])
    const ports = [{ hostAddress: '0.0.0.0', hostPort: 80, containerPort: 80 }]
    const network = { kind: 'outbound', ports, hostLoopback: true }
    expect(cautions(TemplateRequest.parse({ ...starter, network }))).toEqual([
      'reaches what this machine reaches',
      'reaches what listens on this machine’s loopback',
      'opens 0.0.0.0:80/tcp on this machine',
    ])
  })

  test('a key that another has cannot be chosen', () => {
    const mine = { ...parts('Mine', { key: 2 }), id: 'a', builtIn: false, hidden: false }
    const disabled = (own: typeof mine | undefined) =>
      keyChoices([mine], own).filter(({ disabled }) => disabled)
    expect(disabled(undefined)).toEqual([
      { value: '2', label: 'Ctrl Shift 2 · Mine', disabled: true },
    ])
    expect(disabled(mine)).toEqual([])
  })
})
