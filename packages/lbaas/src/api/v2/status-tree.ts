import type { Ref, Shown } from '../../controller/model/shown.ts'

type Node = Readonly<Record<string, unknown>>

const whole = <T extends object>(list: readonly (Ref | T)[]): readonly T[] =>
  list.filter((one): one is T & Ref => Object.keys(one).length > 1)

const of = ({ id, name, operatingStatus, provisioningStatus }: Shown): Node => ({
  id,
  name,
  operating_status: operatingStatus,
  provisioning_status: provisioningStatus,
})

/** `/loadbalancers/{id}/status`: who is how, from the balancer to its members. */
export function statusTree(balancer: Shown<'loadbalancer'>): Node {
  const pools = new Map(whole(balancer.pools).map((pool) => [pool.id, pool]))
  const listeners = whole(balancer.listeners)
  return {
    loadbalancer: {
      ...of(balancer),
      listeners: listeners.map((listener) => ({
        ...of(listener),
        pools: [...pools.values()]
          .filter(({ listeners: users }) => users.some(({ id }) => id === listener.id))
          .map(poolNode),
      })),
    },
  }
}

function poolNode(pool: Shown<'pool'>): Node {
  const { healthmonitor } = pool
  return {
    ...of(pool),
    ...(healthmonitor !== undefined &&
      healthmonitor !== null && { health_monitor: { ...of(healthmonitor), type: healthmonitor.type } }),
    members: whole(pool.members).map((member) => ({
      ...of(member),
      address: member.address,
      protocol_port: member.protocolPort,
    })),
  }
}
