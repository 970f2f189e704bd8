import { ConfigurationError, type SwitchPackage } from '@netloom/core'
import type { IniConfig } from '@netloom/core/kit'
import { deviceOfAddress, hostAddresses } from '@netloom/dataplane'
import { openvswitchKinds } from '../kinds/openvswitch-kinds.ts'
import { readOpenvswitchOptions } from '../options/read-renderer-options.ts'
import { openvswitchRenderer } from '../render/openvswitch-renderer.ts'
import { switchLab } from './switch-lab.ts'

/** `netloom agent --mechanism openvswitch`. */
export const switchPackage: SwitchPackage = {
  name: 'openvswitch',
  readOptions: (ini) => ({ warnings: readOpenvswitchOptions(ini).warnings }),
  compose: async ({ ini, netns, agent, logger }) => {
    const { renderer: options, ovsdb } = readOpenvswitchOptions(ini.sections)
    const { localIp, integrationBridge } = options
    if (localIp !== undefined) await requireAddress(ini, localIp, netns)
    const kinds = openvswitchKinds({
      ovsdb,
      agent,
      logger,
      ...(integrationBridge !== undefined && { integrationBridge }),
    })
    return { renderer: openvswitchRenderer(options), kinds }
  },
  hostFile: (localIp) => ({
    ini: `[ovs]\nlocal_ip = ${localIp}\n\n[agent]\ntunnel_types = vxlan\nl2_population = True\narp_responder = True\n`,
    after: 'openvswitch-switch.service',
  }),
  lab: switchLab,
}

async function requireAddress({ origin }: IniConfig, localIp: string, netns: string | undefined): Promise<void> {
  const where = `${origin('ovs', 'local_ip') ?? ''} [ovs] local_ip`.trimStart()
  const found = deviceOfAddress(await hostAddresses(netns), localIp)
  if ('device' in found) return
  const { remedy } = found
  throw new ConfigurationError([{ where, value: localIp, problem: 'is not an address of this host', remedy }])
}
