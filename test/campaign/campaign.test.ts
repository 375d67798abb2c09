import { describe, expect, test } from 'vitest'
import { skipReason } from '../support/test-engine.ts'
import { unless } from '../support/unless.ts'
import { campaign } from './campaign.ts'
import { SHORT } from './form.ts'

/** RUNCIBLE_CAMPAIGN_SEED repeats a campaign. */
const seed = Number(process.env.RUNCIBLE_CAMPAIGN_SEED ?? Date.now() % 1_000_000)
const DEATHS = SHORT ? 5 : 20

describe('the engine, killed at random instants', unless(skipReason), () => {
  test(`${DEATHS} deaths, seed ${seed}: nothing is lost, orphaned or shown wrong`, async () => {
    const told: string[] = []
    await campaign(seed, DEATHS, (text) => {
      told.push(text)
      console.log(text)
    })
    expect(told).toHaveLength(DEATHS)
  })
})
