import { afterAll, beforeAll, expect } from 'vitest'
import { missing } from './client-python.ts'
import { OpenStack } from './openstack.ts'
import { startPeer, type Peer } from './peer.ts'

/** The `openstack` command and a server for it, while the tests of a file run; they give it at least `least` commands. */
export function useOpenStack(least: number, plugins: readonly string[] = []): OpenStack {
  const openstack = new OpenStack()
  let peer: Peer
  beforeAll(async () => {
    if (missing !== undefined) return
    peer = await startPeer(plugins)
    openstack.start({ OS_AUTH_TYPE: 'admin_token', OS_ENDPOINT: peer.url, OS_TOKEN: peer.token })
  })
  afterAll(async () => {
    if (missing !== undefined) return
    await openstack.close()
    await peer.close()
    expect(openstack.commands).toBeGreaterThanOrEqual(least)
  })
  return openstack
}
