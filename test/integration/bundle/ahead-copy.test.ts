import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AheadCopy } from '../../../electron/engine/bundle/ahead-copy.ts'
import { unless, withoutRoot } from '../../support/unless.ts'

let dir = ''
let from = ''
let to = ''
beforeEach(() => {
  dir = mkdtempSync('/tmp/runcible-ahead-')
  from = join(dir, 'from')
  to = join(dir, 'to')
  mkdirSync(from)
})
afterEach(() => rmSync(dir, { recursive: true }))

const at = (name: string) => join(from, name)
const write = (name: string, text = name) => writeFileSync(at(name), text)
const sh = (script: string) => execFileSync('sh', ['-ec', script], { cwd: from })

/** Everything that a tree holds, but for inodes and times of change. Two names of one file are told as such. */
function wholeOf(root: string): string {
  const run = (command: string) =>
    execFileSync('sh', ['-c', command], { cwd: root }).toString('latin1')
  const files = run(`find . -printf '%P %y %m %U %G %s %T@ %l %n %b\\n' | sort`)
  const links = run('find . -type f -links +1 -printf "%i %P\\n" | sort -k2')
  const inodes = new Map<string, string>()
  const groups = links.replace(/^(\d+) (.*)$/gm, (_, inode: string, name: string) => {
    if (!inodes.has(inode)) inodes.set(inode, name)
    return `${inodes.get(inode)} = ${name}`
  })
  const devices = run(`find . -type c -exec stat -c '%n %t:%T' {} + | sort`)
  const attributes = run(`getfattr -R -h -m - -d . 2> /dev/null`)
  const contents = run(`find . -type f -exec md5sum {} + | sort -k2`)
  return [files, groups, devices, attributes, contents].join('\n')
}

/** A copy that is begun, then `meanwhile`, then completed. */
async function copied(meanwhile: () => unknown, mapped: string[] = []): Promise<void> {
  const places = { from, to, scratch: join(dir, 'scratch') }
  const copy = await AheadCopy.begin(places, async () => new Set(mapped))
  await meanwhile()
  await copy.takeRest()
  await copy.complete()
  expect(existsSync(places.scratch)).toBe(false)
}

/** As if it had been there for long: what changed a moment ago is copied again anyway. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 1100))

describe('a copy that is made ahead', unless(withoutRoot), () => {
  test('is as the original is in the end, whatever was done to it meanwhile', async () => {
    for (const name of [
      'same',
      'grows',
      'swapped',
      'gone',
      'mode',
      'owner',
      'becomes-folder',
      'linked',
      'first',
    ])
      write(name)
    for (const name of ['a', 'b', 'left/below', 'moved/below', 'becomes-file/below'])
      mkdirSync(at(name), { recursive: true })
    write('a/name', 'of a')
    write('b/name', 'of b')
    write('moved/below/file')
    write('unchanged\xffname')
    sh(`mkfifo pipe; mknod null c 1 3; mknod hidden c 0 0; ln -s same link; truncate -s 50M holes; ln first second
      setfattr -n trusted.overlay.opaque -v y left; setfattr -n user.x -v 1 same`)
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(at('socket'), resolve))
    await settled()
    await copied(async () => {
      appendFileSync(at('grows'), 'more')
      write('other', 'swapped')
      renameSync(at('other'), at('swapped'))
      rmSync(at('gone'))
      chmodSync(at('mode'), 0o4711)
      chownSync(at('owner'), 12, 34)
      // Two folders change places: not a name, a size or a time below them is another.
      renameSync(at('a'), at('c'))
      renameSync(at('b'), at('a'))
      renameSync(at('c'), at('b'))
      renameSync(at('moved'), at('left/moved'))
      rmSync(at('becomes-folder'))
      mkdirSync(at('becomes-folder'))
      write('becomes-folder/file')
      rmSync(at('becomes-file'), { recursive: true })
      write('becomes-file')
      linkSync(at('linked'), at('link-to-it'))
      rmSync(at('second'))
      mkdirSync(at('new/below'), { recursive: true })
      write('new/below/-file')
      write('new/na\nme')
      sh(`mkfifo new/pipe; mknod new/gone c 0 0; ln -sfn grows link; setfattr -n user.y -v 2 mode
        setfattr -n trusted.overlay.opaque -v y new; touch -d @1 new/below; rm hidden`)
      await new Promise<void>((resolve) => createServer().unref().listen(at('new/socket'), resolve))
    })
    expect(wholeOf(to)).toBe(wholeOf(from))
    expect(statSync(join(to, 'holes')).blocks).toBe(0)
    await new Promise((resolve) => server.close(resolve))
  })

  test('is not fooled by a size and a time that were put back', async () => {
    write('a', 'one')
    utimesSync(at('a'), 1, 1)
    await settled()
    await copied(() => {
      write('a', 'two')
      utimesSync(at('a'), 1, 1)
    })
    expect(wholeOf(to)).toBe(wholeOf(from))
  })

  test('takes again what a program may have written by memory, which leaves no time', async () => {
    write('mapped', 'one')
    await settled()
    const { mtime } = statSync(at('mapped'))
    const spoil = () => {
      writeFileSync(join(to, 'mapped'), 'two')
      utimesSync(join(to, 'mapped'), mtime, mtime)
    }
    await copied(spoil)
    expect(wholeOf(to)).not.toBe(wholeOf(from))
    rmSync(to, { recursive: true })
    await copied(spoil, ['./mapped'])
    expect(wholeOf(to)).toBe(wholeOf(from))
  })

  test('is whole of a tree that changes under it', async () => {
    for (let n = 0; n < 400; n++) write(`f${n}`, 'x'.repeat(2000))
    let stops = false
    const busy = (async () => {
      for (let n = 0; !stops; n = (n + 1) % 400) {
        rmSync(at(`f${n}`))
        symlinkSync('f0', at(`l${n}`))
        renameSync(at(`l${n}`), at(`f${n}`))
        rmSync(at(`f${n}`))
        write(`f${n}`, String(n).repeat(1000))
        if (n % 10 === 0) await new Promise(setImmediate)
      }
    })()
    await copied(async () => {
      stops = true
      await busy
    })
    expect(wholeOf(to)).toBe(wholeOf(from))
  })
})
