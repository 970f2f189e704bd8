import { needCommands } from './debian.mjs'
import { SetupError } from './run.mjs'

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

export async function installTools(say) {
  if (process.platform !== 'linux')
    throw new SetupError('netloom drives the Linux kernel; run it in a Linux machine or VM')
  await needCommands(tools, say)
}
