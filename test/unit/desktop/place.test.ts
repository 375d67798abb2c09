import { expect, test } from 'vitest'
import { besideOf, frameOf, openingPlace } from '../../../electron/desktop/place.ts'

const area = (x: number, y: number, width: number, height: number) => ({
  workArea: { x, y, width, height },
})
const first = area(0, 27, 1920, 1053)
const second = area(1920, 0, 1280, 1024)
const at = (x: number, y: number, width = 1000, height = 700) => ({
  x,
  y,
  width,
  height,
  maximized: false,
})

test('the first time: the usual size, and where the window manager likes', () => {
  expect(openingPlace(null, [first])).toEqual({ width: 1280, height: 800 })
  expect(openingPlace(null, [area(0, 0, 1024, 600)])).toEqual({ width: 1024, height: 600 })
})

test.each([
  ['on the first display', at(100, 100), [first], { x: 100, y: 100, width: 1000, height: 700 }],
  ['on the second', at(2000, 50), [first, second], { x: 2000, y: 50, width: 1000, height: 700 }],
  ['half beside it', at(-400, 200), [first], { x: -400, y: 200, width: 1000, height: 700 }],
  ['the second is gone', at(2000, 50), [first], { x: 460, y: 204, width: 1000, height: 700 }],
  ['almost out of sight', at(1850, 100), [first], { x: 460, y: 204, width: 1000, height: 700 }],
  ['its upper edge above', at(100, -300), [first], { x: 460, y: 204, width: 1000, height: 700 }],
  ['its upper edge below', at(100, 1060), [first], { x: 460, y: 204, width: 1000, height: 700 }],
  [
    'larger than what is there',
    at(0, 27, 5000, 3000),
    [first],
    { x: 0, y: 27, width: 1920, height: 1053 },
  ],
  [
    'smaller than can be used',
    at(50, 50, 200, 100),
    [first],
    { x: 50, y: 50, width: 800, height: 500 },
  ],
  ['no display at all', at(1, 2), [], { width: 1000, height: 700 }],
])('%s', (_what, last, displays, place) => {
  expect(openingPlace(last, displays)).toEqual(place)
})

test('one more window stands beside the other, and never out of sight', () => {
  expect(besideOf(at(100, 100), [first])).toEqual({ x: 132, y: 132, width: 1000, height: 700 })
  expect(besideOf(at(1790, 1040), [first])).toEqual({ x: 1790, y: 1040, width: 1000, height: 700 })
})

test.each([
  ['a frame', { x: 300, y: 120 }, { x: 301, y: 140 }, { x: 1, y: 20 }],
  ['no frame', { x: 300, y: 120 }, { x: 300, y: 120 }, { x: 0, y: 0 }],
  ['nothing was asked for', {}, { x: 301, y: 140 }, { x: 0, y: 0 }],
  ['it was put elsewhere', { x: 300, y: 120 }, { x: 0, y: 27 }, { x: 0, y: 0 }],
  ['places are not told (Wayland)', { x: 300, y: 120 }, { x: 0, y: 0 }, { x: 0, y: 0 }],
])('what the frame of a window takes: %s', (_case, asked, told, frame) => {
  expect(frameOf(asked, told)).toEqual(frame)
})
