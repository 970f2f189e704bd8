import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { watchArrivals } from '../src/agent/namespace-arrivals.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-arrivals-'))
})
afterEach(() => rm(folder, { recursive: true }))

it('tells of routers’ namespaces that come, also on a host that had no folder for any when the agent began', async () => {
  const told: string[] = []
  const place = join(folder, 'netns')
  const stop = watchArrivals((event) => told.push(event.type === 'touched' ? event.device : event.type), place)
  await mkdir(place)
  await writeFile(join(place, 'qrouter-1'), '')
  await writeFile(join(place, 'qdhcp-1'), '')
  await expect.poll(() => told, { timeout: 5_000 }).toContain('qrouter-1')
  await writeFile(join(place, 'qrouter-2'), '')
  await expect.poll(() => told, { timeout: 5_000 }).toContain('qrouter-2')
  expect(told).not.toContain('qdhcp-1')
  stop()
  await writeFile(join(place, 'qrouter-3'), '')
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(told).not.toContain('qrouter-3')
})
