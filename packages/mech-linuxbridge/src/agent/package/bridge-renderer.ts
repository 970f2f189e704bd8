import { ConfigurationError, type Logger, type SwitchRenderer } from '@netloom/core'
import type { IniConfig } from '@netloom/core/kit'
import { hostAddresses, probeFeatures } from '@netloom/dataplane'
import { findUnderlay } from '../devices/find-underlay.ts'
import { linuxBridgeRenderer } from '../render/linux-bridge-renderer.ts'
import { readRendererOptions } from '../options/read-renderer-options.ts'

/**
 * The Linux bridge renderer for this host (or a namespace of it), with the device found that carries `local_ip`.
 * @throws {ConfigurationError} when `local_ip` is no address of the host, naming those there are
 */
export async function bridgeRenderer(
  { sections, origin }: IniConfig,
  netns: string | undefined,
  logger: Logger,
): Promise<SwitchRenderer> {
  const read = readRendererOptions(sections)
  const vlan = await carriesVlans(read.physicalInterfaceMappings ?? {}, logger)
  const options = { ...read, vlan, bypass: await leadsPastProxy(read, logger) }
  if (options.localIp === undefined || options.enableVxlan === false) return linuxBridgeRenderer(options)
  const interfaces = Object.values(options.physicalInterfaceMappings ?? {})
  const underlay = findUnderlay(await hostAddresses(netns), options.localIp, undefined, interfaces)
  if (underlay.type === 'missing') {
    const { where, ...problem } = underlay.problem
    throw new ConfigurationError([{ ...problem, where: `${origin('vxlan', 'local_ip') ?? ''} ${where}`.trimStart() }])
  }
  return linuxBridgeRenderer({ ...options, underlay: underlay.device })
}

/** A host whose kernel has no VLAN devices goes on with its other networks, and must not be chosen for those. */
async function carriesVlans(mappings: Readonly<Record<string, string>>, logger: Logger): Promise<boolean> {
  if (Object.keys(mappings).length === 0) return true
  const missing = (await probeFeatures(['veth', '802.1Q'])).find(({ ok }) => !ok)
  if (missing === undefined) return true
  const { name, said, fix } = missing
  logger.warn({ missing: name, said, fix }, `no VLAN networks on this host: its kernel has no ${name}; ${fix ?? ''}`)
  return false
}

/**
 * A responder that nothing gets past holds back what it cannot answer. Tried in every mode: what an agent of another mode left
 * has to be found and taken away.
 */
async function leadsPastProxy({ l2Population, arpResponder }: ReadOptions, logger: Logger): Promise<boolean> {
  const missing = (await probeFeatures(['veth', 'vxlan', 'nftables on leaving frames'])).find(({ ok }) => !ok)
  if (missing === undefined) return true
  const { name, said, fix } = missing
  const consequence = l2Population === true && arpResponder !== undefined ? WITHOUT_BYPASS[arpResponder] : undefined
  if (consequence !== undefined) logger.warn({ missing: name, said, fix }, consequence)
  return false
}

/** What each mode comes to on a host where nothing leads frames past its responder. */
const WITHOUT_BYPASS: Readonly<Record<NonNullable<ReadOptions['arpResponder']>, string | undefined>> = {
  auto: 'ARP is flooded: nothing here leads frames past a proxy',
  proxy:
    'nothing here leads frames past a proxy: it swallows ARP announcements and probes, and what is asked for addresses that it does not know, IPv6 ones too; set [vxlan] arp_responder_mode = auto',
  suppress:
    'nothing here leads frames past suppression: ARP announcements and probes and duplicate address detection stay on this host; set [vxlan] arp_responder_mode = auto',
  off: undefined,
}

type ReadOptions = ReturnType<typeof readRendererOptions>
