import { bridgeName, vxlanName } from '@netloom/mech-linuxbridge/agent'
import { PROVIDER_NIC } from '../../src/lab/state/names.ts'
import type { Ask, CellNetwork } from './ask.ts'

const ALL_ZERO = '00:00:00:00:00:00'

/** What the tables of a host with Linux bridges say of a network; see `rowsOf`. */
export async function bridgeRows(host: string, cloud: CellNetwork, ask: Ask): Promise<readonly string[]> {
  const bridge = bridgeName(cloud.networkId)
  const links = await lines(host, ['ip', '-o', 'link', 'show'], ask)
  const members = links.filter((line) => line.includes(` master ${bridge} `))
  if (members.length === 0) return []
  if (cloud.type === 'vxlan') return vxlanRows(host, vxlanName(cloud.segmentationId ?? 0), ask)
  const nic = cloud.segmentationId === null ? PROVIDER_NIC : `${PROVIDER_NIC}.${String(cloud.segmentationId)}`
  if (!members.some((line) => line.includes(` ${nic}@`))) return []
  const segment = cloud.segmentationId === null ? 'untagged' : String(cloud.segmentationId)
  const fdb = await lines(host, ['bridge', 'fdb', 'show', 'dev', nic], ask)
  return [
    `in ${segment}`,
    `out ${segment}`,
    ...fdb.flatMap((line) => {
      const mac = /^(\S+) (?:vlan \d+ )?master /.exec(line)?.[1]
      return mac === undefined || line.includes('permanent') ? [] : [`learned ${mac} wire`]
    }),
  ]
}

async function vxlanRows(host: string, device: string, ask: Ask): Promise<readonly string[]> {
  const fdb = await lines(host, ['bridge', 'fdb', 'show', 'dev', device], ask)
  const answers = await lines(host, ['ip', '-4', 'neigh', 'show', 'dev', device, 'nud', 'permanent'], ask)
  return [
    ...answers.map((line) => `answer ${line.replace(' lladdr', '').replace(/ [A-Z]+ *$/, '')}`),
    ...fdb.flatMap((line) => {
      const [, mac = '', vtep = ''] = /^(\S+) dst (\S+) /.exec(line) ?? []
      if (mac === '') return []
      const what = mac === ALL_ZERO ? 'flood' : `${line.includes('permanent') ? 'unicast' : 'learned'} ${mac}`
      return [`${what} ${vtep}`]
    }),
  ]
}

const lines = async (host: string, command: readonly string[], ask: Ask): Promise<readonly string[]> =>
  (await ask(host, command)).split('\n').filter((line) => line !== '')
