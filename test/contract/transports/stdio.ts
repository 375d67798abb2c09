import { headless } from '../../support/headless.ts'
import { pipes } from './piped.ts'

/** The built engine without a window in a process of its own, on its stdin and stdout, as ssh runs it. */
export const stdio = pipes("a child process's stdio", (folders) => headless(folders, '--stdio'))
