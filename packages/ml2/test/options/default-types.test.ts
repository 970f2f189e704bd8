import { adminContext, type DriverModule } from '@netloom/core'
import { sqliteStore } from '@netloom/store'
import { expect, it } from 'vitest'
import { createNetloom } from '../../src/index.ts'
import { typeModule } from '../support/fake-drivers.ts'

async function typeOfNetwork(
  modules: readonly DriverModule[],
  projectNetworkTypes?: readonly string[],
): Promise<string | undefined> {
  const ml2 = projectNetworkTypes === undefined ? {} : { projectNetworkTypes }
  const netloom = await createNetloom({ modules, store: sqliteStore(':memory:'), ml2 })
  try {
    const network = await netloom.networks.create(adminContext(), { name: 'blue' })
    return network.segments[0]?.networkType
  } finally {
    await netloom.close()
  }
}

const [LOCAL, VXLAN, EMPTY] = [typeModule('local'), typeModule('vxlan'), typeModule('gre', 0)]

it.each([
  ['local where it is loaded, as with Neutron', [VXLAN, LOCAL], undefined, 'local'],
  ['the only type that is loaded', [VXLAN], undefined, 'vxlan'],
  ['the first loaded type that has a segment to give', [EMPTY, VXLAN], undefined, 'vxlan'],
  ['what the options say, whatever is loaded', [VXLAN, LOCAL], ['vxlan'], 'vxlan'],
])('a network without provider data is made of %s', async (_, modules, types, wanted) => {
  expect(await typeOfNetwork(modules, types)).toBe(wanted)
})
