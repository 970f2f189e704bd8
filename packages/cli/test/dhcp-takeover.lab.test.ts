import { setTimeout as sleep } from 'node:timers/promises'
import { DHCP_PORT_OWNER, dhcpDeviceId, RESERVED_DHCP_PORT } from '@netloom/core/dhcp'
import { TokenFile } from '@netloom/server'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ApiTransport } from '../src/api/api-transport.ts'
import { apiEndpoint } from '../src/lab/state/api-endpoint.ts'
import { labBoot } from '../src/lab/vm/lab-boot.ts'
import { labDown } from '../src/lab/lab-down.ts'
import { tokensFile, type LabState } from '../src/lab/state/lab-state.ts'
import { labStatus } from '../src/lab/lab-status.ts'
import { labUp } from '../src/lab/lab-up.ts'
import { withController } from '../src/lab/state/open-lab.ts'
import { newLabName, reapDeadLabs, useTestState } from './support/lab-names.ts'

useTestState()
const lab = newLabName()
const SHARED = { shared: true }
let state: LabState
let stranger: ApiTransport | undefined
let networkId = ''
let subnetId = ''

beforeAll(async () => {
  await reapDeadLabs()
  state = await labUp({ name: lab, hosts: 1, dhcp: true })
  await withController(state, async (client) => {
    networkId = (await client.networks.create({ name: 'blue', ...SHARED })).id
    const subnet = { network_id: networkId, ip_version: 4, cidr: '10.0.0.0/24', enable_dhcp: false } as const
    subnetId = (await client.subnets.create(subnet)).id
  })
  const { token } = await new TokenFile(tokensFile(state)).add({ projectId: 'stranger', roles: ['member'] })
  stranger = new ApiTransport({ url: (await apiEndpoint(state)).url, token })
  // A running controller notices a new token within a second.
  while ((await stranger.send('GET', '/v2.0/networks').catch(() => undefined)) === undefined) await sleep(50)
})
afterAll(async () => {
  stranger?.close()
  await labDown(lab)
})

const createPort = async (attributes: object): Promise<{ readonly port: { readonly id: string } }> =>
  (await stranger?.send('POST', '/v2.0/ports', { port: { network_id: networkId, ...attributes } })) as {
    port: { id: string }
  }

it('refuses a port with the DHCP server’s device_owner from a project that does not own the network', async () => {
  const deviceId = dhcpDeviceId('host1', networkId)
  const attributes = { device_id: deviceId, device_owner: DHCP_PORT_OWNER }
  await expect(createPort(attributes)).rejects.toMatchObject({ status: 403 })
  const { port } = await createPort({ device_id: deviceId })
  const change = { port: { device_owner: DHCP_PORT_OWNER } }
  await expect(stranger?.send('PUT', `/v2.0/ports/${port.id}`, change)).rejects.toMatchObject({ status: 403 })
})

it('answers DHCP from the server’s own port, however many ports of a stranger have its device_id', async () => {
  const names = [dhcpDeviceId('host1', networkId), RESERVED_DHCP_PORT]
  for (let n = 0; n < 20; n += 1) await createPort({ device_id: names[n % names.length] })
  const servers = await withController(state, async (client) => {
    await client.subnets.update(subnetId, { enable_dhcp: true })
    const found = (): ReturnType<typeof client.ports.list> => client.ports.list({ device_owner: DHCP_PORT_OWNER })
    await expect.poll(async () => (await found()).length, { timeout: 10_000 }).toBe(1)
    return found()
  })
  const vm = await labBoot({ lab, name: 'guest', network: 'blue', host: 'host1', dhcp: true })
  const [lease] = (await labStatus(lab)).vms.find(({ name }) => name === vm.name)!.leases!
  expect(lease).toMatchObject({ server: servers[0]!.fixed_ips[0]!.ip_address })
})
