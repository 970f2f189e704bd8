import { bridgeName, vxlanName } from '@netloom/mech-linuxbridge/agent'
import { labExec } from '../../src/lab/lab-exec.ts'
import { PROVIDER_NIC } from '../../src/lab/names.ts'
import type { CellCloud } from './cell-cloud.ts'

const ALL_ZERO = '00:00:00:00:00:00'

/** What the tables of a host with Linux bridges say of a network; see `rowsOf`. */
export async function bridgeRows(host: string, cloud: CellCloud, lab: string): Promise<readonly string[]> {
  const bridge = bridgeName(cloud.networkId)
  const members = await lines(host, ['ip', '-o', 'link', 'show', 'master', bridge], lab)
  if (members.length === 0) return []
  if (cloud.type === 'vxlan') return vxlanRows(host, vxlanName(cloud.segmentationId ?? 0), lab)
  const nic = cloud.segmentationId === null ? PROVIDER_NIC : `${PROVIDER_NIC}.${String(cloud.segmentationId)}`
  if (!members.some((line) => line.includes(` ${nic}@`))) return []
  const segment = cloud.segmentationId === null ? 'untagged' : String(cloud.segmentationId)
  const fdb = await lines(host, ['bridge', 'fdb', 'show', 'dev', nic], lab)
  return [
    `in ${segment}`,
    `out ${segment}`,
    ...fdb.flatMap((line) => {
      const mac = /^(\S+) (?:vlan \d+ )?master /.exec(line)?.[1]
      return mac === undefined || line.includes('permanent') ? [] : [`learned ${mac} wire`]
    }),
  ]
}

async function vxlanRows(host: string, device: string, lab: string): Promise<readonly string[]> {
  const fdb = await lines(host, ['bridge', 'fdb', 'show', 'dev', device], lab)
  const answers = await lines(host, ['ip', '-4', 'neigh', 'show', 'dev', device, 'nud', 'permanent'], lab)
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

async function lines(host: string, command: readonly string[], lab: string): Promise<readonly string[]> {
  const { stdout } = await labExec(host, command, lab)
  return stdout.split('\n').filter((line) => line !== '')
}
