import { describe, expect, test } from 'vitest'
import { Decoded } from '../../../../electron/engine/checkpoint/inside/decoded.ts'
import { insideOf } from '../../../../electron/engine/checkpoint/inside/inside.ts'
import { Texts } from '../../../../electron/engine/checkpoint/inside/texts.ts'
import {
  netSockets,
  plainSockets,
  unixSockets,
} from '../../../../electron/engine/inspect/sockets.ts'

const PROCESS = {
  pid: 1,
  parent: 0,
  session: 1,
  name: 'sh',
  state: 1,
  uid: 0,
  threads: [],
  threadCount: 1,
  args: [],
  env: [],
  exe: null,
  cwd: null,
  bytes: 0,
  maps: [],
  files: [],
}
const NOTHING = {
  hostname: null,
  processes: [],
  processCount: 0,
  files: {},
  mounts: [],
  pagesMissing: false,
  cut: [],
  failures: [],
}
const inside = (over: object) => insideOf(Decoded.parse({ ...NOTHING, ...over }))
const map = (over: object) => ({
  start: '0x1000',
  bytes: 4096,
  prot: ['PROT_READ'],
  flags: ['MAP_PRIVATE'],
  kinds: ['VMA_AREA_REGULAR'],
  file: null,
  resident: 0,
  ...over,
})

describe('what pycriu decoded, as people read it', () => {
  test('states by CRIU’s numbers', () => {
    const states = [1, 2, 3, 6, 99].map((state) => ({ ...PROCESS, state }))
    expect(inside({ processes: states }).processes.map(({ state }) => state)).toEqual([
      'alive',
      'ended',
      'stopped',
      'ended',
      'alive',
    ])
  })

  test('maps by what they are of, their rights; marks of CRIU’s own are left out', () => {
    const maps = [
      map({ prot: ['PROT_READ', 'PROT_EXEC'], file: 7 }),
      map({ flags: ['MAP_SHARED'], prot: ['PROT_READ', 'PROT_WRITE'], file: 8 }),
      map({ kinds: ['VMA_AREA_REGULAR', 'VMA_AREA_HEAP'] }),
      map({ flags: ['MAP_PRIVATE', 'MAP_GROWSDOWN'] }),
      map({ prot: [''], resident: 4096 }),
      map({ kinds: ['0x10000'] }),
    ]
    const file = { kind: 'REG', deleted: false, name: '/lib.so' }
    const files = { 7: file, 8: { ...file, deleted: true } }
    const [process] = inside({ processes: [{ ...PROCESS, maps }], files }).processes
    expect(process?.maps.map(({ rights, what }) => `${rights} ${what}`)).toEqual([
      'r-xp /lib.so',
      'rw-s /lib.so (deleted)',
      'r--p [heap]',
      'r--p [stack]',
      '---p ',
    ])
    expect(process?.maps[0]?.start).toBe('1000')
  })

  test('what is open by its kind; one that is nowhere described is said to be unknown', () => {
    const kinds = {
      1: { kind: 'REG', deleted: false, name: '/d', mode: 0o040755, flags: 'O_DIRECTORY' },
      2: { kind: 'REG', deleted: false, name: '/n', mode: 0o020666, flags: 'O_RDWR | O_NONBLOCK' },
      3: { kind: 'TTY', deleted: false, regf_id: 4, flags: '0x8802' },
      4: { kind: 'REG', deleted: false, name: '/dev/console', mode: 0o020620 },
      5: { kind: 'EVENTPOLL', deleted: false },
      6: { kind: 'PIPE', deleted: false, pipe_id: 12 },
      7: { kind: 'REG', deleted: true, name: '/x', mode: 0o100644, flags: 'O_WRONLY', pos: 9 },
      8: { kind: 'FIFO', deleted: false, regf_id: 9 },
      9: { kind: 'REG', deleted: true, name: '/f', mode: 0o010600, flags: 'O_WRONLY | O_NONBLOCK' },
      10: { kind: 'INOTIFY', deleted: false },
      11: { kind: 'PIDFD', deleted: false, flags: '0x2' },
      12: { kind: 'MEMFD', deleted: true, name: '/memfd:x', flags: 'O_RDWR', pos: 4 },
    }
    const files = [1, 2, 3, 5, 6, 7, 8, 10, 11, 12, 99].map((id) => ({ fd: id, id }))
    const [process] = inside({ processes: [{ ...PROCESS, files }], files: kinds }).processes
    expect(process?.files.map(({ kind, target, mode }) => [kind, target, mode])).toEqual([
      ['folder', '/d', 'read'],
      ['device', '/n', 'both'],
      ['terminal', '/dev/console', 'both'],
      ['other', 'anon_inode:[eventpoll]', 'read'],
      ['pipe', 'pipe:[12]', 'read'],
      ['file', '/x (deleted)', 'write'],
      ['pipe', '/f (deleted)', 'write'],
      ['other', 'anon_inode:inotify', 'read'],
      ['other', 'anon_inode:[pidfd]', 'both'],
      ['file', '/memfd:x (deleted)', 'both'],
      ['other', 'unknown', 'both'],
    ])
    expect(process?.files[1]?.flags).toEqual(['nonblock'])
    expect(process?.files[2]?.flags).toEqual(['nonblock'])
    expect(process?.files[5]?.position).toBe(9)
    expect(process?.files[6]?.flags).toEqual(['nonblock'])
  })

  test('sockets once each, with a few of those that hold them', () => {
    const tcp = {
      kind: 'INETSK',
      deleted: false,
      type: 'STREAM',
      proto: 'TCP',
      state: 'CLOSE_WAIT',
      src_addr: '::1',
      src_port: 80,
      dst_addr: '::1',
      dst_port: 4000,
    }
    const files = Array.from({ length: 50 }, (_, fd) => ({ fd, id: 1 }))
    const found = inside({ processes: [{ ...PROCESS, files }], files: { 1: tcp } })
    expect(found.sockets).toMatchObject([
      { kind: 'tcp', local: '[::1]:80', remote: '[::1]:4000', state: 'close-wait' },
    ])
    expect(found.sockets[0]?.holders).toHaveLength(20)
    expect(found.processes[0]?.files[0]?.target).toBe('tcp [::1]:80 → [::1]:4000 close-wait')
    // pycriu has no word for it.
    const closing = inside({
      processes: [{ ...PROCESS, files }],
      files: { 1: { ...tcp, state: 11 } },
    })
    expect(closing.sockets[0]?.state).toBe('closing')
  })

  test('what was left out, missing or broken is said in sentences', () => {
    const cut = ['processes', 'threads', 'files', 'maps', 'mounts', 'text', 'words', 'time']
    const { notes } = inside({ pagesMissing: true, cut, failures: ['files.img: no'] })
    expect(notes).toHaveLength(cut.length + 2)
    for (const note of notes.slice(0, -1)) expect(note).toMatch(/^[A-Z].*\.$/)
  })
})

describe('sockets of now', () => {
  test('out of /proc/net/tcp and its like', () => {
    const head = '  sl  local_address rem_address   st …\n'
    const rest = '00000000:00000000 00:00000000 00000000     0        0'
    const line = (local: string, remote: string, state: string, inode: number) =>
      `   0: ${local} ${remote} ${state} ${rest} ${inode} 1 0 100 0 0 10 0\n`
    const v6 = '00000000000000000000000001000000'
    const mapped = '0000000000000000FFFF00000100007F'
    expect([...netSockets('tcp', head + line('0100007F:1B59', '00000000:0000', '0A', 7))]).toEqual([
      [7, { kind: 'tcp', type: 'stream', local: '127.0.0.1:7001', remote: '', state: 'listen' }],
    ])
    expect(
      [...netSockets('tcp', head + line('0100007F:1B59', '0100007F:0001', '0B', 7))][0]?.[1].state,
    ).toBe('closing')
    expect([...netSockets('raw', head + line('00000000:0001', '00000000:0000', '07', 6))]).toEqual([
      [6, { kind: 'other', type: 'raw', local: '0.0.0.0:1', remote: '', state: '' }],
    ])
    const [first, second] = netSockets(
      'udp',
      head +
        line(`${v6}:0035`, `${'0'.repeat(32)}:0000`, '07', 8) +
        line(`${mapped}:0035`, `${v6}:0001`, '01', 9),
    )
    expect(first?.[1]).toMatchObject({ kind: 'udp', local: '[::1]:53', remote: '', state: '' })
    expect(second?.[1]).toMatchObject({
      local: '[::ffff:127.0.0.1]:53',
      remote: '[::1]:1',
      state: 'connected',
    })
  })

  test('out of /proc/net/unix, names with spaces too', () => {
    const text = [
      'Num       RefCount Protocol Flags    Type St Inode Path',
      '0000000069899447: 00000002 00000000 00010000 0001 01 13510668 /me and you.sock',
      '0000000069899448: 00000003 00000000 00000000 0002 03  4 @hidden',
      '0000000069899449: 00000003 00000000 00000000 0005 01 5',
    ].join('\n')
    expect(
      [...unixSockets(text)].map(([inode, { type, local, state }]) => [inode, type, local, state]),
    ).toEqual([
      [13510668, 'stream', '/me and you.sock', 'listen'],
      [4, 'dgram', '@hidden', 'connected'],
      [5, 'seqpacket', '', ''],
    ])
  })

  test('out of /proc/net/netlink and packet', () => {
    const netlink = [
      'sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode',
      '00000000a66422dc 0   1          00000001 0        0        0     2        0        18726044',
      '',
    ].join('\n')
    expect([...plainSockets('netlink', netlink)]).toEqual([
      [18726044, { kind: 'other', type: 'netlink', local: '', remote: '', state: '' }],
    ])
    const packet =
      'sk RefCnt Type Proto  Iface R Rmem   User   Inode\n0000000093a64a97 3 3 0003 0 1 0 0 77\n'
    expect([...plainSockets('packet', packet)].map(([inode, { type }]) => [inode, type])).toEqual([
      [77, 'packet'],
    ])
  })
})

describe('arguments and environments of now, as much as is told of a moment', () => {
  test('texts that end with a NUL each; none is no text', () => {
    const texts = new Texts()
    expect(texts.words(Buffer.from('sh\0-c\0\0'))).toEqual(['sh', '-c', ''])
    expect(texts.words(Buffer.from('no end'))).toEqual(['no end'])
    expect(texts.words(Buffer.alloc(0))).toEqual([])
    expect(texts.read('/proc/self/no such')).toBeNull()
    expect(texts.notes()).toEqual([])
  })

  test('64 KiB of each, not of characters; 4 MiB of all, then none rather than a part; that is said', () => {
    const long = new Texts()
    const [word] = long.words(Buffer.from('ü'.repeat(40_000))) ?? []
    expect(word).toHaveLength(32 * 1024)
    expect(long.words(Buffer.from('x\0'.repeat(3000)))).toHaveLength(2000)
    expect(long.notes()).toEqual(['Long arguments and environments are cut off.'])
    const many = new Texts()
    const read = Array.from({ length: 65 }, () => many.words(Buffer.alloc(64 * 1024, 'x')))
    expect(read.filter((words) => words === null)).toHaveLength(1)
    expect(many.words(Buffer.alloc(0))).toEqual([])
    expect(many.notes().join()).toContain('together they are too long')
  })
})
