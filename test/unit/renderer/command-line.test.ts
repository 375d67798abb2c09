import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatArgs, parseCommandLine, shortCommand } from '../../../renderer/words/command-line.ts'

describe('a command line', () => {
  it.each([
    ['', []],
    ['  ls   -l\t/tmp ', ['ls', '-l', '/tmp']],
    ["sh -c 'echo $X; ls'", ['sh', '-c', 'echo $X; ls']],
    ['echo "a \\"b\\" \\$c \\d"', ['echo', 'a "b" $c \\d']],
    ['a\'b\'"c"d', ['abcd']],
    ['a\\ b', ['a b']],
    ['x \'\' ""', ['x', '', '']],
  ])('%j is taken apart as a shell would', (line, args) => {
    expect(parseCommandLine(line)).toEqual({ args })
  })

  it.each(["'open", '"open', 'a \\'])('%j is refused with a reason', (line) => {
    expect(parseCommandLine(line)).toHaveProperty('error')
  })

  it('is read back as the arguments that it was written from', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (args) => {
        expect(parseCommandLine(formatArgs(args))).toEqual({ args })
      }),
    )
  })
})

describe('what ran, in short', () => {
  it.each([
    [
      ['/usr/sbin/runc', '--root', '/r', '--log', '/l', '--log-format', 'json', 'pause', 'a'],
      'runc pause a',
    ],
    [['runc', '--root=/r', '--systemd-cgroup', 'start', 'a'], 'runc start a'],
    [
      ['runc', '--root', '/r', 'checkpoint', '--leave-running', 'a'],
      'runc checkpoint --leave-running a',
    ],
    [['/usr/bin/conmon', '--api-version', '1', '-c', 'a', '-u', 'x'], 'conmon … runc create a'],
    [['conmon', '-c', 'a', '--exec', '--exec-attach'], 'conmon --exec … runc exec a'],
    [['conmon', '-c', 'a', '--restore', '/img'], 'conmon --restore … runc restore a'],
    [['/usr/bin/nsenter', '-t', '1', 'ip', 'a b'], "nsenter -t 1 ip 'a b'"],
  ])('%j', (argv, short) => {
    expect(shortCommand(argv)).toBe(short)
  })
})
