import { expect, it } from 'vitest'
import { testCloud } from './support/test-netloom.ts'

it('a layer-2 agent that is put down still gets ports bound, as in Neutron', async () => {
  const { netloom, admin, hello } = await testCloud()
  const { id } = await hello('h1')
  await netloom.agentRecords.update(admin, id, { adminStateUp: false })
  const { id: networkId } = await netloom.networks.create(admin, {})
  const port = await netloom.ports.create(admin, { networkId, host: 'h1' })
  expect(port.binding.vifType).toBe('tap')
  await netloom.close()
})
