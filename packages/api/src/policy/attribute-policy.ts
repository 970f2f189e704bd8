import type { Rule } from './rule.ts'

/** Who may set or see one attribute, beyond what its resource's own policy asks. */
export interface AttributePolicy {
  /** Denied = 403. */
  readonly create?: Rule
  readonly update?: Rule
  /** Denied = answers do not have it. */
  readonly read?: Rule
  /** What anybody may say in a POST, since it is what they would get anyway. Neutron: the attribute's default. */
  readonly default?: unknown
  /** Of an object or a list of them: who may use which of their keys, e.g. `create_port:fixed_ips:ip_address`. */
  readonly items?: Readonly<Record<string, Rule>>
  /** Where creating and changing ask for different rules of a key. */
  readonly itemsOf?: Readonly<Record<'create' | 'update', Readonly<Record<string, Rule>>>>
  /** The rules look at the network that the object is on: see `PolicyTarget.network`. */
  readonly ofNetwork?: true
}
