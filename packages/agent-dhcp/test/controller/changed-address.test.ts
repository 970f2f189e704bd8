import { DHCP_AGENT_TYPE, DHCP_ENTITY, dhcpNetworkTopic } from '@netloom/core/dhcp'
import { hostTopic, networkTopic } from '@netloom/core/wire'
import { expect, it } from 'vitest'
import { admin, openCloud } from '../../../mech-l2pop/test/cloud.ts'
import { dhcp } from '../../src/index.ts'

it('tells hosts, population and DHCP servers of a changed address at once: no watcher sees half of it', async () => {
  const cloud = await openCloud({ nph1: '10.222.0.1', nph3: '10.222.0.3' }, [dhcp()])
  const agent = { agentType: DHCP_AGENT_TYPE, binary: 'test', host: 'nph3', configurations: {}, start: true }
  await cloud.netloom.agents.hello(agent)
  await cloud.netloom.services.dhcp.idle()
  const port = await cloud.activePort('nph1', { deviceOwner: 'compute:nova' })
  await cloud.netloom.ports.reportProvisioned(DHCP_ENTITY, [port.id])
  const topics = [hostTopic('nph1'), networkTopic(cloud.network.id), dhcpNetworkTopic(cloud.network.id)]
  const before = await cloud.store.log.head()
  let transactions = 0
  const { transaction } = cloud.store
  cloud.store.transaction = (work) => {
    transactions++
    return transaction.call(cloud.store, work) as ReturnType<typeof work>
  }
  await cloud.netloom.ports.update(admin, port.id, { fixedIps: [{ ipAddress: '10.100.0.77' }] })
  expect(transactions).toBe(1)
  for (const topic of topics) {
    const { items, cursor } = await cloud.store.log.snapshot(topic)
    const told = JSON.stringify(items.find(({ key }) => key === `port/${port.id}`)?.body)
    expect(told.match(/10\.100\.0\.\d+/g), topic).toEqual(['10.100.0.77'])
    expect(cursor.rev, topic).toBeGreaterThan(before)
  }
  expect((await cloud.netloom.ports.get(admin, port.id)).status).toBe('ACTIVE')
  await cloud.close()
})
