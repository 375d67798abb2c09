import { hostname, release, userInfo } from 'node:os'
import type { Host } from '../../shared/model.ts'
import type { Folders } from './paths.ts'
import { cgroupVersion } from './runtime/cgroup.ts'
import { bootId } from './runtime/proc.ts'

/** This machine as the header names it. */
export function describeHost(folders: Folders, version: string): Host {
  return {
    name: hostname(),
    user: userInfo().username,
    root: process.getuid?.() === 0,
    version,
    kernel: release(),
    cgroup: cgroupVersion(),
    stateDir: folders.state,
    runDir: folders.run,
    bootId: bootId(),
  }
}
