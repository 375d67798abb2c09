import { z } from 'zod'
import { type HostId, OWN_HOST, REGISTER } from '../../shared/hosts.ts'
import { Container, ContainerRef, JournalEntry } from '../../shared/model.ts'
import type { Channel, Frame } from '../../shared/wire.ts'
import { type Notice, Notices } from './notices.ts'

interface Options {
  tell(notice: Notice): void
  /** how a host is called */
  label(host: HostId): string
}

type Event = Extract<Frame, { t: 'event' }>

const Snapshot = z.object({ containers: z.array(Container) })

/**
 * What is worth telling of the hosts beside our own, heard as it passes on its way to the pages that show them: no connection
 * of its own is made to another machine for it. Several pages hear the same; it is told once.
 */
export class Overhearing {
  readonly #options: Options
  readonly #byHost = new Map<HostId, Notices>()

  constructor(options: Options) {
    this.#options = options
  }

  /** A page's channel to a host; what its engine says through it is heard. */
  hear(channel: Channel, host: HostId): Channel {
    if (host === OWN_HOST || host === REGISTER) return channel
    const notices = this.#of(host)
    /** the page's question for what there is */
    let asked: number | null = null
    return {
      send: (frame) => {
        if (frame.t === 'event') {
          const notice = noticeOf(notices, frame)
          if (notice) this.#options.tell(notice)
        } else if (frame.t === 'ok' && frame.id === asked) {
          const snapshot = Snapshot.safeParse(frame.value)
          if (snapshot.success) notices.snapshot(snapshot.data.containers)
        }
        channel.send(frame)
      },
      onFrame: (listener) =>
        channel.onFrame((frame) => {
          asked = snapshotCall(frame) ?? asked
          listener(frame)
        }),
      onClose: (listener) => channel.onClose(listener),
      close: (violation) => channel.close(violation),
    }
  }

  #of(host: HostId): Notices {
    const known = this.#byHost.get(host)
    if (known) return known
    const notices = new Notices({ host, where: () => this.#options.label(host) })
    this.#byHost.set(host, notices)
    return notices
  }
}

/** Checked here, too: an engine elsewhere may say anything. */
function noticeOf(notices: Notices, { name, value }: Event): Notice | null {
  switch (name) {
    case 'container.changed':
      return given(Container.safeParse(value).data, notices.changed)
    case 'container.removed':
      return given(ContainerRef.safeParse(value).data, notices.removed)
    case 'journal.appended':
      return given(JournalEntry.safeParse(value).data, notices.appended)
    default:
      return null
  }
}

const given = <T>(value: T | undefined, use: (value: T) => Notice | null) =>
  value === undefined ? null : use(value)

/** The id of a call for the snapshot, if it is one. */
function snapshotCall(frame: unknown): number | null {
  if (typeof frame !== 'object' || frame === null) return null
  const { t, name, id } = frame as Record<string, unknown>
  return t === 'call' && name === 'engine.snapshot' && typeof id === 'number' ? id : null
}
