import { z } from 'zod'
import { Time, text } from './ids.ts'

/** A label's key: as Kubernetes and Docker write them, `app` or `example.org/app`. */
export const LabelKey = z
  .string()
  .max(63, 'at most 63 characters')
  .regex(
    /^[a-zA-Z0-9]([\w./-]*[a-zA-Z0-9])?$/,
    'letters, digits and _ . / - between, a letter or digit at both ends',
  )

/** A label's value: one line. */
const LabelValue = text(200).regex(/^[^\r\n]*$/, 'must be one line')

const MAX_LABELS = 32

export const Labels = z
  .record(LabelKey, LabelValue)
  .refine((labels) => Object.keys(labels).length <= MAX_LABELS, `at most ${MAX_LABELS} labels`)
export type Labels = z.infer<typeof Labels>

/** What containers are grouped under, within a namespace; there is a group as long as somebody is in it. */
export const GroupName = z
  .string()
  .min(1)
  .max(60, 'at most 60 characters')
  .regex(
    /^[a-zA-Z0-9]([\w. -]*[\w.-])?$/,
    'letters, digits, spaces and _ . -, a letter or digit first',
  )

/** A name for people; runc's id stays what it is. */
const DisplayName = text(120)
  .regex(/^[^\r\n]*$/, 'must be one line')
  .transform((name) => name.trim())
  .refine((name) => name !== '', 'must not be empty')

/** How a container is called, found and kept going. All of it can be changed at any time. */
export const Naming = z.object({
  /** what people read; absent: its id */
  name: DisplayName.optional(),
  labels: Labels.default({}),
  group: GroupName.optional(),
  /** within its group: a lower one is started first, and stopped last; those of one number together */
  order: z.number().int('a whole number').min(0, 'at least 0').max(999, 'at most 999').default(0),
  /** how many times in a row it is started again when it fails; 0: never */
  restarts: z
    .number()
    .int('a whole number')
    .min(0, 'at least 0')
    .max(100, 'at most 100')
    .default(0),
})
export type Naming = z.infer<typeof Naming>

/** How far the restarts after failures have come. */
export const Restarts = z.object({
  /** made in a row since it was last started by hand, or ran for a minute */
  count: z.number().int().nonnegative(),
  /** when the next one is due; null: none is */
  dueAt: Time.nullable(),
})
export type Restarts = z.infer<typeof Restarts>

/** What a container is called in a window: its own name first, else its id. */
export const calledName = ({ id, naming }: { id: string; naming: Naming }) => naming.name ?? id
