import { useEffect } from 'react'
import type { ConsoleTarget } from '../model.ts'
import { useTitles } from '../store/titles.ts'
import type { TerminalHandle } from './terminal.ts'

/** Has the title that the program in a console gives itself told beside its name. */
export function useTitle(handle: TerminalHandle | null, target: ConsoleTarget): void {
  useEffect(() => {
    const listening = handle?.term.onTitleChange((title) =>
      useTitles.getState().tell(target, title),
    )
    return () => listening?.dispose()
  }, [handle, target])
}
