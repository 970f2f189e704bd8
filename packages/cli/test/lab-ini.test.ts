import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { chooseSwitch } from '../src/compose/choose-switch.ts'
import { findHostPackages } from '../src/compose/host-packages.ts'
import { judgeConfiguration } from '../src/compose/judge-configuration.ts'
import { defaultLabIni } from '../src/lab/default-ini.ts'
import { hostDefaults, hostIdentity } from '../src/lab/host-ini.ts'
import { labHosts } from '../src/lab/state/lab-hosts.ts'
import { loadLabSwitches } from '../src/lab/mechanisms.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-lab-ini-'))
})
afterAll(() => rm(folder, { recursive: true }))

const mechanisms = ['linuxbridge', 'openvswitch']
const state = { directory: '/run/netloom/lab' }
const found = await findHostPackages([])
const switches = await loadLabSwitches(mechanisms, found)
const L2 = { name: 'l2', wires: true } as const
const hosts = labHosts('lab', 2, mechanisms).map((host) => ({ ...host, hasOvs: host.mechanism === 'openvswitch' }))

/** Judges files in this order, as an agent of the lab gets them. */
async function judge(...texts: readonly string[]): ReturnType<typeof judgeConfiguration> {
  const files = texts.map((_, index) => join(folder, `${String(index)}.ini`))
  await Promise.all(texts.map((text, index) => writeFile(files[index]!, text)))
  return judgeConfiguration(files)
}

it.each(['vxlan', 'gre', 'geneve', 'vlan', 'flat'])(
  'writes what every reader understands, for %s',
  async (networkType) => {
    const lab = defaultLabIni({ overlayIpVersion: 4, networkType, mechanisms })
    for (const host of hosts) {
      const identity = hostIdentity(state, host, switches.get(host.mechanism)!, L2)
      const { problems, warnings, ini, ml2 } = await judge(
        hostDefaults(state, host, switches.get(host.mechanism)!, new Set(mechanisms)),
        lab,
        identity,
      )
      expect({ problems, warnings }).toEqual({ problems: [], warnings: [] })
      expect(chooseSwitch(ini!, undefined, found).name).toBe(host.mechanism)
      expect(ml2?.ml2.projectNetworkTypes).toEqual([networkType])
    }
  },
)

it('lets the files of the user win, except about who the host is', async () => {
  const [, host] = hosts
  const own = '[ovs]\nbridge_mappings = physnet1:br-mine\nlocal_ip = 198.51.100.1\n'
  const identity = hostIdentity(state, host!, switches.get('openvswitch')!, L2)
  const { ini } = await judge(
    hostDefaults(state, host!, switches.get('openvswitch')!, new Set(mechanisms)),
    own,
    identity,
  )
  expect(Object.fromEntries(ini?.sections.get('ovs') ?? [])).toMatchObject({
    bridge_mappings: ['physnet1:br-mine'],
    datapath_type: ['netdev'],
    local_ip: ['192.0.2.2'],
    ovsdb_connection: ['unix:/run/netloom/lab/ovs-host2/db.sock'],
  })
})
