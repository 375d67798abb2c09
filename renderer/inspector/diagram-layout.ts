import type { Node } from './diagram.ts'

/** The diagram's own units, which are pixels in an inspector of its usual width. */
export const WIDTH = 296
export const HEIGHT = 206
export const BOX = { width: 78, height: 22 } as const

/** Centres of the states. */
export const CENTRES: Readonly<Record<Node, readonly [x: number, y: number]>> = {
  created: [40, 51],
  running: [148, 51],
  stopped: [256, 51],
  paused: [148, 149],
  deleted: [256, 149],
}

/**
 * Each line, and where the words of its ways stand, shaped by hand: there are six states, they never become more, and people
 * are to find them in the same place each time. No layout engine draws a line so that its word has room.
 */
interface Line {
  d: string
  words: Readonly<Record<string, readonly [x: number, y: number]>>
}

export const LINES: Readonly<Record<string, Line>> = {
  'created running': { d: 'M79 51 H107', words: { start: [93, 28] } },
  'running stopped': { d: 'M187 46 H215', words: { kill: [196, 28], exit: [228, 28] } },
  'stopped running': { d: 'M217 56 H189', words: { rerun: [212, 74], rewind: [212, 92] } },
  'running paused': { d: 'M114 62 V136', words: { pause: [114, 100] } },
  'paused running': { d: 'M164 138 V64', words: { rewind: [164, 90], resume: [164, 112] } },
  'paused stopped': {
    d: 'M187 147 C222 142 242 112 244 64',
    words: { kill: [233, 116], exit: [203, 158] },
  },
  'stopped deleted': { d: 'M274 62 V136', words: { delete: [274, 90] } },
  'created deleted': {
    d: 'M26 62 V188 Q26 196 34 196 H248 Q256 196 256 162',
    words: { delete: [58, 196] },
  },
  'running running': {
    d: 'M128 40 C118 20 178 20 168 39',
    words: { checkpoint: [112, 9], rewind: [180, 9] },
  },
  'paused paused': { d: 'M128 160 C120 176 176 176 168 161', words: { checkpoint: [148, 181] } },
}
