/** Where Debian and Ubuntu keep the tools we run. */
const PACKAGES: Readonly<Record<string, string>> = {
  ip: 'iproute2',
  bridge: 'iproute2',
  tc: 'iproute2',
  sh: 'dash',
  setpriv: 'util-linux',
  ipset: 'ipset',
  tcpdump: 'tcpdump',
  ping: 'iputils-ping',
  nft: 'nftables',
  'iptables-restore': 'iptables',
  'ovs-vsctl': 'openvswitch-switch',
  'ovs-vswitchd': 'openvswitch-switch',
  dnsmasq: 'dnsmasq-base',
  dhcp_release: 'dnsmasq-utils',
  dhcp_release6: 'dnsmasq-utils',
  conntrack: 'conntrack',
  haproxy: 'haproxy',
  keepalived: 'keepalived',
  conntrackd: 'conntrackd',
  radvd: 'radvd',
}

/** The Debian package that brings `tool`. */
export const debianPackage = (tool: string): string => PACKAGES[tool] ?? tool

/** One line: what is missing and how to get it. */
export const missingTool = (tool: string): string =>
  `no \`${tool}\` command on this machine; install the Debian package ${debianPackage(tool)} (apt-get install ${debianPackage(tool)})`
