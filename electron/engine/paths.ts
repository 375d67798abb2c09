import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RuncibleError } from '../../shared/errors.ts'
import type { ContainerRef } from '../../shared/model.ts'

/** The folders of one engine. `state` is truth and survives a reboot; `run` is empty after one. */
export interface Folders {
  state: string
  run: string
  /** programs that the set-up unpacked privately (criu); `<tools>/bin` goes first on the children's PATH */
  tools: string
}

/**
 * Root's lie under /var/lib and /run, a user's under the XDG folders; RUNCIBLE_STATE, RUNCIBLE_RUN and RUNCIBLE_TOOLS
 * name others. Without an XDG_RUNTIME_DIR (after `su`, in a container) there is `runcible-UID` in `temporary`, made here.
 * Throws `unavailable` where there is neither.
 */
export function defaultFolders(env: NodeJS.ProcessEnv, root: boolean, temporary = '/tmp'): Folders {
  const home = env.HOME
  const dataHome = absolute(env.XDG_DATA_HOME) ?? (home && join(home, '.local/share'))
  const pick = (
    named: string | undefined,
    ofRoot: string,
    ofUser: string | undefined,
    variable: string,
  ) => {
    const path = named || (root ? ofRoot : ofUser)
    if (path) return path
    throw new RuncibleError(
      'unavailable',
      `no folder for Runcible's ${variable.slice(9).toLowerCase()}`,
      {
        hint: `Set ${variable} to a folder of your own.`,
      },
    )
  }
  const runtimeDir = () => {
    const xdg = absolute(env.XDG_RUNTIME_DIR)
    return xdg ? join(xdg, 'runcible') : temporaryFolder(temporary)
  }
  return {
    state: pick(
      env.RUNCIBLE_STATE,
      '/var/lib/runcible',
      dataHome && join(dataHome, 'runcible'),
      'RUNCIBLE_STATE',
    ),
    run: env.RUNCIBLE_RUN || (root ? '/run/runcible' : runtimeDir()),
    tools: pick(
      env.RUNCIBLE_TOOLS,
      '/var/lib/runcible/tools',
      dataHome && join(dataHome, 'runcible/tools'),
      'RUNCIBLE_TOOLS',
    ),
  }
}

/** XDG: what is empty or relative counts as not set. */
const absolute = (path: string | undefined) => (path?.startsWith('/') ? path : undefined)

/** A folder that this user alone can enter, in one that everybody can write to: nobody may have laid it there for us. */
function temporaryFolder(parent: string): string {
  const uid = process.getuid?.()
  const path = join(parent, `runcible-${uid}`)
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const found = lstatSync(path)
  if (found.isDirectory() && found.uid === uid && (found.mode & 0o077) === 0) return path
  throw new RuncibleError('unavailable', `${path} is not a folder of this user alone`, {
    hint: 'Set RUNCIBLE_RUN to a folder of your own.',
  })
}

/** Where everything of one engine lies. */
export class Layout {
  readonly folders: Folders
  constructor(folders: Folders) {
    this.folders = folders
  }

  /** tells this engine's cgroups and temporary folders from another's: two state folders may hold the same id */
  readonly instance = () =>
    createHash('sha256').update(this.folders.state).digest('hex').slice(0, 8)
  /** debug sessions: programs of the machine in containers' namespaces */
  readonly shells = () => join(this.folders.state, 'shells')
  readonly shell = (shell: string) => new ShellLayout(join(this.shells(), shell))
  /** runc's --root for them */
  readonly shellRoot = () => join(this.folders.run, 'shells')
  /** how the folders begin in which conmon listens for consoles. Not in `run`: a socket's path holds 107 bytes */
  readonly consoleSockets = () => join(tmpdir(), `runcible-console-${this.instance()}-`)
  readonly journal = () => join(this.folders.state, 'journal.jsonl')
  readonly lock = () => join(this.folders.state, 'lock')
  readonly containers = () => join(this.folders.state, 'containers')
  readonly namespace = (namespace: string) => join(this.containers(), namespace)
  /** deleted containers on their way out */
  readonly trash = () => join(this.folders.state, 'trash')
  readonly checkpoints = () => join(this.folders.state, 'checkpoints')
  readonly checkpoint = (id: string) => join(this.checkpoints(), id)
  /** how much of the moments' memory stays whole */
  readonly momentStorage = () => join(this.folders.state, 'moment-storage.json')
  readonly images = () => join(this.folders.state, 'images')
  readonly volumes = () => join(this.folders.state, 'volumes')
  readonly templates = () => join(this.folders.state, 'templates')
  /** which folder holds the trainer's lessons */
  readonly lessons = () => join(this.folders.state, 'lessons.json')
  /** notes of what is being written outside */
  readonly exports = () => join(this.folders.state, 'exports')
  /** notes of what is being written into containers */
  readonly uploads = () => join(this.folders.state, 'uploads')
  /** default folder of runtime roots; a container's is `<root>/<namespace>` */
  readonly runtimeRoots = () => join(this.folders.run, 'runc')
  /** sockets of the programs that give containers a way out */
  readonly waysOut = () => join(this.folders.run, 'net')
  readonly container = ({ namespace, id }: ContainerRef) =>
    new ContainerLayout(join(this.namespace(namespace), id))
  /** what was begun in containers that something else made */
  readonly foreign = () => join(this.folders.state, 'foreign')
  /** of one of them; there only once something was begun in it */
  readonly foreignContainer = ({ namespace, id }: ContainerRef) =>
    new ContainerLayout(join(this.foreign(), namespace, id))
}

/** The files of one container; all of them survive a reboot. */
export class ContainerLayout {
  readonly dir: string
  constructor(dir: string) {
    this.dir = dir
  }

  /** metadata: what runc cannot tell */
  readonly metadata = () => join(this.dir, 'container.jsonl')
  /** config.json, and conmon's attach, ctl and winsz */
  readonly bundle = () => join(this.dir, 'bundle')
  readonly config = () => join(this.bundle(), 'config.json')
  /** the one that it had, while another takes its place */
  readonly earlierConfig = () => join(this.bundle(), 'config.before.json')
  /** a fifo that conmon holds open for as long as it lives */
  readonly control = () => join(this.bundle(), 'ctl')
  /** what the program printed that gives it a way out */
  readonly networkLog = () => join(this.dir, 'network.log')
  readonly ownRootfs = () => join(this.dir, 'rootfs')
  /** what a container of an image changed in it; overlayfs lays it over the image's own root filesystem */
  readonly upper = () => join(this.dir, 'upper')
  /** overlayfs' own */
  readonly overlayWork = () => join(this.dir, 'work')
  /** what another engine had mounted for a container that came from there */
  readonly standIns = () => join(this.dir, 'stand-ins')
  readonly log = () => join(this.dir, 'console.log')
  readonly runcLog = () => join(this.dir, 'runc.log')
  readonly pidFile = () => join(this.dir, 'pid')
  readonly conmonPidFile = () => join(this.dir, 'conmon.pid')
  /** conmon's --exit-dir: the init's exit file appears there, named after the container */
  readonly exits = () => join(this.dir, 'exits')
  /** conmon's working folder: `oom` appears there */
  readonly conmonWork = () => join(this.dir, 'persist')
  readonly execs = () => join(this.dir, 'execs')
  readonly exec = (exec: string) => new ExecLayout(join(this.execs(), exec))
  /** logs of restores, kept for their failures */
  readonly restoreWork = () => join(this.dir, 'restore')
}

/** The files of one exec; `dir` is the bundle folder that conmon is given, so its sockets lie there too. */
export class ExecLayout {
  readonly dir: string
  constructor(dir: string) {
    this.dir = dir
  }

  readonly metadata = () => join(this.dir, 'exec.jsonl')
  /** conmon names an exec's exit file after the container, so each exec has folders of its own */
  readonly exits = () => join(this.dir, 'exits')
  readonly conmonWork = () => join(this.dir, 'persist')
  readonly processSpec = () => join(this.dir, 'process.json')
  readonly log = () => join(this.dir, 'console.log')
  readonly runcLog = () => join(this.dir, 'runc.log')
  readonly pidFile = () => join(this.dir, 'pid')
  readonly conmonPidFile = () => join(this.dir, 'conmon.pid')
}

/** The files of one debug session; `dir` is its bundle too, so conmon's sockets lie there. */
export class ShellLayout {
  readonly dir: string
  constructor(dir: string) {
    this.dir = dir
  }

  readonly metadata = () => join(this.dir, 'shell.jsonl')
  readonly config = () => join(this.dir, 'config.json')
  readonly exits = () => join(this.dir, 'exits')
  readonly conmonWork = () => join(this.dir, 'persist')
  readonly log = () => join(this.dir, 'console.log')
  readonly runcLog = () => join(this.dir, 'runc.log')
  readonly pidFile = () => join(this.dir, 'pid')
  readonly conmonPidFile = () => join(this.dir, 'conmon.pid')
}
