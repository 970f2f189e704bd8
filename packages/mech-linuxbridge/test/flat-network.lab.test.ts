import { DesiredTable } from '@netloom/agent-runtime'
import type { Host } from '@netloom/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bridgeName, linuxBridgeRenderer, tapName } from '../src/agent/index.ts'
import { LabUnderlay } from './lab-underlay.ts'
import { NETWORK_ID, flatNetwork, port } from './view.ts'

const isRoot = process.geteuid?.() === 0
if (!isRoot) console.warn('skipped: network namespaces need root')

const renderer = linuxBridgeRenderer({ physicalInterfaceMappings: { physnet1: 'eth0' } })
const portId = (n: number): string => `${String(n)}f2d7b47-c411-4858-b339-121cf26ec725`
const macOf = (n: number): string => `fa:16:3e:00:00:0${String(n)}`

async function settle(host: Host, table: DesiredTable): Promise<void> {
  const plan = table.plan('all', { present: () => true, confirmed: true })
  expect(table.settle(plan, await host.apply(plan.steps))).toEqual([])
}

describe.runIf(isRoot)('a flat network through the interfaces of two hosts', () => {
  let lab: LabUnderlay
  const vms: string[] = []
  const tables: DesiredTable[] = []

  beforeAll(async () => {
    lab = await LabUnderlay.open(2)
    for (const n of [1, 2]) {
      vms.push(await lab.boot(n, tapName(portId(n)), macOf(n), `10.100.0.${String(n)}`))
      const table = new DesiredTable(lab.host(n).kinds)
      const rendered = [
        ...renderer.network(flatNetwork()),
        ...renderer.attachment(port({ id: portId(n), macAddress: macOf(n) }), flatNetwork()),
      ]
      table.set(
        'all',
        rendered.map(({ state, rule }) => ({ state, cause: { object: 'test', revision: 1, rule } })),
      )
      await settle(lab.host(n), table)
      tables.push(table)
    }
  })

  afterAll(async () => {
    await lab.close()
  })

  it('carries packets untagged', async () => {
    expect(await lab.run(vms[0] ?? '', 'ping', '-c', '2', '-i', '0.05', '-W', '2', '10.100.0.2')).toContain(
      ' 0% packet loss',
    )
    expect(await lab.run('wire', 'bridge', 'fdb', 'show', 'br', 'br0')).toContain(`${macOf(2)} dev p2`)
  })

  it('gives the interface back when it goes', async () => {
    tables[0]?.drop('all')
    if (tables[0] !== undefined) await settle(lab.host(1), tables[0])
    expect([...(await lab.host(1).links())].sort()).toEqual(['eth0', 'lo', tapName(portId(1))])
    expect(await lab.run('h1', 'ip', 'link', 'show', 'dev', 'eth0')).not.toContain(bridgeName(NETWORK_ID))
  })
})
