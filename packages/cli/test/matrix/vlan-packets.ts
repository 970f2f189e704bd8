import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runInUserModeKernel } from '@netloom/testing/lab'
import { build } from 'vite'
import type { VlanSeen } from './uml/vlan-seen.ts'

/** It takes 15 s on a quiet machine; it has one processor, and every process in it costs. */
export const PATIENCE_MS = 120_000

/** VLAN networks with real packets, in a kernel of its own that has 802.1Q; one boot for all cells. */
export async function seeVlanPackets(): Promise<readonly VlanSeen[]> {
  const folder = await mkdtemp(join(tmpdir(), 'netloom-vlan-cells-'))
  try {
    await bundle(folder)
    const { exitCode, output } = await runInUserModeKernel(`exec node ${folder}/vlan-hosts.mjs`, {
      timeoutMs: PATIENCE_MS,
    })
    if (exitCode !== 0) throw new Error(output)
    return JSON.parse(output.trim().split('\n').at(-1) ?? '') as readonly VlanSeen[]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** From the sources, so that a stale build can never pass. */
async function bundle(outDir: string): Promise<void> {
  const entry = fileURLToPath(new URL('uml/vlan-hosts.ts', import.meta.url))
  const conditions = ['source', 'module', 'node']
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { conditions },
    ssr: { noExternal: true, resolve: { conditions } },
    build: { ssr: entry, outDir, target: 'node20', rolldownOptions: { output: { entryFileNames: 'vlan-hosts.mjs' } } },
  })
}
