import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { type Host, silentLogger } from '@netloom/core'
import { proxyBypassKind } from '../src/agent/responder/bypass-kind.ts'
import { addNamespaces, deleteNamespaces, kernelHost, listNamespaces, runInNamespace } from '@netloom/dataplane'

// The process in the name tells what a dead run has left behind.
const PREFIX = `nlt-lb${String(process.pid)}-${randomBytes(2).toString('hex')}`

/** Hosts on one wire, each a namespace with `eth0` (192.0.2.N), and VMs that are namespaces, too. */
export class LabUnderlay {
  readonly hosts = new Map<number, Host>()
  private readonly namespaces: string[] = []

  static async open(hosts: number): Promise<LabUnderlay> {
    await reap()
    const lab = new LabUnderlay()
    const wire = await lab.namespace('wire')
    await lab.ip(wire, 'link add name br0 type bridge forward_delay 0', 'link set br0 up')
    for (let n = 1; n <= hosts; n += 1) {
      const netns = await lab.namespace(`h${String(n)}`)
      await lab.ip(wire, `link add name p${String(n)} type veth peer name eth0 netns ${netns}`)
      await lab.ip(wire, `link set p${String(n)} master br0 up`)
      await lab.ip(netns, `addr add 192.0.2.${String(n)}/24 dev eth0`, 'link set eth0 up')
      lab.hosts.set(
        n,
        kernelHost({ name: `host${String(n)}`, netns, kinds: [proxyBypassKind()], logger: silentLogger }),
      )
    }
    return lab
  }

  host(n: number): Host {
    const host = this.hosts.get(n)
    if (host === undefined) throw new Error(`no host ${String(n)}`)
    return host
  }

  netns(name: string): string {
    return `${PREFIX}-${name}`
  }

  async run(name: string, ...command: string[]): Promise<string> {
    return runInNamespace(this.netns(name), command)
  }

  /** A VM: a namespace with `eth0`, whose other end on the host is `tap`. */
  async boot(n: number, tap: string, mac: string, address: string, ipv6 = false): Promise<string> {
    const name = `v${String(this.namespaces.length)}`
    const netns = await this.namespace(name)
    // Nothing but what a test sends may cross the wire: no router solicitation, no duplicate address detection.
    if (!ipv6) await runInNamespace(netns, ['sysctl', '-qw', 'net.ipv6.conf.default.disable_ipv6=1'])
    await this.ip(`${PREFIX}-h${String(n)}`, `link add name ${tap} type veth peer name eth0 netns ${netns}`)
    await this.ip(netns, `link set eth0 address ${mac} mtu 1450`, `addr add ${address}/24 dev eth0`, 'link set eth0 up')
    return name
  }

  /** Puts a link into a bridge by hand. */
  async attach(n: number, tap: string, bridge: string): Promise<void> {
    await this.ip(`${PREFIX}-h${String(n)}`, `link set ${tap} master ${bridge} up`)
  }

  /** A link on a host, its guest's end up. */
  async plug(n: number, tap: string): Promise<void> {
    const peer = `g${tap.slice(1)}`
    await this.ip(`${PREFIX}-h${String(n)}`, `link add name ${tap} type veth peer name ${peer}`, `link set ${peer} up`)
  }

  async close(): Promise<void> {
    for (const host of this.hosts.values()) await host.close()
    await deleteNamespaces(this.namespaces)
  }

  private async namespace(name: string): Promise<string> {
    const netns = `${PREFIX}-${name}`
    await addNamespaces([netns])
    this.namespaces.push(netns)
    return netns
  }

  private async ip(netns: string, ...lines: readonly string[]): Promise<void> {
    for (const line of lines) await runInNamespace(netns, ['ip', ...line.split(' ')])
  }
}

async function reap(): Promise<void> {
  const left = (await listNamespaces('nlt-lb')).filter((name) => {
    const pid = /^nlt-lb(\d+)-/.exec(name)?.[1]
    return pid !== undefined && !existsSync(`/proc/${pid}`)
  })
  await deleteNamespaces(left)
}
