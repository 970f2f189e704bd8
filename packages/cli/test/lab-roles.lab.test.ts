import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { labDown } from '../src/lab/lab-down.ts'
import type { LabStatus } from '../src/lab/lab-status.ts'
import { newLabName, reapDeadLabs, useTestState } from './support/lab-names.ts'
import { netloom as run } from './support/netloom.ts'

useTestState()
const lab = newLabName()
let folder: string

beforeAll(async () => {
  await reapDeadLabs()
  folder = await mkdtemp(join(tmpdir(), 'netloom-beacon-'))
  await mkdir(join(folder, 'node_modules'))
  await cp(new URL('fixtures/netloom-beacon', import.meta.url), join(folder, 'node_modules/netloom-beacon'), {
    recursive: true,
  })
})
afterAll(async () => {
  await labDown(lab)
  await rm(folder, { recursive: true })
})

/** As typed where the package is installed. */
const netloom = (words: readonly string[]) => run(words, { cwd: folder })
const rolesOn = async (): Promise<readonly (readonly string[])[]> => {
  const { stdout } = await netloom(['lab', 'status', '--json', '--name', lab])
  return (JSON.parse(stdout) as LabStatus).hosts.map(({ agents }) =>
    agents.map(({ role, alive }) => `${role} ${alive ? 'alive' : 'dead'}`),
  )
}

it('runs a stranger’s role on each host of a lab that is built with --role l2,beacon', async () => {
  const up = ['lab', 'up', '--name', lab, '--hosts', '2', '--role', 'l2,beacon', '--listen', '127.0.0.1:0']
  expect(await netloom(up)).toMatchObject({ exitCode: 0 })
  expect(await rolesOn()).toEqual([
    ['l2 alive', 'beacon alive'],
    ['l2 alive', 'beacon alive'],
  ])
  // Nobody waits for it while the lab is built.
  const ping = ['lab', 'exec', '--name', lab, 'host2', '--', 'ping', '-c', '1', '-W', '1', '203.0.113.7']
  await expect.poll(async () => (await netloom(ping)).stdout, { timeout: 10_000 }).toContain('1 received')
})

it('stops and restarts it by its role, and explains what it made', async () => {
  expect(await netloom(['lab', 'stop', '--name', lab, 'beacon@host1'])).toMatchObject({ exitCode: 0 })
  expect((await rolesOn())[0]).toEqual(['l2 alive', 'beacon dead'])
  expect(await netloom(['lab', 'restart', '--name', lab, 'beacon@host1'])).toMatchObject({ exitCode: 0 })
  expect((await rolesOn())[0]).toEqual(['l2 alive', 'beacon alive'])
  const explained = await netloom(['explain', 'beacon0', '--name', lab, '--host', 'host1'])
  expect(explained.stdout).toMatch(/beacon@host1[^]*every host has a beacon/)
})

it('refuses a role that no package brings before anything is built', async () => {
  const other = newLabName()
  const refused = await netloom(['lab', 'up', '--name', other, '--role', 'l2,nothing'])
  expect(refused.exitCode).not.toBe(0)
  expect(refused.stderr).toContain(
    '--role nothing: no such role; found: l2, dhcp, l3, firewall, metadata, lbaas, beacon (netloom-beacon)',
  )
})
