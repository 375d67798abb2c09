#!/usr/bin/env node
/** `pty-host.mjs ROOT BUNDLES`: the bare pty of the benchmark as a server; see pty-server.ts. */
import { load } from '../load.mjs'

const [root = '', bundles = ''] = process.argv.slice(2)
/** @type {typeof import('./pty-server.ts')} */
const { servePtys } = await load('peers/pty-server.ts')
await servePtys(root, bundles)
