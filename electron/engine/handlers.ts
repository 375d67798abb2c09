import { readFile } from 'node:fs/promises'
import type { ContainerRef, Host } from '../../shared/model.ts'
import type { CallHandlers, StreamOpeners } from '../../shared/server.ts'
import { jsonText } from './atomic.ts'
import { describeSource } from './bundle/mount-source.ts'
import { planBundle } from './bundle/plan.ts'
import { securityOf } from './bundle/security-view.ts'
import { probeWithArchives } from './checkpoint/archive/probe.ts'
import { checkpointHandlers } from './checkpoint/handlers.ts'
import type { MomentLooks } from './checkpoint/looks.ts'
import { configHandlers } from './config/handlers.ts'
import { consoleHandlers, openConsole } from './console/handlers.ts'
import { debugCalls } from './debug/handlers.ts'
import type { DebugSessions } from './debug/sessions.ts'
import type { FigureHistory } from './figures/history.ts'
import type { Files } from './files/files.ts'
import type { Foreigners } from './foreign/foreigners.ts'
import { foreignHandlers } from './foreign/handlers.ts'
import type { Groups } from './groups/groups.ts'
import { stopInOrder } from './groups/stop.ts'
import type { Images } from './images/images.ts'
import { endingOf } from './inspect/ending.ts'
import { journaledIn } from './journal.ts'
import { lessonHandlers } from './lessons/handlers.ts'
import type { Lessons } from './lessons/lessons.ts'
import { readLog } from './logs.ts'
import type { Outgoing } from './outgoing/outgoing.ts'
import { cloneLive } from './process/clone.ts'
import type { EngineContext } from './process/context.ts'
import { bundleOptions, mountSurroundings, plannedMetadata } from './process/create.ts'
import { processHandlers } from './process/handlers.ts'
import { previewCommands } from './process/launch.ts'
import type { Manager } from './process/manager.ts'
import { subjectOf } from './process/subject.ts'
import type { Templates } from './templates/templates.ts'
import type { Volumes } from './volumes/volumes.ts'

/** The journal that a window gets at once; it asks for more as it scrolls. */
const SNAPSHOT_JOURNAL = 200

interface Rooms {
  context: EngineContext
  host: Host
  manager: Manager
  foreigners: Foreigners
  shells: DebugSessions
  images: Images
  volumes: Volumes
  groups: Groups
  templates: Templates
  lessons: Lessons
  outgoing: Outgoing
  figures: FigureHistory
  files: Files
  looks: MomentLooks
  preflight(again: boolean): ReturnType<EngineContext['preflight']>
  knownPreflight(): Awaited<ReturnType<EngineContext['preflight']>> | null
}

/** The contract's calls, each handed to the room that does it; what changes something is written into the journal. */
export function callHandlers({
  context,
  host,
  manager,
  foreigners,
  shells,
  images,
  volumes,
  groups,
  templates,
  lessons,
  outgoing,
  figures,
  files,
  looks,
  ...rooms
}: Rooms): CallHandlers {
  const { journal, checkpoints, layout } = context
  const subject = (ref: ContainerRef) => subjectOf({ manager, foreigners }, ref)
  const journaled = journaledIn(journal)
  /** What may have changed who uses an image or a volume. */
  const thenTold = async <T>(work: Promise<T>) => {
    try {
      const value = await work
      images.usersChanged()
      return value
    } finally {
      volumes.usersChanged()
    }
  }
  return {
    ...files.calls,
    'engine.snapshot': () => ({
      host,
      preflight: rooms.knownPreflight(),
      namespaces: manager.namespaces,
      containers: manager.list(),
      foreign: foreigners.list(),
      checkpoints: checkpoints.list(),
      shells: shells.list(),
      journal: journal.list({ limit: SNAPSHOT_JOURNAL }),
    }),
    'engine.preflight': ({ again }) => rooms.preflight(again),
    'namespaces.add': ({ namespace }) => manager.addNamespace(namespace),
    'paths.probe': ({ path }) => probeWithArchives(path, context.programs.zstd),
    'mounts.look': ({ path }) => describeSource(path, mountSurroundings(context).own),

    'containers.preview': async (request) => {
      const planned = await planBundle(
        request,
        layout.container(request),
        await bundleOptions(context, request),
      )
      return {
        config: jsonText(planned.spec),
        commands: previewCommands(context, plannedMetadata(context, request, planned)),
        warnings: planned.warnings,
        security: securityOf(planned.spec),
      }
    },
    'containers.create': journaled('create', (request) => thenTold(manager.create(request))),
    'containers.start': (ref, call) =>
      journal.record('start', refOf(ref), () => manager.get(ref).begin.start(call)),
    'containers.pause': journaled('pause', (ref) => manager.get(ref).pause()),
    'containers.resume': journaled('resume', (ref) => manager.get(ref).resume()),
    'containers.update': journaled('update', async ({ limits, ...ref }) => {
      const init = manager.get(ref)
      await init.automatic.before('limits')
      return init.settings.limit(limits)
    }),
    'containers.kill': journaled('kill', async ({ signal, all, ...ref }) => {
      await manager.get(ref).signals.send(signal, all)
      return {}
    }),
    'containers.delete': journaled('delete', async (ref) => {
      await thenTold(manager.delete(ref))
      return {}
    }),
    'containers.checkpoint': ({ options, ...ref }, call) =>
      journal.record('checkpoint', ref, () =>
        thenTold(manager.get(ref).moments.take(options, call)),
      ),
    'containers.restore': ({ checkpoint, options, ...ref }, call) =>
      journal.record('restore', refOf(ref), () =>
        manager.get(ref).rewinds.restore(checkpoint, options, call),
      ),
    'containers.rewind': ({ checkpoint, options, keep, ...ref }, call) =>
      journal.record('rewind', ref, () =>
        thenTold(manager.get(ref).rewinds.rewind(checkpoint, options, keep, call)),
      ),
    'containers.clone': (request, call) =>
      journal.record('clone', refOf(request), () => thenTold(cloneLive(manager, request, call))),
    'containers.mendNetwork': journaled('mend network', ({ ports, ...ref }) =>
      manager.get(ref).network.mend(ports),
    ),
    'containers.closeStdin': journaled('end stdin', (ref) => manager.get(ref).closeStdin()),
    'containers.rerun': journaled('rerun', (ref) => manager.get(ref).restarts.rerun()),
    'containers.stop': journaled('stop', async ({ graceSeconds, ...ref }) => {
      const init = manager.get(ref)
      await stopInOrder(init, graceSeconds * 1000)
      return init.toModel()
    }),
    'containers.label': journaled('label', ({ naming, ...ref }) =>
      manager.get(ref).settings.label(naming),
    ),
    'containers.automate': journaled('automate', ({ automatic, ...ref }) =>
      manager.get(ref).automatic.set(automatic),
    ),
    'containers.figures': async ({ of }) => ({
      containers: await figures.of(of),
      now: Date.now(),
    }),
    'containers.ending': (ref) => endingOf(manager.get(ref)),
    'containers.config': async (ref) => ({
      config: await readFile(manager.get(ref).layout.config(), 'utf8'),
    }),
    ...configHandlers({ context, manager, thenTold }),
    'containers.security': (ref) => securityOf(manager.get(ref).spec().spec),

    'containers.changes': (query, call) => outgoing.changes(query, call),
    'containers.commit': (request, call) =>
      journal.record('commit', refOf(request), () => outgoing.commit(request, call)),
    'containers.export': (request, call) =>
      journal.record('export', refOf(request), () => outgoing.exportContainer(request, call)),

    ...processHandlers(journal, { manager, foreigners }),
    ...foreignHandlers(foreigners, journal),
    ...checkpointHandlers({ context, manager, looks, outgoing, thenTold }),

    ...debugCalls({ context, manager, shells, subject }),

    ...consoleHandlers({ manager, foreigners }),
    'journal.list': (query) => journal.list(query),
    'logs.read': ({ path }) => readLog(path, context),

    'images.list': () => images.list(),
    'images.import': ({ source, name }, call) =>
      journal.record('import image', null, () => images.import(source, name, call)),
    'images.remove': async ({ image }) => {
      await journal.record('remove image', null, () => images.remove(image))
      return {}
    },
    'images.check': ({ image }, call) => images.check(image, call),

    'volumes.list': () => volumes.list(),
    'volumes.create': ({ name }) =>
      journal.record('create volume', null, () => volumes.create(name)),
    'volumes.remove': async ({ name }) => {
      await journal.record('remove volume', null, () => volumes.remove(name))
      return {}
    },
    'groups.start': async (group, call) => {
      await groups.start(group, call)
      return {}
    },
    'groups.stop': async ({ graceSeconds, ...group }, call) => {
      await groups.stop(group, graceSeconds * 1000, call)
      return {}
    },
    'groups.delete': async (group, call) => {
      await thenTold(groups.delete(group, call))
      return {}
    },

    'templates.list': () => templates.list(),
    'templates.save': ({ template, parts }) => templates.save(template ?? null, parts),
    'templates.arrange': ({ template, ...change }) => templates.arrange(template, change),
    'templates.remove': async ({ template }) => {
      await templates.remove(template)
      return {}
    },
    'templates.export': async ({ templates: ids }) => ({ text: await templates.export(ids) }),
    'templates.import': ({ text, taken }) => templates.import(text, taken),
    ...lessonHandlers(lessons),
    'images.export': (request, call) =>
      journal.record('export image', null, () => outgoing.exportImage(request, call)),
  }
}

const refOf = ({ namespace, id }: ContainerRef): ContainerRef => ({ namespace, id })

/** The contract's streams: a console's bytes have their own road. */
export const streamOpeners = ({
  files,
  ...rooms
}: Pick<Rooms, 'manager' | 'foreigners' | 'shells' | 'files'>): StreamOpeners => ({
  console: (target, sink) => openConsole(rooms, target, sink),
  ...files.streams,
})
