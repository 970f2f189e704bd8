import { adminContext, type Logger } from '@netloom/core'
import { linuxbridge } from '@netloom/mech-linuxbridge'
import { createNetloom } from '@netloom/ml2'
import { sqliteStore } from '@netloom/store'
import { vxlan } from '@netloom/type-vxlan'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { securityGroups } from '../src/index.ts'

const AGENT = { agentType: 'Linux bridge agent', binary: 't', host: 'h1', start: true }
const TUNNELS = { tunnelingIp: '192.0.2.1', tunnelTypes: ['vxlan'] }
const admin = adminContext('p1')

it('ports from before security groups are neither cut off nor open: they are in their default group, once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'netloom-groups-'))
  const said: unknown[] = []
  const logger: Logger = {
    debug: () => undefined,
    warn: () => undefined,
    error: () => undefined,
    info: (fields, message) => {
      if (message.includes('default groups')) said.push(fields)
    },
  }
  const start = async (...services: Parameters<typeof createNetloom>[0]['modules']) => {
    const store = sqliteStore(join(folder, 'netloom.sqlite'))
    const modules = [vxlan({ vniRanges: [[1, 999]] }), linuxbridge(), ...services]
    return { store, netloom: await createNetloom({ modules, store, logger, ml2: { projectNetworkTypes: ['vxlan'] } }) }
  }
  const before = await start()
  await before.netloom.agents.hello({ ...AGENT, configurations: TUNNELS })
  const { id: networkId } = await before.netloom.networks.create(admin, {})
  const of = (projectId: string, more: object = {}): { readonly networkId: string } =>
    ({ networkId, projectId, ...more }) as never
  const [plain, open, router] = await before.netloom.ports.createMany(admin, [
    of('p2', { host: 'h1' }),
    of('p2', { portSecurityEnabled: false }),
    of('p2', { deviceOwner: 'network:router_interface' }),
  ])
  await before.netloom.close()

  const after = await start(securityGroups())
  const groupsOf = async (id = ''): Promise<unknown> =>
    ((await after.netloom.ports.get(admin, id)) as { readonly securityGroups?: unknown }).securityGroups
  const [own] = await after.netloom.services.securityGroups.list(adminContext('p2'), { projectId: 'p2' })
  expect(await groupsOf(plain?.id)).toEqual([own?.id])
  expect([await groupsOf(open?.id), await groupsOf(router?.id)]).toEqual([[], []])
  expect(said).toEqual([{ ports: 1 }])
  const { items } = await after.store.log.snapshot('host/h1')
  expect(items).toMatchObject([{ body: { extensions: { 'security-groups': { groupIds: [own?.id] } } } }])
  await after.netloom.ports.update(admin, plain?.id ?? '', { securityGroups: [] } as never)
  await after.netloom.close()

  const again = await start(securityGroups())
  expect(await again.netloom.ports.get(admin, plain?.id ?? '')).toMatchObject({ securityGroups: [] })
  expect(said).toHaveLength(1)
  await again.netloom.close()
  await rm(folder, { recursive: true })
})
