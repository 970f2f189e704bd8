/** Packages that the command brings along, in the order in which they are listed. What each brings says its package.json. */
export const BUILT_IN_PACKAGES: readonly string[] = [
  '@netloom/type-local',
  '@netloom/type-flat',
  '@netloom/type-vlan',
  '@netloom/type-gre',
  '@netloom/type-vxlan',
  '@netloom/type-geneve',
  '@netloom/mech-linuxbridge',
  '@netloom/mech-ovs',
  '@netloom/mech-l2pop',
  '@netloom/agent-runtime',
  '@netloom/agent-dhcp',
  '@netloom/security-groups',
  '@netloom/firewall',
  '@netloom/api',
  '@netloom/ml2',
  '@netloom/server',
]
