import type { HostAccess, Step } from '@netloom/core'
import type { InterfaceRow } from '../ovsdb/switch-tables.ts'
import type { OvsPortState } from '../states/ovs-port-state.ts'

const PLAIN = /^[A-Za-z0-9_.+=@][A-Za-z0-9_.+=@-]{0,14}$/

/** Sets MTU and up or down of the devices among these steps. Errors by key. */
export async function setUpDevices(
  steps: readonly Step<OvsPortState>[],
  host: HostAccess,
  find: (name: string) => InterfaceRow | undefined,
): Promise<ReadonlyMap<string, string>> {
  const errors = new Map<string, string>()
  const lines = steps.flatMap(({ op, key, state: { name, port } }) => {
    if (op === 'remove' || port.type !== 'vif') return []
    const device = find(name)
    // What is no network device (a vhost-user socket) has neither.
    if (device !== undefined && device.type !== '' && device.type !== 'system' && device.type !== 'internal') return []
    const link = device?.name ?? name
    if (!PLAIN.test(link)) {
      errors.set(key, `${JSON.stringify(link)} is no device name`)
      return []
    }
    const mtu = port.mtu === undefined ? '' : ` mtu ${String(Math.trunc(port.mtu))}`
    return [{ key, line: `link set dev ${link}${mtu} ${port.up ? 'up' : 'down'}` }]
  })
  if (lines.length === 0) return errors
  const said = await host.batch(
    'ip',
    lines.map(({ line }) => line),
  )
  lines.forEach(({ key, line }, at) => {
    if (said[at] !== undefined) errors.set(key, `${said[at]} (ip ${line})`)
  })
  return errors
}
