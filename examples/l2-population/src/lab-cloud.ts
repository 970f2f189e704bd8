import { fileURLToPath } from 'node:url'
import {
  labBoot,
  labDelete,
  labExec,
  labMigrate,
  labRestart,
  labUp,
  requireLab,
  switchPort,
  underlayNetns,
  withController,
  type HostRequest,
} from 'netloom/lab'
import { startCapture } from '@netloom/testing/lab'
import type { Cloud } from './cloud.ts'
import { countWire } from './wire-count.ts'

const NETWORK = 'vxlan100'
const VNI = 100
const ICMP = 1

export interface LabCloudRequest {
  readonly lab: string
  readonly hosts: readonly HostRequest[]
  readonly configFile: string
  /** Whether the file turns L2 population on. */
  readonly populated: boolean
}

/** Starts a lab with one VXLAN network, VNI 100, and one subnet. */
export async function labCloud(request: LabCloudRequest): Promise<Cloud> {
  const { lab } = request
  const file = fileURLToPath(new URL(`../${request.configFile}`, import.meta.url))
  const state = await labUp({ name: lab, hosts: request.hosts, configFiles: [file] })
  await withController(state, async (client) => {
    const network = await client.networks.create({
      name: NETWORK,
      'provider:network_type': 'vxlan',
      'provider:segmentation_id': VNI,
    })
    await client.subnets.create({
      network_id: network.id,
      ip_version: 4,
      cidr: '172.16.100.0/24',
      gateway_ip: null,
    })
  })
  const exec = async (place: string, command: readonly string[]) => labExec(place, command, lab)
  return {
    vni: VNI,
    populated: request.populated,
    vteps: new Map(state.hosts.map((host) => [host.name, host.vtep])),
    async boot(wanted) {
      const vm = await labBoot({ ...wanted, lab, network: NETWORK })
      return { name: vm.name, portId: vm.portId, mac: vm.macAddress, ip: vm.addresses[0]?.split('/')[0] ?? '' }
    },
    async migrate(name, host) {
      await labMigrate(name, host, lab)
    },
    remove: (name) => labDelete(name, lab),
    restart: (target) => labRestart(target, 'SIGKILL', lab),
    async run(place, ...command) {
      const { exitCode, stdout, stderr } = await exec(place, command)
      if (exitCode !== 0) throw new Error(`${place}: ${command.join(' ')}: ${stderr || stdout}`)
      return stdout
    },
    succeeds: async (place, ...command) => (await exec(place, command)).exitCode === 0,
    async watchWire(vtepOfMac, work) {
      const hostOfDevice = await switchPorts(lab)
      const capture = await startCapture(underlayNetns(lab))
      try {
        await work()
        // A ping between two hosts, outside any tunnel, marks the end: what crossed before it has been captured with it.
        const [first, second] = state.hosts
        await exec(first?.name ?? '', ['ping', '-c', '1', '-W', '2', second?.vtep ?? ''])
        await capture.until(({ payload }) => payload.type === 'ipv4' && payload.protocol === ICMP)
      } catch (error) {
        await capture.stop()
        throw error
      }
      return countWire(await capture.stop(), VNI, { hostOfDevice, vtepOfMac })
    },
  }
}

/** Which device of the switch leads to which host, by interface index. */
async function switchPorts(lab: string): Promise<ReadonlyMap<number, string>> {
  const { hosts } = await requireLab(lab)
  const { stdout } = await labExec('underlay', ['ip', '-j', 'link', 'show'], lab)
  const links = JSON.parse(stdout) as readonly { readonly ifindex: number; readonly ifname: string }[]
  return new Map(
    links.flatMap((link) => {
      const host = hosts.find(({ index }) => switchPort(index) === link.ifname)
      return host === undefined ? [] : [[link.ifindex, host.name] as const]
    }),
  )
}
