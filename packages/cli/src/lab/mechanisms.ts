import { Failure } from '../failure.ts'

/** Switches that a lab's hosts can have, by the name of the mechanism driver that realises networks on them. */
export const MECHANISMS: readonly string[] = ['linuxbridge', 'openvswitch']

/** Network types that a lab offers, and the mechanisms that realise them. */
const NETWORK_TYPES: Readonly<Record<string, readonly string[]>> = {
  vxlan: MECHANISMS,
  gre: ['openvswitch'],
  geneve: ['openvswitch'],
  vlan: MECHANISMS,
  flat: MECHANISMS,
}

/** `linuxbridge,openvswitch`: hosts take turns. @throws {Failure} for a name that is none */
export function parseMechanisms(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim())
  for (const name of names) checkMechanism('--mechanism', name)
  return names
}

/** @throws {Failure} saying what there is */
export function checkMechanism(where: string, mechanism: string): void {
  if (MECHANISMS.includes(mechanism)) return
  throw new Failure(`${where}: mechanism ${mechanism} is not offered; write ${MECHANISMS.join(' or ')}`, 'usage')
}

/** @throws {Failure} for an unknown type, and for one that no host of the lab can realise */
export function checkNetworkType(type: string, mechanisms: ReadonlySet<string>): void {
  const able = Object.hasOwn(NETWORK_TYPES, type) ? NETWORK_TYPES[type] : undefined
  if (able === undefined) {
    const known = Object.keys(NETWORK_TYPES).join(', ')
    throw new Failure(`--network-type ${type}: not offered; write one of ${known}`, 'usage')
  }
  if (able.some((mechanism) => mechanisms.has(mechanism))) return
  throw new Failure(
    `--network-type ${type}: no host of this lab can do it; give it hosts with --mechanism ${able.join(' or ')}`,
    'usage',
  )
}
