import { readdir } from 'node:fs/promises'
import { RuncibleError } from '../../../shared/errors.ts'
import { ContainerId, GivenId, type ImageUser, Namespace } from '../../../shared/model.ts'
import { readSpec } from '../bundle/spec.ts'
import type { CheckpointStore } from '../checkpoint/store.ts'
import type { Layout } from '../paths.ts'

/** Who mounts what. */
export interface Users {
  /** for each folder that is bound somewhere, who does that */
  byFolder: ReadonlyMap<string, ImageUser[]>
  /** every config.json that is there and cannot be read: what it mounts is not known */
  unreadable: string[]
}

/**
 * Who mounts what, read from the config.json of every container and of every checkpoint on disk: those too that cannot be shown
 * still have a claim on their volumes.
 */
export async function usersOnDisk(layout: Layout, checkpoints: CheckpointStore): Promise<Users> {
  const users = new Map<string, ImageUser[]>()
  const unreadable: string[] = []
  const note = async (config: string, user: ImageUser) => {
    const sources = await bound(config)
    if (!sources) unreadable.push(config)
    for (const source of sources ?? []) {
      users.set(source, [...(users.get(source) ?? []), user])
    }
  }
  for (const namespace of await namesIn(layout.containers(), Namespace)) {
    for (const id of await namesIn(layout.namespace(namespace), ContainerId)) {
      const ref = { namespace, id }
      await note(layout.container(ref).config(), { kind: 'container', ...ref })
    }
  }
  const names = new Map(checkpoints.list().map(({ id, name }) => [id, name]))
  for (const checkpoint of await namesIn(layout.checkpoints(), GivenId)) {
    const name = names.get(checkpoint) ?? checkpoint
    await note(checkpoints.files(checkpoint).config, { kind: 'checkpoint', checkpoint, name })
  }
  return { byFolder: users, unreadable }
}

/** Null where it is there and cannot be read. */
async function bound(config: string): Promise<Set<string> | null> {
  try {
    const { mounts = [] } = await readSpec(config)
    return new Set(mounts.flatMap(({ source }) => source ?? []))
  } catch (error) {
    return error instanceof RuncibleError && error.code === 'not-found' ? new Set() : null
  }
}

async function namesIn(
  folder: string,
  schema: { safeParse(value: unknown): { success: boolean } },
): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => schema.safeParse(name).success).sort()
}

/** As people read it: container web, checkpoint “before lunch”. */
export const userInWords = (user: ImageUser) =>
  user.kind === 'container' ? `container ${user.id}` : `checkpoint “${user.name}”`
