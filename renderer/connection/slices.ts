/** So long what arrives is worked off at a stretch; then a frame may be drawn. ms */
const SLICE_MS = 8
/** What came so long ago has been drawn since. ms */
const FRAME_MS = 16

export interface Slices<T> {
  take(item: T): void
  /** Works off at once what waits. */
  flush(): void
}

/**
 * Hands on what arrives, in its order: at once, but of a storm a slice at a time. Each message is checked against its schema,
 * about a millisecond for a container; fifty in a row would let no frame between them.
 */
export function inSlices<T>(handle: (item: T) => void, now = () => performance.now()): Slices<T> {
  let waiting: T[] = []
  let resting = false
  let spent = 0
  let last = 0

  const one = (item: T) => {
    const begun = now()
    if (begun - last > FRAME_MS) spent = 0
    handle(item)
    last = now()
    spent += last - begun
    if (spent >= SLICE_MS && !resting) rest()
  }
  const rest = () => {
    resting = true
    setTimeout(goOn)
  }
  const goOn = () => {
    resting = false
    spent = 0
    const items = waiting
    waiting = []
    // What is handed on again while it is worked off keeps its place.
    items.forEach(take)
  }
  const take = (item: T) => {
    if (resting) waiting.push(item)
    else one(item)
  }
  return {
    take,
    flush() {
      const items = waiting
      waiting = []
      items.forEach(handle)
    },
  }
}
