import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  labExec,
  labUp,
  withController,
  type ApiPort,
  type ExecResult,
  type HostRequest,
  type LabState,
} from 'netloom/lab'

/** A lab with one network that has DHCP, and where its server keeps what. */
export interface DhcpCloud {
  readonly lab: string
  readonly networkId: string
  /** The host of the DHCP server. */
  readonly server: string
  exec(place: string, ...command: readonly string[]): Promise<ExecResult>
  /** A file of the server; '' while there is none. */
  file(name: 'host' | 'leases' | 'opts' | 'pid'): Promise<string>
  /** The server's own port. */
  serverPort(): Promise<ApiPort | undefined>
  /** Resolves when `holds`, or after some seconds with what it is then. */
  eventually(holds: () => Promise<boolean>): Promise<boolean>
}

export const DHCP_NETWORK = 'blue'
const PATIENCE_MS = 5_000

export async function dhcpCloud(lab: string, hosts: readonly HostRequest[]): Promise<DhcpCloud> {
  const files = ['ml2_conf_ovs.ini', 'dhcp_agent.ini'].map((name) =>
    fileURLToPath(new URL(`../${name}`, import.meta.url)),
  )
  const state: LabState = await labUp({ name: lab, hosts, configFiles: files })
  const networkId = await withController(state, async (client) => {
    const { id } = await client.networks.create({ name: DHCP_NETWORK })
    await client.subnets.create({ network_id: id, ip_version: 4, cidr: '172.16.100.0/24' })
    return id
  })
  const server = hosts.find(({ dhcp }) => dhcp === true)?.name ?? ''
  const folder = join(state.directory, `dhcp-${server}`, 'dhcp', networkId)
  return {
    lab,
    networkId,
    server,
    exec: (place, ...command) => labExec(place, command, lab),
    file: (name) => readFile(join(folder, name), 'utf8').catch(() => ''),
    serverPort: () =>
      withController(state, async (client) => (await client.ports.list({ device_owner: 'network:dhcp' }))[0]),
    async eventually(holds) {
      const deadline = performance.now() + PATIENCE_MS
      while (performance.now() < deadline) {
        if (await holds()) return true
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      return holds()
    },
  }
}
