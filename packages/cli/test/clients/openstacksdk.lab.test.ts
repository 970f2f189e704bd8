import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { expect, it } from 'vitest'
import { CLIENT_PYTHON, missing } from './client-python.ts'
import { startPeer } from './peer.ts'

const session = fileURLToPath(new URL('sdk-session.py', import.meta.url))

/** What the session prints, from OpenStack Neutron 21 as from here. */
const SEEN = {
  network: [true, 1400, true, 'vxlan'],
  updated: [false, 'changed'],
  found: true,
  'not found': null,
  tags: ['blue', 'red'],
  'by tags': ['net'],
  'by other tags': [],
  subnet: [null, [{ start: '10.91.0.10', end: '10.91.0.99' }]],
  'subnet updated': ['10.91.0.254', ['192.0.2.1']],
  bulk: [25, 25, 25],
  pages: true,
  'one page': 10,
  'by address': ['p03'],
  // The SDK itself gives every port the last two.
  fields: ['id', 'is_port_security_enabled', 'name', 'tags'],
  'port updated': [true, '10.91.0.200', true],
  'old revision': 412,
  'delete in use': [409, true],
  pool: [64, 64, 6],
  'from pool': '2001:db8:91::/64',
  qos: [1000, 1],
  rbac: ['access_as_shared', 'someone', false],
  quota: [7, 7],
  'quota default': true,
  availability: 25,
  left: 0,
  gone: [],
}

it.skipIf(missing !== undefined)('openstacksdk creates, lists, changes and deletes, in bulk and by page', async () => {
  const peer = await startPeer()
  try {
    const mark = `sdk${process.pid.toString(36)}`
    const { stdout } = await execa(CLIENT_PYTHON, [session, peer.url, peer.token, mark], { cwd: '/' })
    expect(JSON.parse(stdout)).toEqual(SEEN)
  } finally {
    await peer.close()
  }
})
