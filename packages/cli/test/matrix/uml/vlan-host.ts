import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { DesiredTable } from '@netloom/agent-runtime'
import { type Host, type Rendered, silentLogger, type SwitchRenderer } from '@netloom/core'
import { kernelHost } from '@netloom/dataplane'
import { linuxBridgeRenderer } from '@netloom/mech-linuxbridge/agent'
import { openvswitchKinds, openvswitchRenderer } from '@netloom/mech-ovs/agent'
import { PHYSICAL_NETWORK, PROVIDER_NIC } from '../../../src/lab/state/names.ts'
import { ovsConnection, ovsEnvironment } from '../../../src/lab/openvswitch/ovs-directory.ts'

const run = promisify(execFile)
const SCHEMA = '/usr/share/openvswitch/vswitch.ovsschema'
const DIRECTORY = '/run/ovs'
const PROVIDER_BRIDGE = 'br-provider'
const VTEP = '192.0.2.1'

/** A host inside a user-mode kernel: its namespace, with `eth1` on the wire, and a switch of one sort. */
export class VlanHost {
  private readonly table: DesiredTable
  readonly troubles: unknown[] = []

  private constructor(
    readonly name: string,
    readonly host: Host,
  ) {
    this.table = new DesiredTable(host.kinds)
  }

  static async open(name: string): Promise<VlanHost> {
    const isSwitch = name.startsWith('ovs')
    if (isSwitch) await startSwitch(name)
    const kinds = isSwitch ? openvswitchKinds({ ovsdb: ovsConnection(DIRECTORY) }) : []
    return new VlanHost(name, kernelHost({ name, netns: name, kinds, logger: silentLogger }))
  }

  /** Of an agent that is told of a population, or not. */
  renderer(l2Population: boolean): SwitchRenderer {
    return this.name.startsWith('ovs')
      ? openvswitchRenderer({
          bridgeMappings: { [PHYSICAL_NETWORK]: PROVIDER_BRIDGE },
          datapathType: 'netdev',
          localIp: VTEP,
          tunnelTypes: ['vxlan'],
          l2Population,
          arpResponder: l2Population,
        })
      : linuxBridgeRenderer({
          physicalInterfaceMappings: { [PHYSICAL_NETWORK]: PROVIDER_NIC },
          localIp: VTEP,
          underlay: PROVIDER_NIC,
          l2Population,
        })
  }

  async demand(units: Readonly<Record<string, readonly Rendered[]>>): Promise<void> {
    for (const [unit, rendered] of Object.entries(units)) {
      if (rendered.length === 0) this.table.drop(unit)
      else {
        this.table.set(
          unit,
          rendered.map(({ state, rule }) => ({ state, cause: { object: unit, revision: 1, rule } })),
        )
      }
    }
    const plan = this.plan()
    this.troubles.push(...this.table.settle(plan, await this.host.apply(plan.steps)))
  }

  /** What an audit would change. */
  async audit(): Promise<void> {
    this.table.observe(await this.host.read())
    this.troubles.push(...this.plan().steps.map(({ op, key }) => `${op} ${key}`))
  }

  private plan(): ReturnType<DesiredTable['plan']> {
    return this.table.plan('all', { present: () => true, confirmed: true })
  }
}

/** What a tool printed that ran on a host. */
export async function ask(host: string, command: readonly string[]): Promise<string> {
  const env = { ...process.env, ...ovsEnvironment(DIRECTORY) }
  return (await run('ip', ['netns', 'exec', host, ...command], { env })).stdout
}

/** Switching in user space: the kernel's own gets no packet up there. */
async function startSwitch(host: string): Promise<void> {
  mkdirSync(DIRECTORY)
  // The node makes the kernel load what it needs for a device of the switch's own.
  await run('mknod', ['/dev/net/tun', 'c', '10', '200'])
  await ask(host, ['ovsdb-tool', 'create', `${DIRECTORY}/conf.db`, SCHEMA])
  daemon(host, 'ovsdb-server', `${DIRECTORY}/conf.db`, `--remote=punix:${DIRECTORY}/db.sock`)
  while (!existsSync(`${DIRECTORY}/db.sock`)) await sleep(20)
  await ask(host, ['ovs-vsctl', '--no-wait', 'init'])
  daemon(host, 'ovs-vswitchd', ovsConnection(DIRECTORY))
  const bridge = ['add-br', PROVIDER_BRIDGE, '--', 'set', 'Bridge', PROVIDER_BRIDGE, 'datapath_type=netdev']
  await ask(host, ['ovs-vsctl', '--timeout=20', ...bridge, '--', 'add-port', PROVIDER_BRIDGE, PROVIDER_NIC])
}

function daemon(host: string, ...command: readonly string[]): void {
  const env = { ...process.env, ...ovsEnvironment(DIRECTORY) }
  const options = ['--pidfile', '--no-chdir', '-vconsole:off', '-vsyslog:off', '-vfile:off']
  spawn('ip', ['netns', 'exec', host, ...command, ...options], { env, stdio: 'ignore' }).unref()
}
