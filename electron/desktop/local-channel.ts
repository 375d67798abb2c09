import type { Channel } from '../../shared/wire.ts'

/** The two ends of a channel within this process; a frame arrives in a turn of its own, as over every transport. */
export function localChannel(): [Channel, Channel] {
  let open = true
  const frames: ((frame: unknown) => void)[] = [() => {}, () => {}]
  const closes: (() => void)[] = [() => {}, () => {}]
  const end = (mine: 0 | 1, other: 0 | 1): Channel => ({
    send(frame) {
      if (!open) return
      setImmediate(() => {
        if (open) frames[other]?.(frame)
      })
    },
    onFrame(listener) {
      frames[mine] = listener
    },
    onClose(listener) {
      closes[mine] = listener
    },
    close() {
      if (!open) return
      open = false
      for (const told of closes) told()
    },
  })
  return [end(0, 1), end(1, 0)]
}
