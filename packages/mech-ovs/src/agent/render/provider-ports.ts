import { createHash } from 'node:crypto'

const LONGEST = 15
const HASH_LENGTH = 6

/** Ends of the cable to a provider bridge: `ours` on the integration bridge, `theirs` on the provider's (Neutron's names). */
export function providerPorts(bridge: string): { readonly ours: string; readonly theirs: string } {
  return { ours: portName('int-', bridge), theirs: portName('phy-', bridge) }
}

/** Too long a bridge name is cut, and a hash of it added: two bridges must not get one port. */
function portName(prefix: string, bridge: string): string {
  const name = `${prefix}${bridge}`
  if (name.length <= LONGEST) return name
  const hash = createHash('sha1').update(bridge).digest('hex').slice(0, HASH_LENGTH)
  return `${name.slice(0, LONGEST - HASH_LENGTH)}${hash}`
}
