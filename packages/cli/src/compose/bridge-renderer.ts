import { ConfigurationError, type IniSections, type SwitchRenderer } from '@netloom/core'
import { findUnderlay, linuxBridgeRenderer, readRendererOptions } from '@netloom/mech-linuxbridge/agent'
import { hostAddresses } from '@netloom/dataplane'

/**
 * The Linux bridge renderer for this host (or a namespace of it), with the device found that carries `local_ip`.
 * @throws {ConfigurationError} when `local_ip` is no address of the host, naming those there are
 */
export async function bridgeRenderer(sections: IniSections, netns: string | undefined): Promise<SwitchRenderer> {
  const options = readRendererOptions(sections)
  if (options.localIp === undefined || options.enableVxlan === false) return linuxBridgeRenderer(options)
  const underlay = findUnderlay(await hostAddresses(netns), options.localIp)
  if (underlay.type === 'missing') throw new ConfigurationError([underlay.problem])
  return linuxBridgeRenderer({ ...options, underlay: underlay.device })
}
