import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scriptOf } from '../../../renderer/journal/script/script.ts'
import { formatArgs } from '../../../renderer/words/command-line.ts'
import { RuncibleError } from '../../../shared/errors.ts'
import type { CommandRun, JournalEntry } from '../../../shared/model.ts'

const sh = (text: string, env: Record<string, string> = {}) =>
  execFileSync('sh', ['-s'], { input: text, env: { PATH: process.env.PATH ?? '', ...env } })

/** What an argument may be: anything but a NUL, which none can hold. */
const argument = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', '\n'))
const nasty = fc.constantFrom(
  ...["'", "''", '"', '\\', '\n', '$(id)', '`id`', '$HOME', '!!', '*', '~', '-', '#', ';', ' ', ''],
  ...["a'b", '\r\n', '\u2028', '\u0007', '=', 'A=b', '{a,b}', '<>|&'],
)

let seq = 0
const run = (argv: string[], more: Partial<CommandRun> = {}): CommandRun => ({
  argv,
  at: new Date(1_700_000_000_000 + seq * 1000).toISOString(),
  durationMs: 4,
  exitCode: 0,
  ...more,
})
const entry = (action: string, commands: CommandRun[], more: Partial<JournalEntry> = {}) => ({
  seq: seq++,
  at: new Date(1_700_000_000_000 + seq * 1000).toISOString(),
  action,
  container: { namespace: 'default', id: 'a' },
  durationMs: 5,
  commands,
  error: null,
  note: null,
  ...more,
})
const runc = (...args: string[]) => [
  ...['/usr/sbin/runc', '--root', '/r/default', '--log', '/l', '--log-format', 'json'],
  ...args,
]
const plain = (...args: string[]) => ({
  argv: ['/usr/sbin/runc', '--root', '/r/default', ...args],
  terminal: false,
  stdin: false,
})
/** The lines below the head. */
const steps = (entries: JournalEntry[]) =>
  scriptOf(entries)
    .split('\n')
    .filter((line) => line.startsWith('"$runc"'))

describe('a command line for a shell', () => {
  it('is what it was to a real sh, whatever is in it', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(argument, nasty), { maxLength: 40 }), (args) => {
        const said = sh(`printf '%s\\0' ${formatArgs(args)}`).toString()
        // Without an argument printf says its format once.
        expect(said).toBe(args.length === 0 ? '\0' : args.map((one) => `${one}\0`).join(''))
      }),
      { numRuns: 150 },
    )
  })
})

describe('the journal as a script', () => {
  it('leaves out who looked on, and says how they would by hand', () => {
    const commands = [
      run(['conmon', '-c', 'shell-1'], {
        plain: { argv: ['nsenter', '-t', '7', 'sh'], terminal: true, stdin: true },
      }),
      run(runc('start', 'shell-1')),
    ]
    const entries = [entry('debug shell', commands)]
    expect(steps(entries)).toEqual([])
    expect(scriptOf(entries)).toContain('# Left out, for it only looked on: nsenter -t 7 sh')
  })

  it('leaves logs and this machine’s folders out, and keeps the options', () => {
    expect(
      steps([
        entry('create', [
          run(['conmon'], { plain: plain('create', '--bundle', '/b', '--no-pivot', 'a') }),
        ]),
        entry('start', [run(runc('start', 'a'))]),
        entry('update', [run(runc('update', '--pids-limit', '50', 'a'))]),
        entry('kill', [run(runc('kill', 'a', '15'))]),
      ]),
    ).toEqual([
      '"$runc" --root "$root" create --bundle "$bundle_1" --no-pivot a </dev/null >/dev/null 2>&1',
      '"$runc" --root "$root" start a',
      '"$runc" --root "$root" update --pids-limit 50 a',
      '"$runc" --root "$root" kill a 15',
    ])
  })

  it('restores what it has checkpointed itself, and leaves Runcible’s moments as they are', () => {
    const dump = (image: string, ...rest: string[]) =>
      run(runc('checkpoint', '--image-path', image, '--work-path', '/w', ...rest, 'a'))
    const lines = steps([
      entry('checkpoint', [dump('/c/1/i', '--leave-running')]),
      entry('checkpoint', [dump('/c/2/i', '--parent-path', '../../1/i', '--tcp-established')]),
      entry('restore', [
        run(['conmon'], {
          plain: plain('restore', '--bundle', '/b', '--image-path', '/c/2/i', '--lazy-pages', 'a'),
        }),
        run(['conmon'], { plain: plain('restore', '--bundle', '/b', '--image-path', '/old', 'a') }),
      ]),
    ])
    expect(lines[0]).toBe(
      '"$runc" --root "$root" checkpoint --image-path "$work/moment-1" --work-path "$work/criu-1" --leave-running a',
    )
    expect(lines[1]).toContain('--parent-path ../moment-1 --tcp-established a')
    expect(lines[2]).toContain('--image-path "$work/moment-2" a <')
    expect(lines[3]).toContain('--image-path /old a <')
  })

  it('takes an end for what comes between: it is waited for where it happened', () => {
    const begun = Date.parse('2026-01-01T00:00:00Z')
    const at = (ms: number) => new Date(begun + ms).toISOString()
    const text = scriptOf([
      entry('exited', [], { at: at(5), note: 'exit code 137' }),
      entry('rerun', [
        run(runc('kill', 'a', '9'), { at: at(1) }),
        run(runc('delete', 'a'), { at: at(9) }),
      ]),
    ])
    expect(text.indexOf('kill a 9')).toBeLessThan(text.indexOf('\nawait_end "$root" a'))
    expect(text.indexOf('\nawait_end "$root" a')).toBeLessThan(text.indexOf('delete a'))
  })

  it('does again what somebody else did, and says what it leaves out', () => {
    const text = scriptOf([
      entry('start', [run(runc('start', 'a'))]),
      entry('paused outside', [], { note: 'paused by something else than Runcible' }),
      entry('network', [run(['nsenter', '-t', '12', 'ip', 'link'])]),
      entry('checkpoint', [run(runc('checkpoint', 'a'), { exitCode: null })]),
      entry('kill', [run(runc('kill', 'a', '99'), { exitCode: 1 })], {
        error: new RuncibleError('runtime-failed', 'no such\nrm -rf /').toWire(),
      }),
    ])
    expect(text).toContain('\n"$runc" --root "$root" pause a\n')
    expect(text).toContain('# Left out, for it is not runc: nsenter')
    expect(text).toContain('# Left out, for it was cut off: ')
    expect(text).toContain(
      '\n# It failed then: no such rm -rf /\n"$runc" --root "$root" kill a 99 || :\n',
    )
  })

  it('is a script that sh takes, and runs no more than its lines, whatever stands in the journal', {
    timeout: 60_000,
  }, () => {
    const text = fc.oneof(argument, nasty)
    fc.assert(
      fc.property(
        text,
        text,
        fc.array(text, { minLength: 1, maxLength: 5 }),
        (note, path, args) => {
          const script = scriptOf([
            entry('create', [
              run(['conmon', path], { plain: plain('create', '--bundle', `/${path}`, 'a') }),
            ]),
            entry(note, [run(['other', ...args])], { note }),
            entry('exec start', [
              run(['conmon'], {
                plain: plain('exec', '--detach', '--cwd', path, '--env', path, 'a', ...args),
              }),
            ]),
          ])
          // With a runc that says what it was given, and bundles that are all there.
          const stubs = `say() { printf '%s\\0' "$@" >&3; }
mkdir() { :; }
fresh() { :; }
exec 3>&1 >/dev/null
`
          const env = { RUNC: 'say', WORK: '/nowhere' }
          const said = sh(stubs + script.replace('\nfresh() {', '\nreal() {'), env)
            .toString()
            .split('\0')
          expect(said.slice(0, 6)).toEqual([
            ...['--root', '/nowhere/runc', 'create', '--bundle', `/${path}`, 'a'],
          ])
          expect(said.slice(-1 - args.length, -1)).toEqual(args)
        },
      ),
      { numRuns: 100 },
    )
  })
})
