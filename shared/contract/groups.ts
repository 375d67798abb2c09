import { z } from 'zod'
import { GroupName, Namespace } from '../model.ts'
import { call, Grace, nothing } from './call.ts'

const GroupRef = z.object({ namespace: Namespace, group: GroupName })

/** Of all containers of a group. */
export const groupCalls = {
  /** By their order; each number is waited for until all of it runs. What runs already is left alone. */
  'groups.start': call(GroupRef, nothing),
  /** In the reverse order, each as containers.stop. */
  'groups.stop': call(GroupRef.extend({ graceSeconds: Grace }), nothing),
  /** Refused, before anything is deleted, while one of them lives. */
  'groups.delete': call(GroupRef, nothing),
} as const
