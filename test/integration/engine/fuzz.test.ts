import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openEngine } from '../../../electron/engine/engine.ts'
import { createClient } from '../../../shared/client.ts'
import { type Service, serve } from '../../../shared/server.ts'
import { attack } from '../../contract/fuzz/attack.ts'
import { theContainer } from '../../contract/samples.ts'
import type { TransportKind } from '../../contract/transport.ts'
import { door } from '../../contract/transports/door.ts'
import { electron } from '../../contract/transports/electron.ts'
import { memory } from '../../contract/transports/memory.ts'
import { websocket } from '../../contract/transports/websocket.ts'
import { skipReason, TestEngine } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'

/** The contract suite sends ten thousand to a service that writes down what reaches it; here the real one is asked. */
const COUNT = 500
const SEED = Number(process.env.RUNCIBLE_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31))

describe('wild messages to an engine with a container that runs', unless(skipReason), () => {
  let engine: TestEngine
  let service: Service

  beforeAll(async () => {
    engine = await TestEngine.open(async (folders) => {
      const opened = await openEngine({ folders, version: '0.0.0' })
      service = opened.service
      const transport = await memory.start((channel) => serve(channel, service))
      const client = createClient((await transport.connect()).channel)
      const stop = async () => {
        client.close()
        await opened.close()
      }
      return { client, stop }
    })
    // The one that the messages are about, with a console that their streams open.
    await engine.run(theContainer.id, { process: { args: ['cat'], terminal: true } })
    await engine.call('engine.preflight', {})
  })
  afterAll(() => engine.clear())

  /** Every file of the engine, by what is in it. */
  const files = () => {
    const { state } = engine.place.folders
    const paths = readdirSync(state, { recursive: true, encoding: 'utf8' }).sort()
    return paths
      .filter((path) => statSync(join(state, path)).isFile())
      .map((path) => [
        path,
        createHash('sha256')
          .update(readFileSync(join(state, path)))
          .digest('hex'),
      ])
  }

  test.each<TransportKind>([memory, electron, websocket, door])(
    `${COUNT} over $name: the snapshot and every file are as before, and it answers`,
    async (kind) => {
      console.log(`seed ${SEED}`)
      const transport = await kind.start((channel) => serve(channel, service))
      const before = { snapshot: await engine.call('engine.snapshot', {}), files: files() }
      await attack(transport, { count: COUNT, seed: SEED })
      expect(await engine.call('engine.snapshot', {})).toEqual(before.snapshot)
      expect(files()).toEqual(before.files)
      const good = createClient((await transport.connect()).channel)
      expect(await good.call('engine.snapshot', {})).toEqual(before.snapshot)
      good.close()
      await transport.close()
    },
  )
})
