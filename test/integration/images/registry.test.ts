import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeLayout } from '../../support/images.ts'
import { startRegistry, USER } from '../../support/registry.ts'
import { failure, names } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import {
  engine,
  folders,
  images,
  place,
  registry,
  skipReason,
  skopeo,
  web,
  withEngine,
} from './import-rig.ts'

withEngine()

const noRegistry = skipReason || (registry ? '' : 'lacks docker-registry')
describe('a registry on loopback', unless(noRegistry), () => {
  let server: Awaited<ReturnType<typeof startRegistry>>
  beforeEach(async () => {
    server = await startRegistry(place('registry'), registry ?? '', true)
  })
  afterEach(() => server.stop())

  test('gives an image to who may have it; the password stands in no argument and no journal', async () => {
    const layout = makeLayout(place('layout'), { a: await web() })
    const reference = `${server.host}/team/shop:1`
    const auth = place('auth.json')
    const { username, password } = USER
    await skopeo(
      'login',
      '--tls-verify=false',
      '--authfile',
      auth,
      '-u',
      username,
      '-p',
      password,
      server.host,
    )
    await skopeo(
      'copy',
      '--dest-tls-verify=false',
      '--dest-authfile',
      auth,
      `oci:${layout}`,
      `docker://${reference}`,
    )
    const pull = (rest: object) =>
      engine.call('images.import', { source: { kind: 'registry', reference, ...rest } })

    expect(await failure(pull({}))).toMatchObject({
      code: 'failed-precondition',
      message: 'the registry speaks plain HTTP',
    })
    expect(await failure(pull({ tlsVerify: false }))).toMatchObject({ code: 'permission-denied' })
    expect(
      await failure(pull({ tlsVerify: false, credentials: { ...USER, password: 'wrong one' } })),
    ).toMatchObject({ code: 'permission-denied' })
    const image = await pull({ tlsVerify: false, credentials: USER })
    expect(image).toMatchObject({ names: [reference], config: { user: 'web' } })
    const journal = JSON.stringify(await engine.call('journal.list', { limit: 500 }))
    expect(journal).toContain('--src-authfile')
    for (const secret of [
      password,
      'wrong one',
      Buffer.from(`${username}:${password}`).toString('base64'),
    ]) {
      expect(journal).not.toContain(secret)
    }
    expect(folders()).toEqual([image.id.slice(7)])
    expect(names(images(image.id.slice(7)))).not.toContain('auth.json')

    expect(
      await failure(
        engine.call('images.import', {
          source: {
            kind: 'registry',
            reference: `${server.host}/none:1`,
            tlsVerify: false,
            credentials: USER,
          },
        }),
      ),
    ).toMatchObject({ code: 'not-found' })
  })
})
