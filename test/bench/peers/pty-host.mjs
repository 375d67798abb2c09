#!/usr/bin/env node
/** `pty-host.mjs PROGRAM ARGUMENT…`: a bare pty of the benchmark as a server; see pty-server.ts. */
import { load } from '../load.mjs'

/** @type {typeof import('./pty-server.ts')} */
const { servePtys } = await load('peers/pty-server.ts')
await servePtys(process.argv.slice(2))
