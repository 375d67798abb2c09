import { useEffect, useState } from 'react'
import { chordOf } from './chords.ts'
import classes from './KeysShown.module.css'

/** So long a chord is shown after it was pressed last. */
const SHOWN_MS = 2500

interface Shown {
  caps: readonly string[]
  times: number
}

/** The chord that was pressed last, for those who see the window and not the keyboard. They see it; nobody need hear it. */
export function KeysShown() {
  const shown = useChord()
  if (!shown) return null
  return (
    <div className={classes.keys} data-keys-shown aria-hidden="true">
      {shown.caps.map((cap) => (
        <kbd key={cap} className={classes.cap}>
          {cap}
        </kbd>
      ))}
      {shown.times > 1 && <span className={classes.times}>× {shown.times}</span>}
    </div>
  )
}

function useChord(): Shown | null {
  const [shown, setShown] = useState<Shown | null>(null)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isSecret(event.target)) return
      const caps = chordOf(event)
      if (!caps) return
      setShown((before) => {
        const again = before !== null && before.caps.join() === caps.join()
        return { caps, times: again ? before.times + 1 : 1 }
      })
    }
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [])
  useEffect(() => {
    if (!shown) return
    const timer = setTimeout(() => setShown(null), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [shown])
  return shown
}

const isSecret = (target: EventTarget | null) =>
  target instanceof HTMLInputElement && target.type === 'password'
