import { z } from 'zod'
import { ConfigProblem, ConfigText, Container, ContainerRef } from '../model.ts'
import { call } from './call.ts'

/** A container's config.json, edited by hand. */
export const configCalls = {
  /** What is wrong with it, or may be a mistake: by the specification, and by what Runcible needs of it. Changes nothing. */
  'config.check': call(
    ContainerRef.extend({ config: ConfigText }),
    z.object({ problems: z.array(ConfigProblem) }),
  ),
  /**
   * The same container anew with another config.json; what lives is ended for it. `basedOn`: the one that was edited; refused
   * where it is no longer the container's. What is refused before the end changes nothing; what fails later leaves it stopped,
   * with the config.json that it had.
   */
  'config.recreate': call(
    ContainerRef.extend({ config: ConfigText, basedOn: ConfigText }),
    Container,
  ),
} as const
