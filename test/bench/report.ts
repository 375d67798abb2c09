import { writeFile } from 'node:fs/promises'
import type { PeerName, Result } from './figures.ts'
import { judge } from './goals.ts'

const PEERS: readonly PeerName[] = ['runc', 'podman', 'ctr', 'pty', 'page']

/** A table for people: each figure beside the peers', how many times theirs it is, and whether it reaches its goal. */
export function table(results: readonly Result[]): string {
  const peers = PEERS.filter((peer) => results.some((result) => result.peers[peer] !== undefined))
  const header = ['', 'unit', 'ours', ...peers, '', 'goal']
  const rows = results.map((result) => {
    const verdict = judge(result)
    return [
      result.name,
      result.unit,
      shown(result.ours),
      ...peers.map((peer) => beside(result.ours, result.peers[peer])),
      verdict?.outcome ?? '',
      verdict?.goal ?? '',
    ]
  })
  const widths = header.map((_, i) => Math.max(...[header, ...rows].map((row) => size(row[i]))))
  const line = (row: string[]) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')
  return [header, ...rows].map((row) => line(row).trimEnd()).join('\n')
}

/** Writes the figures for programs. */
export async function writeResults(path: string, results: readonly Result[]): Promise<void> {
  await writeFile(path, `${JSON.stringify({ results }, null, 2)}\n`)
}

const size = (cell: string | undefined) => cell?.length ?? 0

const shown = (value: number) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3))

const beside = (ours: number, theirs: number | undefined) =>
  theirs === undefined ? '' : `${shown(theirs)} (×${(ours / theirs).toFixed(2)})`
