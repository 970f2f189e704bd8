import type { Resource } from '@netloom/api'
import type { SeededDraws } from './seeded-draws.ts'
import type { Known } from './known.ts'
import type { HostileValues } from './hostile-values.ts'
import { schemaOf } from './schema-of.ts'

type Schema = Readonly<Record<string, unknown>>

const PROJECTS = ['admin', 'a', 'b']
const PLURALS: Readonly<Record<string, string>> = {
  qos_policy: 'policies',
  remote_group: 'security_groups',
  remote_address_group: 'address_groups',
}

/** Values of the right type, mostly: what it takes to get past the first check. */
export class WellFormed {
  constructor(
    private readonly dice: SeededDraws,
    private readonly known: Known,
    private readonly nasty: HostileValues,
  ) {}

  attribute(resource: Resource, name: string): unknown {
    const type = resource.attributes[name]?.type
    if (name === 'project_id' || name === 'tenant_id') return this.dice.pick(PROJECTS)
    return type === undefined ? this.nasty.value() : this.value(name, schemaOf(type))
  }

  value(name: string, schema: Schema): unknown {
    const { dice } = this
    if (Array.isArray(schema['enum'])) return dice.pick(schema['enum'] as readonly unknown[])
    for (const choice of ['anyOf', 'oneOf']) {
      if (Array.isArray(schema[choice])) return this.value(name, dice.pick(schema[choice] as readonly Schema[]))
    }
    const types = [schema['type']].flat() as readonly unknown[]
    const type = dice.chance(0.85) ? types[0] : dice.pick(types)
    if (type === 'null') return null
    if (type === 'boolean') return dice.pick<unknown>([true, false, true, false, 'true', 0])
    if (type === 'integer' || type === 'number') return this.integer(schema)
    if (type === 'array') return this.list(name, schema)
    if (type === 'object') return this.object(schema)
    return this.text(name, schema)
  }

  id(name: string): string {
    const { dice, known } = this
    const singular = name.replace(/_ids?$/, '')
    const found = known.one(dice, PLURALS[singular] ?? `${singular}s`)
    return found === undefined || dice.chance(0.05) ? dice.pick([dice.uuid(), known.any(dice)]) : found.id
  }

  private integer({ minimum, maximum }: Schema): number {
    const { dice } = this
    const low = typeof minimum === 'number' ? minimum : 0
    const high = typeof maximum === 'number' ? maximum : low + 5_000
    return dice.pick([low, high, low + dice.below(Math.max(1, high - low)), low - 1, high + 1, 1_400])
  }

  private text(name: string, { format }: Schema): unknown {
    const { dice } = this
    if (format === 'uuid') return this.id(name)
    if (format === 'ip') return this.address()
    if (format === 'cidr') return this.prefix()
    if (format === 'mac-address') return `fa:16:3e:00:00:0${dice.hex(1)}`
    if (name.includes('network_type')) return dice.pick(['vxlan', 'flat', 'local', 'vlan', 'gre', 'geneve'])
    if (name.includes('physical_network')) return dice.pick(['physnet1', 'physnet2', ''])
    if (name.includes('host')) return dice.pick(['host1', 'host2', ''])
    if (name.endsWith('_id')) return this.id(name)
    if (name === 'device_owner') return dice.pick(['compute:nova', 'network:dhcp', 'network:router_interface', '', 'x'])
    if (dice.chance(0.1)) return this.nasty.text()
    return dice.pick(['red', 'green', 'blue', 'bold', ''])
  }

  address(): string {
    const { dice } = this
    return dice.pick([
      `10.0.${String(dice.below(3))}.${String(dice.pick([0, 1, 2, 3, 4, 9, 254, 255]))}`,
      `2001:db8:${String(dice.below(3))}::${String(dice.below(9))}`,
    ])
  }

  prefix(): string {
    const { dice } = this
    return dice.pick([
      `10.0.${String(dice.below(6))}.0/${String(dice.pick([22, 23, 24, 25, 28, 30, 31, 32]))}`,
      `10.0.${String(dice.below(6))}.${String(dice.below(16) * 16)}/28`,
      `2001:db8:${String(dice.below(5))}::/${String(dice.pick([48, 64, 65, 120, 127, 128]))}`,
    ])
  }

  private list(name: string, { items }: Schema): readonly unknown[] {
    const count = this.dice.pick([0, 1, 1, 2, 3])
    const schema = typeof items === 'object' ? (items as Schema) : { type: 'string' }
    return Array.from({ length: count }, () => this.value(name, schema))
  }

  private object({ properties, required }: Schema): Readonly<Record<string, unknown>> {
    const needed = new Set(Array.isArray(required) ? (required as readonly string[]) : [])
    const entries = Object.entries((properties ?? { key: { type: 'string' } }) as Readonly<Record<string, Schema>>)
    return Object.fromEntries(
      entries
        .filter(([key]) => needed.has(key) || this.dice.chance(0.7))
        .map(([key, schema]) => [
          key,
          this.value(
            key,
            key.includes('address') || key === 'start' || key === 'end' ? { format: 'ip', ...schema } : schema,
          ),
        ]),
    )
  }
}
