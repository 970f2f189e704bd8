import {
  type MechanismDriver,
  type Port,
  type QosPolicy,
  type QosRule,
  QosRuleNotSupportedByNetworkError,
  QosRuleNotSupportedError,
  type QosRuleSupport,
} from '@netloom/core'
import { chunks } from '@netloom/core/kit'
import type { Schema } from '@netloom/core/store'
import type { Kysely } from 'kysely'
import { loadPorts } from '../rows/load-ports.ts'
import { numbersOf } from '../input/rule-kinds.ts'

/** Drivers that say what they can do of QoS. While none does, no rule is realised and none refused. */
export function qosDrivers(drivers: readonly MechanismDriver[]): readonly MechanismDriver[] {
  return drivers.filter(({ supportedQosRules }) => supportedQosRules !== undefined)
}

/** @throws {QosRuleNotSupportedByNetworkError} for a rule that no driver supports */
export function requireNetworkSupport(
  drivers: readonly MechanismDriver[],
  { rules }: QosPolicy,
  networkId: string,
): void {
  const able = qosDrivers(drivers)
  if (able.length === 0) return
  for (const rule of rules) {
    if (!able.some((driver) => supports(driver, rule)))
      throw new QosRuleNotSupportedByNetworkError(rule.type, networkId)
  }
}

/** @throws {QosRuleNotSupportedError} for a rule that no driver of the port supports */
export function requirePortSupport(
  drivers: readonly MechanismDriver[],
  { rules }: QosPolicy,
  { id, binding }: Pick<Port, 'id' | 'binding'>,
): void {
  if (rules.length === 0 || qosDrivers(drivers).length === 0) return
  const [top] = binding.levels
  const able = qosDrivers(drivers).filter(({ name, supportedVnicTypes = ['normal'] }) =>
    top === undefined ? supportedVnicTypes.includes(binding.vnicType) : name === top.driver,
  )
  for (const rule of rules) {
    if (!able.some((driver) => supports(driver, rule))) throw new QosRuleNotSupportedError(rule.type, id)
  }
}

/** A policy that is in use changed: does everything that uses it still support it? @throws {QosRuleNotSupportedError} */
export async function requireUsersSupport(
  db: Kysely<Schema>,
  drivers: readonly MechanismDriver[],
  policy: QosPolicy,
): Promise<void> {
  if (policy.rules.length === 0 || qosDrivers(drivers).length === 0) return
  const rows = await db
    .selectFrom('ports')
    .select('id')
    .where((eb) =>
      eb.or([
        eb('qos_policy_id', '=', policy.id),
        eb.and([
          eb('qos_policy_id', 'is', null),
          eb(
            'network_id',
            'in',
            eb.selectFrom('networks').select('networks.id').where('networks.qos_policy_id', '=', policy.id),
          ),
        ]),
      ]),
    )
    .execute()
  for (const piece of chunks(rows.map(({ id }) => id))) {
    for (const port of await loadPorts(db, piece)) requirePortSupport(drivers, policy, port)
  }
}

function supports({ supportedQosRules }: MechanismDriver, rule: QosRule): boolean {
  const parameters = supportedQosRules?.[rule.type]
  if (parameters === undefined) return false
  if (rule.direction !== undefined && !allows(parameters['direction'], rule.direction)) return false
  return numbersOf(rule.type).every((name) => {
    const value = rule[name]
    return value === undefined || allows(parameters[wireName(name)], value)
  })
}

function allows(allowed: QosRuleSupport[string] | undefined, value: string | number): boolean {
  if (allowed === undefined) return false
  if ('start' in allowed) return typeof value === 'number' && value >= allowed.start && value <= allowed.end
  return allowed.includes(value)
}

/** `maxBurstKbps` → `max_burst_kbps` */
const wireName = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
