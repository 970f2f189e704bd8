import { addNamespaces, deleteDevices, deleteNamespaces, kernelHost } from '@netloom/dataplane'
import { type Host, silentLogger, type Step, type SwitchRenderer } from '@netloom/core'
import { linuxBridgeRenderer } from '@netloom/mech-linuxbridge/agent'
import { execa } from 'execa'
import { netnsPrefix } from './scratch.ts'

export const LOCAL_IP = '192.0.2.1'

/** What every bench of an agent renders with: VXLAN, population, the article's responder. */
export const benchRenderer = (): SwitchRenderer =>
  linuxBridgeRenderer({ localIp: LOCAL_IP, underlay: 'eth0', l2Population: true, arpResponder: 'proxy' })

/** A namespace that is a host: one underlay device, and a count of the steps that reach its kernel. */
export interface ReceivingHost {
  readonly host: Host
  readonly netns: string
  steps(): readonly Step[]
  forgetSteps(): void
  close(): Promise<void>
}

let made = 0

export async function receivingHost(): Promise<ReceivingHost> {
  made += 1
  const netns = `${netnsPrefix(process.pid)}${String(made)}`
  await addNamespaces([netns])
  const lines = [
    'link set lo up',
    'link add name eth0 type veth peer name wire',
    'link set eth0 up',
    'link set wire up',
    `addr add ${LOCAL_IP}/24 dev eth0`,
  ]
  await execa('ip', ['-n', netns, '-batch', '-'], { input: `${lines.join('\n')}\n` })
  const host = kernelHost({ name: 'receiver', netns, logger: silentLogger })
  let steps: Step[] = []
  const counting: Host = {
    name: host.name,
    kinds: host.kinds,
    read: (scope) => host.read(scope),
    apply: (batch) => {
      steps.push(...batch)
      return host.apply(batch)
    },
    links: () => host.links(),
    monitor: (listener) => host.monitor(listener),
    close: () => host.close(),
  }
  return {
    host: counting,
    netns,
    steps: () => steps,
    forgetSteps: () => {
      steps = []
    },
    async close() {
      await host.close()
      await deleteDevices(netns)
      await deleteNamespaces([netns])
    },
  }
}

/** Milliseconds that fresh `ip -batch -` and `bridge -batch -` processes need for the commands of `steps`, one after the other. */
export async function rawBatch(netns: string, host: Host, steps: readonly Step[]): Promise<number> {
  const commands = steps.flatMap((step) => host.kinds.get(step.state.kind)?.commands(step) ?? [])
  const start = performance.now()
  for (const tool of ['bridge', 'ip'] as const) {
    const lines = commands.filter((command) => command.tool === tool).map((command) => command.args.join(' '))
    await execa(tool, ['-n', netns, '-force', '-batch', '-'], { input: `${lines.join('\n')}\n`, reject: false })
  }
  return performance.now() - start
}
