import { z } from 'zod'
import {
  BrokenTemplate,
  GivenId,
  MAX_TEMPLATES,
  MAX_TEMPLATES_TEXT,
  Template,
  TemplateParts,
  text,
} from '../model.ts'
import { call, nothing } from './call.ts'

/** Of the create dialog’s choices that were kept. */
export const templateCalls = {
  'templates.list': call(
    nothing,
    z.object({ templates: z.array(Template), broken: z.array(BrokenTemplate) }),
  ),
  /** A new one, or in the place of one that is there. Names and keys are each given once. */
  'templates.save': call(
    z.object({ template: GivenId.optional(), parts: TemplateParts }),
    Template,
  ),
  /** What can be chosen of one that comes along, too: absent parts stay. */
  'templates.arrange': call(
    z.object({
      template: GivenId,
      hidden: z.boolean().optional(),
      order: TemplateParts.shape.order.unwrap().optional(),
      key: TemplateParts.shape.key.unwrap().optional(),
    }),
    Template,
  ),
  'templates.remove': call(z.object({ template: GivenId }), nothing),
  'templates.export': call(
    z.object({ templates: z.array(GivenId).min(1).max(MAX_TEMPLATES) }),
    z.object({ text: z.string() }),
  ),
  /** All of an export or nothing of it. `taken`: what becomes of one whose name is taken already. */
  'templates.import': call(
    z.object({
      text: text(MAX_TEMPLATES_TEXT),
      taken: z.enum(['refuse', 'keepBoth', 'replace']).default('refuse'),
    }),
    z.array(Template),
  ),
} as const
