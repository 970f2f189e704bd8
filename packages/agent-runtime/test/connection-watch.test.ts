import type { ConnectionCount, DeviceKind, Logger } from '@netloom/core'
import { simulatedHost } from '@netloom/dataplane'
import { VirtualClock } from '@netloom/testing'
import { expect, it } from 'vitest'
import { Agent, Inspection } from '../src/index.ts'
import { HOST, fakeRenderer } from './fixture.ts'

const guard: DeviceKind = {
  ...{ kind: 'guard', order: 1, guards: () => true, key: () => 'guard x', equal: () => true },
  ...{ parents: () => [], commands: () => [], read: () => Promise.resolve([]) },
}

async function watched(
  kinds: readonly DeviceKind[],
  counts: readonly (ConnectionCount | undefined)[],
): Promise<{ readonly said: readonly string[]; readonly seen: ConnectionCount | undefined }> {
  const clock = new VirtualClock()
  const said: string[] = []
  const write =
    (level: string): Logger['warn'] =>
    (fields, message) => {
      if (message.includes('connections')) said.push(`${level} ${JSON.stringify(fields)} ${message.slice(0, 46)}`)
    }
  const logger: Logger = { debug: () => undefined, info: write('info'), warn: write('warn'), error: write('error') }
  const simulated = simulatedHost({ name: HOST, clock })
  let now = counts[0]
  const host = Object.assign(Object.create(simulated) as typeof simulated, {
    kinds: new Map([...simulated.kinds, ...kinds.map((kind) => [kind.kind, kind] as const)]),
    connections: () => Promise.resolve(now),
  })
  const agent = new Agent({ host, renderer: fakeRenderer, clock, logger, auditInterval: 0 })
  await agent.start()
  for (const count of counts.slice(1)) {
    now = count
    await clock.advance(10_000, () => agent.idle())
  }
  const { connections } = new Inspection(agent, () => false).status()
  await agent.stop()
  return { said, seen: connections }
}
const of = (count: number): ConnectionCount => ({ count, max: 1_000 })

it('an agent says once that the table of connections is nearly full, and once that it has room again', async () => {
  const { said, seen } = await watched(
    [guard],
    [of(10), of(799), of(800), of(1_000), of(750), of(820), of(699), of(10), of(900)],
  )
  expect(said).toEqual([
    'warn {"connections":800,"most":1000} the table of connections is nearly full: packe',
    'info {"connections":699,"most":1000} the table of connections has room again',
    'warn {"connections":900,"most":1000} the table of connections is nearly full: packe',
  ])
  expect(seen).toEqual(of(900))
})

it('an agent of a host that tracks nothing, or that nobody filters, says nothing', async () => {
  expect(await watched([guard], [undefined, undefined])).toEqual({ said: [], seen: undefined })
  expect(await watched([], [of(1_000), of(1_000)])).toEqual({ said: [], seen: undefined })
})
