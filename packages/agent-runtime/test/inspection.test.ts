import { mkdtemp, rm, stat } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { simulatedHost } from '@netloom/dataplane'
import { VirtualClock } from '@netloom/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Inspection, serveInspection } from '../src/index.ts'
import {
  HOST,
  idOf,
  memberItem,
  networkItem,
  ofHost,
  ofNetwork,
  populationItem,
  portItem,
  snapshot,
  startedAgent,
} from './fixture.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'netloom-inspect-'))
})
afterEach(() => rm(directory, { recursive: true }))

async function inspected(): Promise<{ host: ReturnType<typeof simulatedHost>; inspection: Inspection }> {
  const clock = new VirtualClock()
  const host = simulatedHost({ name: HOST, clock })
  const { agent } = await startedAgent(host, { clock })
  agent.receive(snapshot(ofHost, 1, [portItem(5, 1)]))
  await agent.idle()
  agent.receive(snapshot(ofNetwork(1), 1, [networkItem(1), memberItem(2, 1), populationItem(9, 1, 2, 4)]))
  await agent.idle()
  return { host, inspection: new Inspection(agent, () => false) }
}

async function ask(path: string, ...questions: readonly string[]): Promise<readonly unknown[]> {
  const socket = createConnection(path)
  const replies: unknown[] = []
  for (const question of questions) socket.write(`${question}\n`)
  for await (const line of createInterface({ input: socket })) {
    replies.push(JSON.parse(line))
    if (replies.length === questions.length) break
  }
  socket.destroy()
  return replies
}

describe('an agent, asked', () => {
  it('explains a key, a link and an API object', async () => {
    const { inspection } = await inspected()
    const fdb = 'fdb vxlan-101 fa:16:3e:00:00:09'
    expect(await inspection.explain(fdb)).toMatchObject([
      {
        key: fdb,
        status: 'applied',
        cause: { object: `port/${idOf(9)}`, revision: 4 },
        unit: `network/${idOf(1)}#port/${idOf(9)}`,
      },
    ])
    expect((await inspection.explain('vxlan-101')).map(({ key }) => key)).toContain('flood vxlan-101 192.0.2.2')
    expect((await inspection.explain(`port/${idOf(9)}`)).map(({ key }) => key)).toEqual([
      fdb,
      'neighbour vxlan-101 10.0.0.9',
    ])
    expect(await inspection.explain('nothing')).toEqual([])
  })

  it('plans nothing while all is right, and shows who waits for what', async () => {
    const { inspection } = await inspected()
    expect(await inspection.plan()).toMatchObject({ steps: [], waiting: [{ link: 'tap00000005-00' }] })
  })

  it('compares without repairing when told so, and remembers nothing of it', async () => {
    const { host, inspection } = await inspected()
    host.deafen()
    host.steal('fdb vxlan-101 fa:16:3e:00:00:09')
    for (const _ of [1, 2]) {
      const { found, earlier } = await inspection.compare()
      expect(found).toMatchObject([{ repaired: 0, drift: { missing: [{ key: 'fdb vxlan-101 fa:16:3e:00:00:09' }] } }])
      expect(earlier).toEqual([])
    }
    expect(await inspection.explain('fdb vxlan-101 fa:16:3e:00:00:09')).toMatchObject([{ status: 'applied' }])
    expect((await inspection.audit()).found).toMatchObject([{ repaired: 1 }])
    expect((await inspection.compare()).found).toEqual([])
  })

  it('says nothing of a host that cannot be read now', async () => {
    const { host, inspection } = await inspected()
    host.read = () => Promise.reject(new Error('ovs-vswitchd does not answer'))
    for (const question of [
      inspection.plan(),
      inspection.explain('vxlan-101'),
      inspection.audit(),
      inspection.compare(),
    ])
      await expect(question).rejects.toThrow('the host cannot be read: ovs-vswitchd does not answer')
  })

  it('shows the commands of a plan, does nothing, and audits when told', async () => {
    const { host, inspection } = await inspected()
    host.deafen()
    host.steal('fdb vxlan-101 fa:16:3e:00:00:09')
    const { found } = await inspection.audit()
    expect(found).toMatchObject([
      { scope: 'all', repaired: 1, drift: { missing: [{ cause: { object: `port/${idOf(9)}` } }] } },
    ])
    expect((await inspection.audit()).earlier).toHaveLength(1)
  })

  it('answers on a socket that only its owner may open, one JSON object a line', async () => {
    const { inspection } = await inspected()
    const path = join(directory, 'below', 'agent.sock')
    const server = await serveInspection(inspection, path)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    const [status, plan, explain, wrong, unknown, view] = await ask(
      path,
      '{"id":1,"method":"status"}',
      '{"id":2,"method":"plan"}',
      '{"id":3,"method":"explain"}',
      'nonsense',
      '{"method":"delete"}',
      '{"method":"view"}',
    )
    expect(status).toMatchObject({ id: 1, result: { host: HOST, linked: false, complete: true, failing: 0 } })
    expect(plan).toMatchObject({ id: 2, result: { steps: [] } })
    expect(explain).toMatchObject({ id: 3, error: expect.stringContaining('needs "what"') as string })
    expect(wrong).toMatchObject({ error: expect.stringContaining('not a question') as string })
    expect(unknown).toMatchObject({ error: expect.stringContaining('not a question') as string })
    expect(view).toMatchObject({ result: { [ofHost]: [{ revision: 1 }] } })
    await server.close()
    await expect(stat(path)).rejects.toThrow()
  })

  it('takes the path of a process that was killed', async () => {
    const { inspection } = await inspected()
    const path = join(directory, 'agent.sock')
    await serveInspection(inspection, path)
    const second = await serveInspection(inspection, path)
    expect(await ask(path, '{"method":"status"}')).toHaveLength(1)
    await second.close()
  })
})
