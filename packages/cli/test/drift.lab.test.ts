import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  inspectionSocket,
  labBoot,
  labDown,
  labExec,
  labUp,
  tapName,
  withController,
  type BootedVm,
  type LabState,
} from '../src/lab/index.ts'

const lab = `t_${randomBytes(4).toString('hex')}`
let state: LabState
let near: BootedVm
let far: BootedVm
let vni = 0
let bridge = ''

const onHost = async (...command: readonly string[]): Promise<string> => (await labExec('host1', command, lab)).stdout
const device = (): string => `vxlan-${String(vni)}`

/** Milliseconds until `holds`; more than a second fails. */
async function repairedIn(holds: () => Promise<boolean>): Promise<number> {
  const start = performance.now()
  while (!(await holds())) {
    if (performance.now() - start > 5_000) throw new Error('not repaired within 5 s')
    await sleep(5)
  }
  return performance.now() - start
}

interface Audit {
  readonly earlier: readonly { readonly drift: { readonly missing: readonly { readonly key: string }[] } }[]
}

function askAgent(question: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = connect(inspectionSocket(state, 'host1'))
    socket.once('error', reject)
    let text = ''
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (!text.includes('\n')) return
      resolve((JSON.parse(text) as { result: unknown }).result)
      socket.destroy()
    })
    socket.write(`${JSON.stringify(question)}\n`)
  })
}

async function missingKeys(): Promise<readonly string[]> {
  const { earlier } = (await askAgent({ method: 'audit' })) as Audit
  return earlier.flatMap(({ drift }) => drift.missing.map(({ key }) => key))
}

describe('what is deleted by hand on a host', () => {
  beforeAll(async () => {
    state = await labUp({ name: lab, hosts: 2 })
    const network = await withController(state, async (client) => {
      const made = await client.networks.create({ name: 'blue' })
      await client.subnets.create({ network_id: made.id, ip_version: 4, cidr: '10.0.0.0/24' })
      return made
    })
    vni = network['provider:segmentation_id'] ?? 0
    bridge = `brq${network.id.slice(0, 11)}`
    near = await labBoot({ lab, name: 'near', network: 'blue', host: 'host1' })
    far = await labBoot({ lab, name: 'far', network: 'blue', host: 'host2' })
    await repairedIn(async () => (await onHost('bridge', 'fdb', 'show', 'dev', device())).includes(far.macAddress))
  })
  afterAll(() => labDown(lab))

  const hasEntry = async (): Promise<boolean> =>
    (await onHost('bridge', 'fdb', 'show', 'dev', device())).includes(`${far.macAddress} dst 192.0.2.2 self permanent`)
  const hasNeighbour = async (): Promise<boolean> =>
    (await onHost('ip', 'neigh', 'show', 'dev', device())).includes(far.macAddress)
  const isMember = async (): Promise<boolean> =>
    (await onHost('bridge', 'link', 'show', 'dev', tapName(near.portId))).includes(`master ${bridge}`)

  it('a forwarding entry is back within a second, and reported', async () => {
    await onHost('bridge', 'fdb', 'del', far.macAddress, 'dev', device(), 'dst', '192.0.2.2')
    expect(await repairedIn(hasEntry)).toBeLessThan(1_000)
    expect((await missingKeys()).some((key) => key.includes(far.macAddress))).toBe(true)
  })

  it('a neighbour is back within a second', async () => {
    const ip = far.addresses[0]?.split('/')[0] ?? ''
    await onHost('ip', 'neigh', 'del', ip, 'dev', device())
    expect(await repairedIn(hasNeighbour)).toBeLessThan(1_000)
  })

  it('a tap taken out of its bridge is back within a second', async () => {
    await onHost('ip', 'link', 'set', tapName(near.portId), 'nomaster')
    expect(await repairedIn(isMember)).toBeLessThan(1_000)
  })

  it('the VXLAN device is back within a second with all its entries, and packets cross', async () => {
    await onHost('ip', 'link', 'del', device())
    expect(await repairedIn(async () => (await hasEntry()) && (await hasNeighbour()))).toBeLessThan(1_000)
    const target = far.addresses[0]?.split('/')[0] ?? ''
    expect((await labExec('near', ['ping', '-c', '2', '-i', '0.1', '-W', '2', target], lab)).exitCode).toBe(0)
  })

  it('bridges, devices and entries of others stay as they are through an audit', async () => {
    await onHost('ip', 'link', 'add', 'name', 'brforeign', 'type', 'bridge')
    await onHost(
      'ip',
      'link',
      'add',
      'name',
      'vxforeign',
      'type',
      'vxlan',
      'id',
      '77',
      'local',
      '192.0.2.1',
      'dstport',
      '4790',
    )
    await onHost('ip', 'link', 'set', 'vxforeign', 'master', 'brforeign')
    await onHost('bridge', 'fdb', 'append', '02:00:00:00:00:01', 'dev', 'vxforeign', 'dst', '192.0.2.9')
    await askAgent({ method: 'audit' })
    expect(await onHost('bridge', 'fdb', 'show', 'dev', 'vxforeign')).toContain('02:00:00:00:00:01 dst 192.0.2.9')
    expect(await onHost('bridge', 'link', 'show', 'dev', 'vxforeign')).toContain('master brforeign')
  })
})
