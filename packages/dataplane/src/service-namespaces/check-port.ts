import { deviceWord, InvalidWordError, ipWord, macWord, numberWord } from '../kinds/argument-words.ts'
import type { NamespacePortState } from './namespace-state.ts'
import { objectOf, pairOf, type ServiceNames } from './service-names.ts'

/** Least of IPv4 (RFC 791), and most that a link of the kernel takes. */
const MTUS = [68, 65_535] as const

/**
 * States become lines of a batch, so that each of their words is judged before. One that the service's own names do not
 * lead back to would be made at every turn and never found. @throws {InvalidWordError}
 */
export function checkPort(state: NamespacePortState, op: string, names: ServiceNames): void {
  const { addresses, device, inner, macAddress, mtu, namespace } = state
  deviceWord(device)
  if (op === 'remove') return
  deviceWord(inner)
  macWord(macAddress)
  numberWord('MTU', mtu, ...MTUS)
  for (const address of addresses) prefixWord(address)
  if (objectOf(names, namespace) === undefined)
    throw new InvalidWordError(`${JSON.stringify(namespace)} is no namespace of this service`)
  if (pairOf(names, inner) !== device)
    throw new InvalidWordError(`${device} and ${inner} are not the two ends of a pair of this service`)
}

/** @throws {InvalidWordError} */
export function prefixWord(address: string): void {
  const [ip = '', length = '', ...more] = address.split('/')
  ipWord(ip)
  if (!/^\d{1,3}$/.test(length) || more.length > 0 || Number(length) > (ip.includes(':') ? 128 : 32))
    throw new InvalidWordError(`${JSON.stringify(address)} is no address with a prefix length`)
}
