import { ConfigurationError, type IniConfig, type SwitchRenderer } from '@netloom/core'
import { findUnderlay, linuxBridgeRenderer, readRendererOptions } from '@netloom/mech-linuxbridge/agent'
import { hostAddresses } from '@netloom/dataplane'

/**
 * The Linux bridge renderer for this host (or a namespace of it), with the device found that carries `local_ip`.
 * @throws {ConfigurationError} when `local_ip` is no address of the host, naming those there are
 */
export async function bridgeRenderer(
  { sections, origin }: IniConfig,
  netns: string | undefined,
): Promise<SwitchRenderer> {
  const options = readRendererOptions(sections)
  if (options.localIp === undefined || options.enableVxlan === false) return linuxBridgeRenderer(options)
  const underlay = findUnderlay(await hostAddresses(netns), options.localIp)
  if (underlay.type === 'missing') {
    const { where, ...problem } = underlay.problem
    throw new ConfigurationError([{ ...problem, where: `${origin('vxlan', 'local_ip') ?? ''} ${where}`.trimStart() }])
  }
  return linuxBridgeRenderer({ ...options, underlay: underlay.device })
}
