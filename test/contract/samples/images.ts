import type { imageCalls } from '../../../shared/contract/images.ts'
import { digest, image, volume } from './models.ts'
import type { SamplesOf } from './sample.ts'

export const imageSamples: SamplesOf<typeof imageCalls> = {
  'images.list': { input: {}, output: [image] },
  'images.import': {
    input: {
      source: {
        kind: 'registry',
        reference: 'localhost:5000/web/shop:1.2',
        tlsVerify: false,
        credentials: { username: 'u', password: 'p:ü"' },
      },
      name: 'shop',
    },
    output: image,
  },
  'images.remove': { input: { image: digest }, output: {} },
  'images.check': {
    input: { image: digest },
    output: { ok: false, blobs: [{ digest, what: 'layer', problem: 'it is gone' }] },
  },
  'volumes.list': { input: {}, output: [volume] },
  'volumes.create': { input: { name: 'data' }, output: volume },
  'volumes.remove': { input: { name: 'data' }, output: {} },
  'images.export': {
    input: { image: digest, path: '/tmp/shop.tar' },
    output: { path: '/tmp/shop.tar', bytes: 42, notes: [] },
  },
}
