import { useCallback, useEffect, useRef, useState } from 'react'

export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8, 16] as const

/** A clock that runs from 0 to `duration` seconds at a speed, and can be set; `at` changes with each frame while it runs. */
export function usePlaying(duration: number) {
  const [at, setAt] = useState(0)
  const [playing, setPlaying] = useState(false)
  const [speed, setSpeed] = useState<number>(1)
  const latest = useRef(0)

  const seek = useCallback(
    (to: number) => {
      latest.current = Math.min(duration, Math.max(0, to))
      setAt(latest.current)
    },
    [duration],
  )

  useEffect(() => {
    if (!playing) return
    let before = performance.now()
    let frame = requestAnimationFrame(function advance(now) {
      seek(latest.current + ((now - before) / 1000) * speed)
      before = now
      if (latest.current >= duration) setPlaying(false)
      else frame = requestAnimationFrame(advance)
    })
    return () => cancelAnimationFrame(frame)
  }, [playing, speed, duration, seek])

  /** From its end it begins anew. */
  const toggle = useCallback(() => {
    if (!playing && latest.current >= duration) seek(0)
    setPlaying(!playing)
  }, [playing, duration, seek])

  return { at, seek, playing, toggle, speed, setSpeed }
}
