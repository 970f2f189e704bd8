import type { TraceHop } from '@netloom/core'
import {
  type MemberItem,
  NETWORK_KEY,
  type NetworkItem,
  networkTopic,
  type PopulationItem,
  portKey,
} from '@netloom/core/wire'
import type { TracedPort } from './firewall-hops.ts'
import { inForce } from './in-force.ts'
import type { TraceContext } from './trace-context.ts'

export interface KnownPopulation {
  readonly body: PopulationItem
  readonly revision: number
}

/** A port that is switched off. Nothing for one that is on. */
export function portHop({ port, revision }: TracedPort): readonly TraceHop[] {
  if (port.adminStateUp) return []
  return [
    { hop: 'port', verdict: 'drop', cause: { object: portKey(port.id), revision, rule: 'admin_state_up is false' } },
  ]
}

/** How the switch joins a port to its network. */
export function switchHop({ port, revision, network }: TracedPort, context: TraceContext): TraceHop {
  const joined = context.renderer.attachment(port, network)
  const object = portKey(port.id)
  const rule = joined.at(-1)?.rule
  if (rule === undefined)
    return { hop: 'switch', verdict: 'drop', cause: { object, revision, rule: 'this host cannot realise the network' } }
  return { hop: 'switch', verdict: 'pass', cause: { object, revision, rule }, ...inForce(joined, context) }
}

/** Behind which tunnel end the other side is, and the tunnel. */
export function populationHops(
  { body, revision }: KnownPopulation,
  network: NetworkItem,
  context: TraceContext,
): readonly TraceHop[] {
  const object = portKey(body.portId)
  const rendered = context.renderer.population(body, network)
  const tunnel = `${body.networkType} ${String(body.segmentationId)} to ${body.vtep} (${body.host})`
  return [
    {
      hop: 'population',
      verdict: 'pass',
      cause: { object, revision, rule: `${body.macAddress} is behind ${body.vtep}` },
      ...inForce(rendered, context),
    },
    {
      hop: 'tunnel',
      verdict: 'pass',
      cause: { ...networkCause(network, context), rule: tunnel },
      ...inForce(context.renderer.network(network), context),
    },
  ]
}

export function physicalHops(
  { physicalNetwork, segmentationId }: NetworkItem['segments'][number],
  { network }: TracedPort,
  context: TraceContext,
): TraceHop {
  const vlan = segmentationId === null ? 'untagged' : `as VLAN ${String(segmentationId)}`
  const rule = `out at physical network ${physicalNetwork ?? ''}, ${vlan}`
  return {
    hop: 'provider network',
    verdict: 'pass',
    cause: { ...networkCause(network, context), rule },
    ...inForce(context.renderer.network(network), context),
  }
}

/** Nobody here knows where the MAC is. */
export function floodHops(
  { network }: TracedPort,
  mac: string,
  context: TraceContext,
): { readonly hop: TraceHop; readonly hosts: readonly string[] } {
  const topic = networkTopic(network.id)
  const members = context.view
    .keys(topic)
    .filter((key) => key.startsWith('member/'))
    .flatMap((key) => (context.view.item(topic, key)?.body as MemberItem | undefined) ?? [])
  const others = members.filter(({ host }) => host !== context.host)
  const hosts = others.map(({ host }) => host).sort()
  const cause = networkCause(network, context)
  if (hosts.length === 0)
    return {
      hop: {
        hop: 'switch',
        verdict: 'drop',
        cause: { ...cause, rule: `nobody here has ${mac}, and no other host is in the network` },
      },
      hosts,
    }
  const rendered = others.flatMap((member) => context.renderer.member(member, network))
  const rule = `${mac} is unknown here: flooded to ${hosts.join(', ')}`
  return { hop: { hop: 'flood', verdict: 'pass', cause: { ...cause, rule }, ...inForce(rendered, context) }, hosts }
}

function networkCause({ id }: NetworkItem, { view }: TraceContext): { object: string; revision: number } {
  const topic = networkTopic(id)
  return { object: topic, revision: view.item(topic, NETWORK_KEY)?.revision ?? 0 }
}
