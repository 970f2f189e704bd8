import { SocketAddress, isIPv4, isIPv6 } from 'node:net'

/** A state holds something no tool may be given. The step fails with this; nothing was run. */
export class InvalidWordError extends Error {
  override readonly name = 'InvalidWordError'
  readonly code = 'InvalidWord'
}

const DEVICE = /^[A-Za-z0-9_.+=@][A-Za-z0-9_.+=@-]{0,14}$/
const MAC = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/
const OWNER = /^[A-Za-z0-9][A-Za-z0-9_./:@-]{0,199}$/

/** A link name as the kernel takes it: at most 15 characters. @throws {InvalidWordError} */
export function deviceWord(name: string): string {
  if (!DEVICE.test(name) || name === '.' || name === '..')
    throw new InvalidWordError(`${JSON.stringify(name)} is no device name`)
  return name
}

/** A MAC address as the kernel prints it. @throws {InvalidWordError} */
export function macWord(mac: string): string {
  const lower = mac.toLowerCase()
  if (!MAC.test(lower)) throw new InvalidWordError(`${JSON.stringify(mac)} is no MAC address`)
  return lower
}

/** An IP address as the kernel prints it. @throws {InvalidWordError} */
export function ipWord(ip: string): string {
  if (isIPv4(ip)) return ip
  if (isIPv6(ip) && !ip.includes('%')) return canonicalIpv6(ip)
  throw new InvalidWordError(`${JSON.stringify(ip)} is no IP address`)
}

/** A whole number within bounds. @throws {InvalidWordError} */
export function numberWord(what: string, value: number, least: number, most: number): string {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new InvalidWordError(`${what} ${String(value)} is not within ${String(least)}..${String(most)}`)
  }
  return String(value)
}

/** The API object a device is for, `network/<id>`. @throws {InvalidWordError} */
export function ownerWord(owner: string): string {
  if (!OWNER.test(owner)) throw new InvalidWordError(`${JSON.stringify(owner)} is no owner`)
  return owner
}

/** Keys and comparisons must not depend on spelling; a wrong address stays what it is until a command is made of it. */
export const sameSpelling = (ip: string): string =>
  ip.includes(':') && !ip.includes('%') && isIPv6(ip) ? canonicalIpv6(ip) : ip

const canonicalIpv6 = (ip: string): string => new SocketAddress({ address: ip, family: 'ipv6' }).address
