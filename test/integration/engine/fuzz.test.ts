import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openEngine } from '../../../electron/engine/engine.ts'
import { createClient } from '../../../shared/client.ts'
import { type Service, serve } from '../../../shared/server.ts'
import { attack } from '../../contract/fuzz/attack.ts'
import { theContainer } from '../../contract/samples.ts'
import type { Transport, TransportKind } from '../../contract/transport.ts'
import { door, throughSocket } from '../../contract/transports/door.ts'
import { electron } from '../../contract/transports/electron.ts'
import { memory, pair } from '../../contract/transports/memory.ts'
import { throughPrograms } from '../../contract/transports/piped.ts'
import { websocket } from '../../contract/transports/websocket.ts'
import { headless } from '../../support/headless.ts'
import { type Carrier, isRemote } from '../../support/hosts.ts'
import { skipReason, TestEngine } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'

/** The contract suite sends ten thousand to a service that writes down what reaches it; here the real one is asked. */
const COUNT = 250
/** A program for each connection takes its time. */
const FEW = 40
const SEED = Number(process.env.RUNCIBLE_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31))

describe('wild messages to an engine with a container that runs', unless(skipReason), () => {
  let engine: TestEngine
  let service: Service

  beforeAll(async () => {
    engine = isRemote ? await TestEngine.open() : await TestEngine.open(openHere)
    // The one that the messages are about, with a console that their streams open.
    await engine.run(theContainer.id, { process: { args: ['cat'], terminal: true } })
    await engine.call('engine.preflight', {})
  })
  afterAll(() => engine.clear())

  /** The engine in this process, whose service the transports are to reach. */
  const openHere: Carrier = async (folders) => {
    const opened = await openEngine({ folders, version: '0.0.0' })
    service = opened.service
    const [window, host] = pair()
    serve(host, service)
    const client = createClient(window)
    return {
      client,
      async stop() {
        client.close()
        await opened.close()
      },
    }
  }

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

  /** Sends wild messages; then the snapshot and every file are as before, and the next connection is answered. */
  async function withstands(transport: Transport, count: number): Promise<void> {
    console.log(`seed ${SEED}`)
    const before = { snapshot: await engine.call('engine.snapshot', {}), files: files() }
    await attack(transport, { count, seed: SEED })
    expect(await engine.call('engine.snapshot', {})).toEqual(before.snapshot)
    expect(files()).toEqual(before.files)
    const good = createClient((await transport.connect()).channel)
    expect(await good.call('engine.snapshot', {})).toEqual(before.snapshot)
    good.close()
    await transport.close()
  }

  if (isRemote) {
    test(`${COUNT} through the door of an engine in another process`, async () => {
      const path = join(engine.place.folders.run, 'engine.sock')
      const transport = { connect: () => throughSocket(path), close: async () => {} }
      await withstands(transport, COUNT)
    })

    test(`${FEW} through programs that join it, another one after each that is cut off`, async () => {
      await withstands(throughPrograms(headless(engine.place.folders, '--stdio')), FEW)
    })
  } else {
    test.each<TransportKind>([memory, electron, websocket, door])(
      `${COUNT} over $name`,
      async (kind) => withstands(await kind.start((channel) => serve(channel, service)), COUNT),
    )
  }
})
