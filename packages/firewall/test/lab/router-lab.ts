import { randomBytes, randomUUID } from 'node:crypto'
import { addNamespaces, deleteNamespaces, runInNamespace } from '@netloom/dataplane'
import { type DeviceKind, ownershipMark } from '@netloom/core'
import { routerFilterKind } from '../../src/agent/index.ts'
import type { RouterFilterState } from '../../src/render/filter-state.ts'
import { renderRouter } from '../../src/render/render-router.ts'
import type { FilteredPortItem, RuleItem } from '../../src/wire/firewall-items.ts'

/** What one end lets pass: a policy's rules, or null = there is none for the direction. */
export interface End {
  readonly ingress: readonly RuleItem[] | null
  readonly egress: readonly RuleItem[] | null
  readonly adminStateUp?: boolean
}

export const rule = (given: Partial<RuleItem> = {}): RuleItem => ({
  id: randomUUID(),
  ipVersion: 4,
  protocol: null,
  source: null,
  destination: null,
  sourcePorts: null,
  destinationPorts: null,
  action: 'allow',
  ...given,
})

export const ANY: readonly RuleItem[] = [rule(), rule({ ipVersion: 6 })]
export const OPEN: End = { ingress: ANY, egress: ANY }

/**
 * Two guests with a router's namespace between them, made by hand: `a` (10.1.0.2, fd01::2) and `b` (10.2.0.2, fd02::2). What filters
 * is the kind of the firewall agent.
 */
export class RouterLab {
  readonly routerId: string = randomUUID()
  readonly namespace: string = `qrouter-${this.routerId}`
  readonly ports = { a: randomUUID(), b: randomUUID() }
  readonly a: string
  readonly b: string
  readonly agent = 'firewall.lab'
  readonly kind: DeviceKind<RouterFilterState> = routerFilterKind()

  private constructor(name: string) {
    this.a = `fw-a-${name}`
    this.b = `fw-b-${name}`
  }

  static async open(): Promise<RouterLab> {
    const lab = new RouterLab(randomBytes(3).toString('hex'))
    await addNamespaces([lab.namespace, lab.a, lab.b])
    // One that names nobody is anybody's: other agents on this machine would clear it away.
    await lab.ip(lab.namespace, `link set dev lo alias ${ownershipMark('l3.firewall-lab', `router/${lab.routerId}`)}`)
    for (const [index, end] of (['a', 'b'] as const).entries()) {
      const net = String(index + 1)
      const device = `qr-${lab.ports[end].slice(0, 11)}`
      const guest = lab[end]
      await runInNamespace(lab.namespace, [
        'ip',
        'link',
        'add',
        device,
        'type',
        'veth',
        'peer',
        'name',
        'eth0',
        'netns',
        guest,
      ])
      await lab.ip(
        lab.namespace,
        `addr add 10.${net}.0.1/24 dev ${device}`,
        `-6 addr add fd0${net}::1/64 dev ${device} nodad`,
        `link set ${device} up`,
      )
      await lab.ip(
        guest,
        `addr add 10.${net}.0.2/24 dev eth0`,
        `-6 addr add fd0${net}::2/64 dev eth0 nodad`,
        'link set eth0 up',
        'link set lo up',
      )
      await lab.ip(guest, `route add default via 10.${net}.0.1`, `-6 route add default via fd0${net}::1`)
    }
    await runInNamespace(lab.namespace, ['sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1'])
    return lab
  }

  async ip(namespace: string, ...lines: readonly string[]): Promise<void> {
    for (const line of lines) await runInNamespace(namespace, ['ip', ...line.split(' ')])
  }

  state(ends: { readonly a?: End; readonly b?: End }): RouterFilterState {
    const policies = new Map<string, { readonly id: string; readonly ruleIds: readonly string[] }>()
    const rules = new Map<string, RuleItem>()
    const idOf = (list: readonly RuleItem[] | null): string | null => {
      if (list === null) return null
      const found = this.policyIds.get(list) ?? randomUUID()
      this.policyIds.set(list, found)
      policies.set(found, { id: found, ruleIds: list.map(({ id }) => id) })
      for (const one of list) rules.set(one.id, one)
      return found
    }
    const ports = (['a', 'b'] as const).flatMap((end): readonly FilteredPortItem[] => {
      const given = ends[end]
      if (given === undefined) return []
      const { ingress, egress, adminStateUp = true } = given
      return [{ portId: this.ports[end], adminStateUp, ingressPolicyId: idOf(ingress), egressPolicyId: idOf(egress) }]
    })
    const mark = ownershipMark(this.agent, `router/${this.routerId}`)
    return renderRouter({ routerId: this.routerId, ports, policies, rules }, mark)
  }
  private readonly policyIds = new Map<readonly RuleItem[], string>()

  /** Has the kernel filter so. Returns what it reads back otherwise than it was wanted. */
  async apply(ends: { readonly a?: End; readonly b?: End }): Promise<readonly string[]> {
    const state = this.state(ends)
    const cause = { object: `router/${this.routerId}`, revision: 1, rule: 'test' }
    const step = { op: 'create', key: this.kind.key(state), state, cause } as const
    const [result] = (await this.kind.apply?.([step], this.access())) ?? []
    if (result?.error !== undefined) throw new Error(result.error)
    const [found] = await this.kind.read(this.access(), { devices: new Set([this.namespace]) })
    if (found !== undefined && this.kind.equal(state, found)) return []
    const lines = (one: RouterFilterState | undefined): readonly string[] =>
      JSON.stringify(one ?? 'nothing', null, 1).split('\n')
    return lines(found).filter((line) => !lines(state).includes(line))
  }

  async remove(): Promise<void> {
    const cause = { object: `router/${this.routerId}`, revision: 1, rule: 'test' }
    const state = this.state({})
    await this.kind.apply?.([{ op: 'remove', key: this.kind.key(state), state, cause }], this.access())
  }

  access(): Parameters<NonNullable<DeviceKind['read']>>[0] {
    return {
      name: 'lab',
      agent: this.agent,
      nft: (input: string, where?: { readonly netns: string }) =>
        runInNamespace(where?.netns ?? this.namespace, ['nft', '-n', '-f', '-'], { input }),
    } as Parameters<NonNullable<DeviceKind['read']>>[0]
  }

  inRouter(...command: readonly [string, ...string[]]): Promise<string> {
    return runInNamespace(this.namespace, command)
  }

  in(namespace: string, ...command: readonly [string, ...string[]]): Promise<string> {
    return runInNamespace(namespace, command)
  }

  async close(): Promise<void> {
    await deleteNamespaces([this.namespace, this.a, this.b])
  }
}
