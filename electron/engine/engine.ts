import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Preflight } from '../../shared/model.ts'
import type { Service } from '../../shared/server.ts'
import { MomentLooks } from './checkpoint/looks.ts'
import { Storage } from './checkpoint/storage/storage.ts'
import { CheckpointStore } from './checkpoint/store.ts'
import { DebugSessions } from './debug/sessions.ts'
import { FigureHistory } from './figures/history.ts'
import { Files } from './files/files.ts'
import { Foreigners } from './foreign/foreigners.ts'
import { Groups } from './groups/groups.ts'
import { Restarter } from './groups/restarter.ts'
import { callHandlers, streamOpeners } from './handlers.ts'
import { describeHost } from './host.ts'
import { Images } from './images/images.ts'
import { ImageStore } from './images/store.ts'
import { Journal } from './journal.ts'
import { Lessons } from './lessons/lessons.ts'
import { acquireLock } from './lock.ts'
import { Outgoing } from './outgoing/outgoing.ts'
import { type Folders, Layout } from './paths.ts'
import { preflight } from './preflight.ts'
import type { EngineContext } from './process/context.ts'
import { imageUsers } from './process/image-users.ts'
import { Manager } from './process/manager.ts'
import { Publisher } from './publisher.ts'
import { bootId } from './runtime/proc.ts'
import { standby } from './runtime/run.ts'
import { findPrograms } from './runtime/tools.ts'
import { keepHeapSmall } from './small-heap.ts'
import { Templates } from './templates/templates.ts'
import { VolumeStore } from './volumes/store.ts'
import { usersOnDisk } from './volumes/users.ts'
import { Volumes } from './volumes/volumes.ts'

export interface EngineOptions {
  folders: Folders
  /** Runcible's own version, shown in the header */
  version: string
  /** where containers of others are looked for, see foreign/roots.ts; absent: nowhere */
  foreignRoots?: readonly string[]
}

/** The process manager behind every window. */
export interface Engine {
  service: Service
  /** Lets go of consoles and of the lock; containers run on. */
  close(): Promise<void>
}

/**
 * Opens the engine on its state folder: takes the lock, reads what an earlier engine left and watches what runs.
 * Throws `unavailable` while another engine manages the folder.
 */
export async function openEngine({
  folders,
  version,
  foreignRoots = [],
}: EngineOptions): Promise<Engine> {
  keepHeapSmall()
  const layout = new Layout(folders)
  const lock = await acquireLock(layout.lock())
  const endStandby = standby.open()
  try {
    await mkdir(layout.runtimeRoots(), { recursive: true, mode: 0o700 })
    const publisher = new Publisher()
    const journal = await Journal.open(layout.journal(), (entry) =>
      publisher.publish('journal.appended', entry),
    )
    const checkpoints = new CheckpointStore(layout)
    await checkpoints.load((text) => journal.note('recover', null, text))
    const images = new ImageStore(layout)
    await images.load((text) => journal.note('recover', null, text))
    const volumes = new VolumeStore(layout.volumes(), () => usersOnDisk(layout, checkpoints))
    const toolsBin = join(folders.tools, 'bin')
    const machine = new Machine(toolsBin, publisher)
    const restarter = new Restarter(journal)
    const programs = await findPrograms(toolsBin)
    const { publish } = publisher
    const around = { layout, journal, checkpoints, programs, publish, bootId: bootId() }
    const storage = new Storage(around)
    await storage.load((text) => journal.note('recover', null, text))
    const context: EngineContext = {
      ...around,
      storage,
      images,
      volumes,
      restarter,
      neighbours: () => [],
      debugSessions: () => [],
      deleteMoment: async () => {},
      preflight: () => machine.check(false),
    }
    const manager = new Manager(context)
    const shells = new DebugSessions(context)
    await manager.load()
    await shells.load(manager)
    publisher.subscribe((name, value) => shells.hear(name, value))
    storage.tend(() => manager.list().some(({ busy }) => busy !== null))
    await volumes.load((text) => journal.note('recover', null, text))
    const shownVolumes = new Volumes(volumes, publisher.publish, journal)
    const foreigners = new Foreigners(context, foreignRoots, (root) =>
      manager.runtimeRoots().has(root),
    )
    const figures = new FigureHistory(async () => [
      ...(await manager.sources()),
      ...foreigners.sources(),
    ])
    const seenImages = new Images(
      images,
      context.programs,
      publisher.publish,
      imageUsers(context, manager),
    )
    const outgoing = new Outgoing(context, manager, seenImages)
    await outgoing.load()
    const files = new Files(context, manager)
    await files.load()
    const host = describeHost(folders, version)
    void machine.check(false)
    return {
      service: {
        calls: callHandlers({
          context,
          host,
          manager,
          foreigners,
          shells,
          groups: new Groups(manager, journal),
          templates: new Templates(layout.templates(), publisher.publish, journal),
          lessons: new Lessons(layout.lessons()),
          volumes: shownVolumes,
          images: seenImages,
          outgoing,
          figures,
          files,
          looks: new MomentLooks(context, manager),
          preflight: async (again) => {
            // What was installed since is found without a restart.
            if (again) Object.assign(context.programs, await findPrograms(toolsBin))
            return machine.check(again)
          },
          knownPreflight: () => machine.known,
        }),
        streams: streamOpeners({ manager, foreigners, shells, files }),
        subscribe: publisher.subscribe,
      },
      async close() {
        figures.close()
        foreigners.close()
        restarter.close()
        await storage.close()
        await shells.closeAll()
        await manager.close()
        await shownVolumes.close()
        await journal.close()
        endStandby()
        await lock.release()
      },
    }
  } catch (error) {
    endStandby()
    await lock.release()
    throw error
  }
}

/** What this machine can do: looked at once beside the start, and again when asked. */
class Machine {
  known: Preflight | null = null
  readonly #tools: string
  readonly #publisher: Publisher
  #checking: Promise<Preflight> | null = null

  constructor(tools: string, publisher: Publisher) {
    this.#tools = tools
    this.#publisher = publisher
  }

  check(again: boolean): Promise<Preflight> {
    if (!this.#checking || again) this.#checking = this.#look(again)
    return this.#checking
  }

  async #look(again: boolean): Promise<Preflight> {
    this.known = await preflight({ tools: this.#tools, again })
    this.#publisher.publish('preflight.changed', this.known)
    return this.known
  }
}
