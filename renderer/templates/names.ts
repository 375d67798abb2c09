import type { Template } from '../../shared/model.ts'
import { engineWords } from '../language/engine-words.ts'

/** Those that come along are called in the window's language; others as somebody has called them. */
export const templateName = ({ name, builtIn }: Template) => (builtIn ? engineWords(name) : name)

export const templateDescription = ({ description, builtIn }: Template) =>
  builtIn ? engineWords(description) : description
