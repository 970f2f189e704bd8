import { existsSync } from 'node:fs'
import { postgresBinaries } from '../postgres/binaries.mjs'
import { isThere } from './debian.mjs'

/** What netloom, its lab and its tests call, and the Debian package that each comes from. */
const tools = {
  ip: 'iproute2',
  bridge: 'iproute2',
  ping: 'iputils-ping',
  tcpdump: 'tcpdump',
  ethtool: 'ethtool',
  sysctl: 'procps',
  nft: 'nftables',
  conntrack: 'conntrack',
  dnsmasq: 'dnsmasq-base',
  dhcp_release: 'dnsmasq-utils',
  udhcpc: 'udhcpc',
}

const absent = (...commands) => commands.filter((command) => !isThere(command))

/** Without these nothing runs. */
const required = {
  name: 'system tools',
  missing: () => absent(...Object.keys(tools)),
  packages: (missing) => [...new Set(missing.map((command) => tools[command]))],
}

/** What netloom does without when it must; `without` says what is lost then. */
const optional = [
  {
    // Labs run instances of their own, in their namespaces; the one of the system stays down.
    name: 'Open vSwitch',
    missing: () => absent('ovs-vswitchd', 'ovsdb-server', 'ovsdb-tool', 'ovs-vsctl', 'ovs-ofctl'),
    packages: () => ['openvswitch-switch'],
    without: 'hosts with Open vSwitch cannot be built',
  },
  {
    name: 'DHCP client',
    missing: () => absent('dhclient'),
    packages: () => ['isc-dhcp-client'],
    without: 'VMs of labs lease no IPv6 addresses',
  },
  {
    // Load balancers are its processes; on networks that no router serves it passes metadata requests on.
    name: 'haproxy',
    missing: () => absent('haproxy'),
    packages: () => ['haproxy'],
    without: 'load balancers are not served, and isolated networks get no metadata proxy',
  },
  {
    name: 'router advertisements',
    missing: () => absent('radvd'),
    packages: () => ['radvd'],
    without: 'routers advertise no prefixes of IPv6',
  },
  {
    name: 'routers on several hosts',
    missing: () => absent('keepalived'),
    packages: () => ['keepalived'],
    without: 'HA routers are given to other hosts',
  },
]

const pythonModules = '/usr/lib/python3/dist-packages'

/** What only tests need; they say that they are skipped without it. */
const forTests = [
  {
    // A kernel with the device types that this machine's may lack, run as a process, and what compiles its little helper.
    name: 'user-mode kernel',
    missing: () => absent('linux.uml', 'gcc'),
    packages: () => ['user-mode-linux', 'gcc', 'libc6-dev'],
    without: 'tests in a user-mode kernel will be skipped',
  },
  {
    // Tests run a server of their own. No database of the system is made or started.
    name: 'PostgreSQL',
    missing: () => (postgresBinaries() === undefined ? ['postgres'] : []),
    packages: () => ['postgresql'],
    without: 'tests on PostgreSQL will be skipped',
  },
  {
    name: 'OpenStack clients',
    missing: () =>
      ['openstackclient', 'openstack', 'neutronclient'].filter((name) => !existsSync(`${pythonModules}/${name}`)),
    packages: () => ['python3-openstackclient', 'python3-openstacksdk', 'python3-neutronclient'],
    without: 'their tests will be skipped',
  },
]

/** Groups of which something is missing, the required one first. */
export function missingGroups({ tests }) {
  return [required, ...optional, ...(tests ? forTests : [])].filter((group) => group.missing().length > 0)
}
