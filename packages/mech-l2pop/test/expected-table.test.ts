import { expect, it } from 'vitest'
import { expectedTable } from '../src/agent/index.ts'

const at = (host: string, vtep: string): object => ({ host, vtep, networkType: 'vxlan', segmentationId: 100 })
const port = (portId: string, macAddress: string, where: object): object => ({
  portId,
  macAddress,
  ipAddresses: ['10.0.0.1'],
  ...where,
})

it('lists, for one host, every other VTEP with what is behind it', () => {
  const items = [
    { key: 'network', revision: 1, body: {} },
    { key: 'member/a', revision: 1, body: at('a', '192.0.2.1') },
    { key: 'member/c', revision: 1, body: at('c', '192.0.2.3') },
    { key: 'member/b', revision: 1, body: at('b', '192.0.2.2') },
    { key: 'port/1', revision: 1, body: port('1', 'fa:16:3e:00:00:01', at('a', '192.0.2.1')) },
    { key: 'port/3', revision: 1, body: port('3', 'fa:16:3e:00:00:03', at('b', '192.0.2.2')) },
    { key: 'port/2', revision: 1, body: port('2', 'fa:16:3e:00:00:02', at('b', '192.0.2.2')) },
  ]
  expect(expectedTable(items, '192.0.2.1')).toEqual([
    {
      vtep: '192.0.2.2',
      host: 'b',
      flood: true,
      entries: [
        { portId: '2', macAddress: 'fa:16:3e:00:00:02', ipAddresses: ['10.0.0.1'] },
        { portId: '3', macAddress: 'fa:16:3e:00:00:03', ipAddresses: ['10.0.0.1'] },
      ],
    },
    { vtep: '192.0.2.3', host: 'c', flood: true, entries: [] },
  ])
})
