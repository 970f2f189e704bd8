import { expect, it } from 'vitest'
import { guestLines } from '../src/lab/vm/vm-lines.ts'

it('gives a guest one way out per family', () => {
  const lines = guestLines({
    name: 'a',
    netns: 'nl-lab-vm-a',
    host: 'host1',
    portId: 'p',
    networkId: 'n',
    macAddress: 'fa:16:3e:00:00:01',
    addresses: ['10.0.0.2/24', '10.0.1.2/24', 'fd00::2/64'],
    mtu: 1450,
    gateways: ['10.0.0.1', '10.0.1.1', 'fe80::1'],
  })
  expect(lines.filter((line) => line.startsWith('route'))).toEqual([
    'route add default via 10.0.0.1 dev eth0',
    'route add default via fe80::1 dev eth0',
  ])
})
