import type { SwitchPackage } from '@netloom/core'
import { readRendererOptions } from '../options/read-renderer-options.ts'
import { bridgeRenderer } from './bridge-renderer.ts'
import { switchLab } from './switch-lab.ts'

/** `netloom agent --mechanism linuxbridge`. */
export const switchPackage: SwitchPackage = {
  name: 'linuxbridge',
  readOptions: (ini) => {
    readRendererOptions(ini)
    return {}
  },
  compose: async ({ ini, netns, logger }) => {
    const renderer = await bridgeRenderer(ini, netns, logger)
    return { renderer, kinds: renderer.kinds ?? [] }
  },
  hostFile: (localIp) => ({ ini: `[vxlan]\nlocal_ip = ${localIp}\nl2_population = True\n` }),
  lab: switchLab,
}
