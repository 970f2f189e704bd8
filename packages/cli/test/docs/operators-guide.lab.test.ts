import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testAuthority } from '@netloom/testing/lab'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { connect, Machine } from './machine.ts'

const GUIDE = new URL('../../../../docs/operations.md', import.meta.url)

let folder = ''
const machines: Machine[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-guide-'))
})
afterAll(async () => {
  await Promise.all(machines.map((machine) => machine.end()))
  await rm(folder, { recursive: true })
})

/** The lines that a paragraph of the guide tells root to type. */
async function toType(paragraph: string): Promise<readonly string[]> {
  const text = await readFile(GUIDE, 'utf8')
  const [, block = ''] = /```console\n([^]*?)```/.exec(text.slice(text.indexOf(paragraph))) ?? []
  return block
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line.startsWith('# '))
    .map((line) => line.slice(2))
}

interface Created {
  readonly id: string
  readonly status: string
  readonly mac_address: string
}

async function api(controller: Machine, method: string, path: string, body?: object): Promise<Created> {
  const data = body === undefined ? '' : `-d '${JSON.stringify(body)}'`
  const token = '$(cat /var/lib/netloom/tokens.json.admin)'
  const address = `--cacert /etc/netloom/ca.pem https://192.0.2.1:9696/v2.0/${path}`
  const answer = await controller.type(`curl -sS -X ${method} -H "X-Auth-Token: ${token}" ${data} ${address}`)
  const [object] = Object.values(JSON.parse(answer) as Record<string, Created>)
  if (object?.id === undefined) throw new Error(answer)
  return object
}

it(
  'the operators’ guide, typed word for word on two machines, makes a cloud whose ports ping',
  { timeout: 300_000 },
  async () => {
    const [controller, compute] = await Promise.all([Machine.start(), Machine.start()])
    machines.push(controller, compute)
    await connect(controller, compute, ['192.0.2.1/24', '192.0.2.11/24'])
    const authority = await testAuthority(folder)
    const { certFile, keyFile } = await authority.issue('server', ['192.0.2.1'])
    await copyFile(certFile, controller.path('/etc/netloom/server.pem'))
    await copyFile(keyFile, controller.path('/etc/netloom/server.key'))

    const [init = '', enable = '', makeToken = '', ...more] = await toType('**The controller.**')
    expect(more).toEqual([])
    await controller.type(init)
    await controller.type(enable)
    await controller.startEnabled()
    await vi.waitFor(() => controller.type('curl -sSf --cacert /dev/null -k https://192.0.2.1:9696/readyz'), {
      timeout: 60_000,
      interval: 500,
    })

    // One of the hosts is the controller's machine.
    const [hostInit = '', shred = '', hostEnable = '', ...rest] = await toType('**A host.**')
    expect(rest).toEqual([])
    const here = (line: string): string => line.replaceAll('compute1', 'compute0').replaceAll('192.0.2.11', '192.0.2.1')
    for (const [machine, word] of [
      [controller, here],
      [compute, (line: string): string => line],
    ] as const) {
      await controller.type(word(makeToken))
      if (machine !== controller) {
        await copyFile(controller.path('/root/compute1.token'), machine.path('/root/compute1.token'))
      }
      await copyFile(authority.caFile, machine.path('/etc/netloom/ca.pem'))
      for (const line of [hostInit, shred, hostEnable]) await machine.type(word(line))
      await machine.startEnabled()
    }

    const network = await api(controller, 'POST', 'networks', { network: { name: 'blue' } })
    await api(controller, 'POST', 'subnets', { subnet: { network_id: network.id, ip_version: 4, cidr: '10.0.0.0/24' } })
    const plugged: Created[] = []
    for (const [machine, host, ip] of [
      [controller, 'compute0', '10.0.0.50'],
      [compute, 'compute1', '10.0.0.51'],
    ] as const) {
      const port = await api(controller, 'POST', 'ports', {
        port: { network_id: network.id, 'binding:host_id': host, fixed_ips: [{ ip_address: ip }] },
      })
      const tap = `tap${port.id.slice(0, 11)}`
      await machine.type(
        [
          'set -e; ip netns add vm',
          `ip link add ${tap} type veth peer name eth0 netns vm address ${port.mac_address}`,
          `ip link set ${tap} up; ip -n vm addr add ${ip}/24 dev eth0; ip -n vm link set eth0 up mtu 1400`,
        ].join('; '),
      )
      plugged.push(port)
    }
    try {
      await vi.waitFor(
        async () => {
          for (const { id } of plugged)
            expect(await api(controller, 'GET', `ports/${id}`)).toMatchObject({ status: 'ACTIVE' })
        },
        { timeout: 90_000, interval: 1_000 },
      )
      await controller.type('ip netns exec vm ping -c 3 -i 0.2 -W 5 10.0.0.51')
      await compute.type('ip netns exec vm ping -c 3 -i 0.2 -W 5 10.0.0.50')
      // The guide's own question to a host.
      expect(await compute.type('netloom audit --socket /run/netloom-l2/agent.sock --no-repair')).toMatch(/\S/)
      expect(await compute.type('netloom check')).not.toContain('warning')
    } catch (error) {
      const said = await Promise.all(machines.map((machine) => machine.said()))
      throw new Error(said.join('\n---\n'), { cause: error })
    }
  },
)
