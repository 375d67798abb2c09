import { i18n } from '@lingui/core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

/** The language is active before anything that writes numbers is loaded. */
const inGerman = async () => ({
  ...(await import('../../../renderer/words/sizes.ts')),
  ...(await import('../../../renderer/words/time.ts')),
  ...(await import('../../../renderer/words/filling.ts')),
})

describe('numbers and times in German', () => {
  beforeAll(() => {
    vi.resetModules()
    i18n.loadAndActivate({ locale: 'de', messages: {} })
  })
  afterAll(() => i18n.loadAndActivate({ locale: 'en', messages: {} }))

  it('have its point', async () => {
    const { bytes, percent, duration } = await inGerman()
    expect(bytes(1.4 * 2 ** 20)).toBe('1,4 MiB')
    expect(bytes(512)).toBe('512 B')
    expect(percent(1.25)).toBe('1,3 %')
    expect(duration(1234)).toBe('1,2 s')
  })

  it('are grouped and ordered as it has them', async () => {
    const { fillingWords, dateAndTime, clock } = await inGerman()
    expect(fillingWords({ done: 0, total: 2 ** 30 })).toContain('1.024 MiB')
    const noon = new Date(2026, 10, 24, 12, 3, 4).toISOString()
    expect(clock(noon)).toBe('12:03:04')
    expect(dateAndTime(noon)).toBe('24.11.2026, 12:03:04')
  })
})
