import { expect, it } from 'vitest'
import { Controller } from './controller.ts'

it('acknowledges a doubled report that comes after a newer one, without believing it', async () => {
  const controller = new Controller()
  const peer = controller.connect()
  peer.hello()
  const building = { type: 'report', id: 1, ports: [{ portId: 'p', state: 'building' }] } as const
  const up = { type: 'report', id: 2, ports: [{ portId: 'p', state: 'up' }] } as const
  for (const frame of [building, up, building]) peer.send(frame)
  await peer.count('ack', 3)
  expect(peer.of('ack').map(({ id }) => id)).toEqual([1, 2, 1])
  expect(controller.ports.reports.map(([, ports]) => ports[0]?.state)).toEqual(['building', 'up'])
})
