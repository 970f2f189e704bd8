import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { adminContext } from '@netloom/core'
import { resolveDriver } from '@netloom/core/registry'
import { createNetloom } from '@netloom/ml2'
import { sqliteStore } from '@netloom/store'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { driverPackage } from '../src/index.ts'

/** A controller's folder in which the package was installed. */
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-installed-'))
  await mkdir(join(folder, 'node_modules'))
  await symlink(fileURLToPath(new URL('..', import.meta.url)), join(folder, 'node_modules', 'netloom-type-spb'))
  await writeFile(join(folder, 'package.json'), JSON.stringify({ dependencies: { 'netloom-type-spb': '*' } }))
})
afterAll(() => rm(folder, { recursive: true }))

it('is found by the name that ml2_conf.ini uses', async () => {
  await expect(resolveDriver('type', 'spb', [], [folder])).resolves.toMatchObject({ kind: 'type', name: 'spb' })
})

it('gives networks I-SIDs of the range in the file', async () => {
  const ini = new Map([['ml2_type_spb', new Map([['isid_ranges', ['300:300']]])]])
  const netloom = await createNetloom({
    modules: [driverPackage.fromIni(ini)],
    store: sqliteStore(':memory:'),
    ml2: { projectNetworkTypes: ['spb'] },
  })
  try {
    const network = await netloom.networks.create(adminContext(), { name: 'blue' })
    expect(network.segments).toMatchObject([{ networkType: 'spb', segmentationId: 300 }])
    expect(network.mtu).toBe(1476)
  } finally {
    await netloom.close()
  }
})

it('refuses a bad range, naming section, option, value and remedy', () => {
  const ini = new Map([['ml2_type_spb', new Map([['isid_ranges', ['9:3']]])]])
  expect(() => driverPackage.fromIni(ini)).toThrow(
    '[ml2_type_spb] isid_ranges = 9:3: is out of bounds; ids go from 256',
  )
})
