import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  leastContrast,
  type TerminalLook,
  terminalTheme,
} from '../../../renderer/consoles/terminal-theme.ts'

/** Each scheme, plain and in high contrast: its part of the selector, the colours of its consoles, and what its texts keep. */
const SCHEMES = [
  ['light', 'scheme="light"]', 'light', 4.5],
  ['dark', 'scheme="dark"]', 'dark', 4.5],
  ['light high contrast', 'scheme="light"][data-contrast]', 'contrastLight', 7],
  ['dark high contrast', 'scheme="dark"][data-contrast]', 'contrast', 7],
] as const
const css = readFileSync(new URL('../../../renderer/tokens.css', import.meta.url), 'utf8')

/** The colours of a scheme, by name. */
function coloursOf(selector: string): Map<string, string> {
  const block = css.split(`${selector} {`)[1]?.split('}')[0] ?? ''
  return new Map(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', colour = '']) => [
      name,
      colour,
    ]),
  )
}

/** WCAG 2: relative luminance. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

/** Pairs of `front` on `back` that do not reach `least`. */
const tooFaint = (front: [string, string][], back: [string, string][], least: number) =>
  front.flatMap(([name, colour]) =>
    back
      .filter(([, surface]) => contrast(colour, surface) < least)
      .map(([on, surface]) => `${name} on ${on}: ${contrast(colour, surface).toFixed(2)}`),
  )

it('measures as WCAG does', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
})

/** Colours of a console that do not reach `least` on its background; black is meant to be near it. */
function faintInConsole(look: TerminalLook, least: number): string[] {
  const { background = '', ...rest } = terminalTheme(look)
  const texts = Object.entries(rest).filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === 'string' && !/^(cursor|selection|overview|black$)/.test(entry[0]),
  )
  expect(texts).toHaveLength(16)
  return tooFaint(texts, [['background', background]], least)
}

describe.each(SCHEMES)('the %s scheme', (_name, selector, look, least) => {
  const colours = [...coloursOf(selector)]
  const named = (pattern: RegExp) => colours.filter(([name]) => pattern.test(name))
  const surfaces = named(/surface|^console$/)

  it(`keeps ${least} : 1 for every text on every surface`, () => {
    const texts = named(/^text|^accent-text$|^state-/)
    expect([texts.length, surfaces.length]).toEqual([10, 8])
    expect(tooFaint(texts, surfaces, least)).toEqual([])
  })

  it('keeps 3 : 1 for the edges of controls and the ring of the focus', () => {
    const where = surfaces.filter(([name]) => !/hover|chosen/.test(name))
    expect(tooFaint(named(/^line-field$|^accent$/), where, 3)).toEqual([])
  })

  it(`keeps ${least} : 1 for the colours of a console, but for the black that is meant to be near it`, () => {
    expect(leastContrast(look)).toBe(least)
    expect(faintInConsole(look, least)).toEqual([])
  })
})
