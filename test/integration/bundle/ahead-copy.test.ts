import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
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
import { packNamed } from '../../../electron/engine/runtime/rest-tar.ts'
import { smallDisk } from '../../support/small-disk.ts'
import { failure } from '../../support/test-engine.ts'
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

const scratch = () => join(dir, 'scratch')

/** `listing`: as its files are looked at first */
const begin = (mapped: string[] = [], listing = () => {}) =>
  AheadCopy.begin({ from, to, scratch: scratch() }, async () => {
    listing()
    return new Set(mapped)
  })

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
    write('gone')
    const writer = byMemory('mapped')
    await settled()
    await writer.write('one')
    const copy = await begin(['./mapped'])
    await writer.write('two')
    write('recent')
    await copy.takeRest()
    // It has run on since: what has hardly changed may have changed again, and what was packed may be gone.
    await writer.write('six')
    rmSync(at('gone'))
    rmSync(at('recent'))
    write('more')
    await copy.takeRest()
    expect(wholeOf(from)).toContain('mapped')
    await writer.write('six')
    await copy.takeRest()
    const packed = execFileSync('tar', ['-tf', join(dir, 'scratch/rest-2.tar')]).toString()
    expect(packed.split('\n')).toEqual(expect.arrayContaining(['./mapped', './more']))
    await copy.complete()
    await writer.end()
    expect(wholeOf(to)).toBe(wholeOf(from))
    expect(readFileSync(join(to, 'mapped'), 'utf8')).toBe('six')
  })

  test('is whole of a tree that changes under it', async () => {
    for (let n = 0; n < 120; n++) {
      const folder = `folder-${n % 3}/${n}/below`
      mkdirSync(at(folder), { recursive: true })
      write(`${folder}/file`, String(n).repeat(3000))
      write(`f${n}`, 'x'.repeat(2000))
    }
    await settled()
    let stops = false
    const busy = async () => {
      for (let n = 0; !stops; n = (n + 1) % 120) {
        // Nothing of what is below it tells of this.
        const folder = at(`folder-${n % 3}`)
        renameSync(folder, at('away'))
        rmSync(at(`f${n}`))
        symlinkSync('f0', at(`l${n}`))
        renameSync(at(`l${n}`), at(`f${n}`))
        rmSync(at(`f${n}`))
        write(`f${n}`, String(n).repeat(1000))
        await new Promise(setImmediate)
        renameSync(at('away'), folder)
      }
    }
    let working = Promise.resolve()
    const copy = await begin([], () => {
      working = busy()
    })
    stops = true
    await working
    const missed = readdirSync(from, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('below/file') && !existsSync(join(to, name)),
    )
    expect(missed.length).toBeGreaterThan(0)
    await copy.takeRest()
    await copy.complete()
    expect(wholeOf(to)).toBe(wholeOf(from))
  })

  test('says so where the disk is full: only what went away meanwhile is passed over', async () => {
    for (let n = 0; n < 50; n++) write(`f${n}`, 'x'.repeat(10_000))
    const small = join(dir, 'small')
    const takeAway = smallDisk(small, 200)
    try {
      to = join(small, 'to')
      const { message, said } = await failure(begin())
      expect(message).toBe('cp failed with exit code 1')
      expect(said).toMatch(/: No space left on device$/)
    } finally {
      takeAway()
    }
  })
})

/** A program that has a file mapped, and writes three letters to it by its memory each time it is asked. */
function byMemory(name: string) {
  const program = spawn(
    'python3',
    [
      '-uc',
      `import mmap, sys
with open(sys.argv[1], "r+b") as f: m = mmap.mmap(f.fileno(), 0)
for line in sys.stdin: m[:3] = line.strip().encode(); print(line)`,
      at(name),
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  return {
    async write(letters: string) {
      program.stdin.write(`${letters}\n`)
      await once(program.stdout, 'data')
    },
    async end() {
      program.stdin.end()
      await once(program, 'exit')
    },
  }
}

test('what went away between the look and the copy is passed over; where tar fails otherwise, that is said', async () => {
  write('there')
  const tar = join(dir, 'rest.tar')
  await packNamed(from, ['./there', './criu-took-it-away/again'], tar)
  expect(execFileSync('tar', ['tf', tar], { encoding: 'utf8' })).toBe('./there\n')
  const nowhere = join(dir, 'nowhere', 'rest.tar')
  mkdirSync(join(dir, 'nowhere'))
  symlinkSync('/nowhere/at/all', nowhere)
  expect(await failure(packNamed(from, ['./there'], nowhere))).toMatchObject({
    code: 'runtime-failed',
    said: expect.stringMatching(/^tar: /),
  })
})
