import type { ConmonCreate } from './conmon-args.ts'

/**
 * Takes back what a `runc create` or `runc restore` left that was killed midway: its folder below the root, its cgroup and
 * whatever runs in there. A container that is not of this bundle is somebody else's and stays.
 */
export async function undoCreate({ id, bundle, runc }: ConmonCreate): Promise<void> {
  const state = await runc.state(id).catch(() => null)
  if (state && state.bundle !== bundle) return
  // Its failure stands in the journal; what is thrown is why the create was cut off.
  await runc.delete(id, { force: true }).catch(() => {})
}
