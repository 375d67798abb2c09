import xterm from '@xterm/headless'
import type { Terminal } from '@xterm/xterm'
import { describe, expect, it } from 'vitest'
import {
  ConsoleSession,
  type Manner,
  type SessionState,
  type Shown,
} from '../../../renderer/consoles/session.ts'
import type { Client, StreamHandlers } from '../../../shared/client.ts'
import type { ConsoleDown, ConsoleUp } from '../../../shared/contract.ts'
import { RuncibleError } from '../../../shared/errors.ts'
import { ACK_EVERY } from '../../../shared/flow.ts'
import { PipeText } from '../../../shared/pipes.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const SIZE = { cols: 40, rows: 10 }

/** A session on a real xterm without a screen; the client is a fake, to send what an engine seldom does. */
function setUp({
  terminal = true,
  shown = 'both',
  manner = 'owner',
  sets = manner === 'owner',
}: {
  terminal?: boolean
  shown?: Shown
  manner?: Manner
  sets?: boolean
} = {}) {
  const term = new xterm.Terminal({ allowProposedApi: true, cols: 80, rows: 24 })
  const sent: ConsoleUp[] = []
  const states: SessionState[] = []
  const told: unknown[] = []
  let gaps = 0
  let closed = 0
  let handlers: StreamHandlers<'console'> | undefined
  const client = {
    open: (_name: string, _target: unknown, given: StreamHandlers<'console'>) => {
      handlers = given
      return { send: (item: ConsoleUp) => sent.push(item), close: () => closed++ }
    },
  } as unknown as Client
  const session = new ConsoleSession(client, term as unknown as Terminal, {
    target: { kind: 'init', namespace: 'default', id: 'a' },
    manner,
    terminal,
    shown,
    onState: (state) => states.push(state),
    onReplayed: () => {},
    onGap: () => gaps++,
    onViewers: (viewers) => told.push(viewers),
    onSize: (size) => told.push(size),
    onHeld: (held) => told.push(held),
  })
  const down = async (item: ConsoleDown) => {
    handlers?.onDown(item)
    await new Promise<void>((resolve) => term.write('', resolve))
  }
  const screen = () =>
    Array.from({ length: term.rows }, (_, n) =>
      term.buffer.active.getLine(n)?.translateToString(true),
    )
      .join('\n')
      .trimEnd()
  return {
    term,
    sent,
    states,
    session,
    down,
    screen,
    told,
    gaps: () => gaps,
    closed: () => closed,
    end: (error: RuncibleError | null) => handlers?.onClose(error),
    snapshot: async (text: string, offset = 0) => {
      await down({ kind: 'snapshot', offset, size: SIZE, bytes: bytes(text) })
      await down(viewers(sets))
    },
    data: (text: string, offset: number, source: 'stdout' | 'stderr' = 'stdout') =>
      down({ kind: 'data', offset, source, bytes: bytes(text) }),
  }
}

/** This window and another; one of them sets the size. */
const viewers = (sets: boolean): ConsoleDown => ({
  kind: 'viewers',
  viewers: [
    { as: 'owner', size: SIZE, sets: !sets, you: false },
    { as: sets ? 'owner' : 'observer', size: null, sets, you: true },
  ],
})

const of = (sent: readonly ConsoleUp[], kind: ConsoleUp['kind']) =>
  sent.filter((item) => item.kind === kind)

describe('a console', () => {
  it('shows the snapshot at its size, then what comes after it', async () => {
    const { snapshot, data, screen, term, states } = setUp()
    await snapshot('one\r\n', 100)
    await data('two', 100)
    expect(screen()).toBe('one\ntwo')
    expect([term.cols, term.rows]).toEqual([SIZE.cols, SIZE.rows])
    expect(states.map(({ kind }) => kind)).toEqual(['opening', 'live'])
  })

  it('shows the screen before its history is there, and nothing of the history running through', async () => {
    const { snapshot, down, screen, term, states, sent } = setUp()
    await down({ kind: 'glimpse', size: SIZE, bytes: bytes('the last line\u001b[6n') })
    expect(screen()).toBe('the last line')
    expect([term.cols, term.rows]).toEqual([SIZE.cols, SIZE.rows])
    expect(states.map(({ kind }) => kind)).toEqual(['opening'])
    const held: boolean[] = []
    term.onLineFeed(() => held.push(term.modes.synchronizedOutputMode))
    await snapshot(`${'line\r\n'.repeat(20)}the last line`)
    expect(held).toEqual(Array(20).fill(true))
    expect(term.modes.synchronizedOutputMode).toBe(false)
    expect(term.buffer.active.baseY).toBe(11)
    expect(term.buffer.active.getLine(20)?.translateToString(true)).toBe('the last line')
    expect(of(sent, 'input')).toEqual([])
    expect(of(sent, 'ack')).toEqual([{ kind: 'ack', offset: 0 }])
  })

  it('takes everything of a glimpse away, also of a full-screen program', async () => {
    const { snapshot, down, term } = setUp()
    const alternate = '\u001b[?1049h\u001b[H\u001b[0mfull\u001b[?6h\u001b[3;5r\u001b[31m'
    await down({ kind: 'glimpse', size: SIZE, bytes: bytes(`old${alternate}`) })
    await snapshot(`${'line\r\n'.repeat(15)}prompt`)
    const { active } = term.buffer
    expect([active.type, active.baseY, active.cursorX]).toEqual(['normal', 6, 6])
    const text = Array.from({ length: 16 }, (_, y) => active.getLine(y)?.translateToString(true))
    expect(text).toEqual([...Array(15).fill('line'), 'prompt'])
    expect(active.getLine(15)?.getCell(0)?.isFgDefault()).toBe(true)
    expect(term.modes.originMode).toBe(false)
  })

  it('puts a second snapshot in the place of everything before it', async () => {
    const { snapshot, data, screen } = setUp()
    await snapshot('old')
    await data('older', 0)
    await snapshot('new', 500)
    expect(screen()).toBe('new')
    await data('er', 500)
    expect(screen()).toBe('newer')
  })

  it('does not send what xterm answers to a replay, but what it answers to live output', async () => {
    const { snapshot, data, sent } = setUp()
    const askForPosition = '\u001b[6n'
    await snapshot(askForPosition)
    expect(of(sent, 'input')).toEqual([])
    await data(askForPosition, 0)
    expect(of(sent, 'input')).toHaveLength(1)
  })

  it('sends what is typed while a replay is under way: only what xterm answers to it is left out', async () => {
    const { snapshot, sent, term } = setUp()
    const askForPosition = '\u001b[6n'
    const replayed = snapshot(askForPosition.repeat(3))
    term.input('c')
    await replayed
    expect(of(sent, 'input')).toEqual([{ kind: 'input', bytes: bytes('c') }])
  })

  it('acknowledges what was parsed, every so often, and answers a probe', async () => {
    const { snapshot, data, sent } = setUp()
    await snapshot('', 7)
    const line = 'x'.repeat(ACK_EVERY - 1)
    await data(line, 7)
    expect(of(sent, 'ack')).toEqual([{ kind: 'ack', offset: 7 }])
    await data('y', 7 + line.length)
    expect(of(sent, 'ack').at(-1)).toEqual({ kind: 'ack', offset: 7 + ACK_EVERY })
    await data('z', 7 + ACK_EVERY)
    await data('', 8 + ACK_EVERY)
    expect(of(sent, 'ack').at(-1)).toEqual({ kind: 'ack', offset: 8 + ACK_EVERY })
  })

  it('writes bytes that come twice once, and asks anew when some never came', async () => {
    const { snapshot, data, screen, gaps } = setUp()
    await snapshot('')
    await data('abc', 0)
    await data('bcd', 1)
    expect(screen()).toBe('abcd')
    expect(gaps()).toBe(0)
    await data('z', 9)
    expect(gaps()).toBe(1)
    expect(screen()).toBe('abcd')
  })

  it('tells what it has room for, once, and takes the size that the terminal has', async () => {
    const { snapshot, down, session, sent, term, told } = setUp()
    session.tellRoom({ cols: 99, rows: 9 })
    await snapshot('')
    expect(of(sent, 'resize')).toEqual([])
    session.tellRoom({ cols: 50, rows: 12 })
    session.tellRoom({ cols: 50, rows: 12 })
    expect(of(sent, 'resize')).toEqual([{ kind: 'resize', size: { cols: 50, rows: 12 } }])
    await down({ kind: 'resized', size: { cols: 60, rows: 20 } })
    expect([term.cols, term.rows]).toEqual([60, 20])
    expect(told.at(-1)).toEqual({ cols: 60, rows: 20 })
  })

  it('fits to its window where its size counts, and once the process has ended; nowhere else', async () => {
    const room = { cols: 70, rows: 15 }
    const sizeOf = async (
      { snapshot, session, term, down }: ReturnType<typeof setUp>,
      ended = false,
    ) => {
      await snapshot('')
      session.tellRoom(room)
      if (ended) await down({ kind: 'ended' })
      session.fitTo(room)
      return { cols: term.cols, rows: term.rows }
    }
    expect(await sizeOf(setUp())).toEqual(room)
    expect(await sizeOf(setUp({ manner: 'looking' }))).toEqual(SIZE)
    expect(await sizeOf(setUp({ sets: false }))).toEqual(SIZE)
    expect(await sizeOf(setUp({ manner: 'looking' }), true)).toEqual(room)
    expect(await sizeOf(setUp({ manner: 'looking', terminal: false }))).toEqual(room)
  })

  it('only looks until somebody clicks or types; by choice it only watches', async () => {
    const looking = setUp({ manner: 'looking' })
    await looking.snapshot('\u001b[6n')
    await looking.data('\u001b[6n\u001b[c', 0)
    expect(looking.sent.filter(({ kind }) => kind !== 'ack')).toEqual([])
    looking.term.input('k')
    expect(looking.sent.filter(({ kind }) => kind !== 'ack')).toEqual([
      { kind: 'role', as: 'owner' },
      { kind: 'input', bytes: bytes('k') },
    ])
    const watching = setUp({ manner: 'watching' })
    await watching.snapshot('')
    watching.session.touched()
    watching.term.input('k')
    watching.session.input('line')
    expect(watching.sent.filter(({ kind }) => kind !== 'ack')).toEqual([])
    watching.session.become('owner')
    watching.term.input('k')
    expect(watching.sent.map(({ kind }) => kind)).toEqual(['ack', 'role', 'input'])
  })

  it('leaves the terminal’s own answers to whose size counts, not what was typed', async () => {
    const { snapshot, data, sent, term } = setUp({ sets: false })
    await snapshot('')
    await data('\u001b[6n\u001b[c\u001b[>c\u001b[5n\u001b]11;?\u0007', 0)
    expect(of(sent, 'input')).toEqual([])
    for (const key of ['\u001b[A', '\u001bOP', '\u001b[15~', 'c']) term.input(key)
    expect(of(sent, 'input')).toHaveLength(4)
  })

  it('says when the process is held back, and when not any more', async () => {
    const { snapshot, down, told } = setUp()
    await snapshot('')
    await down({ kind: 'held', forMs: 1200, byYou: true })
    expect(told.at(-1)).toMatchObject({ forMs: 1200, byYou: true })
    await down({ kind: 'held', forMs: null, byYou: true })
    expect(told.at(-1)).toBeNull()
  })

  it('sends nothing after it was closed', async () => {
    const { snapshot, session, sent, term, closed } = setUp()
    await snapshot('')
    const before = sent.length
    session.close()
    session.input('x')
    session.tellRoom({ cols: 50, rows: 12 })
    term.input('typed')
    expect(sent).toHaveLength(before)
    expect(closed()).toBe(1)
  })

  it('says why it could not be opened; a lost connection is said elsewhere', () => {
    const refused = setUp()
    refused.end(new RuncibleError('not-found', 'no such container'))
    expect(refused.states.at(-1)).toMatchObject({ kind: 'failed', error: { code: 'not-found' } })
    const lost = setUp()
    lost.end(new RuncibleError('disconnected', 'gone'))
    expect(lost.states.map(({ kind }) => kind)).toEqual(['opening'])
  })
})

describe('a console of pipes', () => {
  it('breaks lines, and shows stderr in red and stdout not', async () => {
    const { snapshot, data, screen, term } = setUp({ terminal: false })
    await snapshot('')
    await data('out\n', 0)
    await data('err\n', 4, 'stderr')
    await data('out', 8)
    expect(screen()).toBe('out\nerr\nout')
    const red = (row: number) => term.buffer.active.getLine(row)?.getCell(0)?.getFgColor()
    expect([red(0), red(1), red(2)]).toEqual([-1, 1, -1])
    const italic = (row: number) => term.buffer.active.getLine(row)?.getCell(0)?.isItalic() !== 0
    expect([italic(0), italic(1), italic(2)]).toEqual([false, true, false])
  })

  it.each([
    ['stdout', 'old out\nout\nmore'],
    ['stderr', 'old err\nerr'],
  ] as const)(
    'shows %s alone, of what was and of what comes, and acknowledges the other',
    async (shown, text) => {
      const { snapshot, data, screen, sent } = setUp({ terminal: false, shown })
      const both = new PipeText()
      const parts = [
        both.convert('stdout', bytes('old out\n')),
        both.convert('stderr', bytes('old err\n')),
      ]
      await snapshot(parts.map((part) => new TextDecoder().decode(part)).join(''))
      await data('out\n', 0)
      await data('err\n', 4, 'stderr')
      await data('more', 8)
      expect(screen()).toBe(text)
      await data('', 12)
      expect(sent.at(-1)).toEqual({ kind: 'ack', offset: 12 })
    },
  )

  it('sends whole lines only, neither keys nor sizes', async () => {
    const { snapshot, session, sent, term } = setUp({ terminal: false })
    await snapshot('')
    term.input('key')
    session.tellRoom({ cols: 50, rows: 12 })
    session.input('line\n')
    expect(sent.filter(({ kind }) => kind !== 'ack')).toEqual([
      { kind: 'input', bytes: bytes('line\n') },
    ])
  })
})
