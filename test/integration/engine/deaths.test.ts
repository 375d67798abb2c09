import { describe, expect, test } from 'vitest'
import { campaign } from '../../campaign/campaign.ts'
import { skipReason } from '../../support/test-engine.ts'

/** The short form of the campaign (npm run test:campaign); RUNCIBLE_CAMPAIGN_SEED repeats one. */
const seed = Number(process.env.RUNCIBLE_CAMPAIGN_SEED ?? Date.now() % 1_000_000)
const DEATHS = 5

describe.skipIf(skipReason)('the engine, killed at random instants', () => {
  test(`${DEATHS} deaths, seed ${seed}: nothing is lost, orphaned or shown wrong`, async () => {
    const told: string[] = []
    await campaign(seed, DEATHS, (text) => {
      told.push(text)
      console.log(text)
    })
    expect(told).toHaveLength(DEATHS)
  })
})
