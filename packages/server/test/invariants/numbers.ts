import { isIP, isIPv4 } from 'node:net'

/** An address as a number. Written anew for the checks: what the product computes with cannot be its own judge. */
export function addressNumber(text: string): bigint {
  if (isIP(text) === 0) throw new TypeError(`${text} is no address`)
  if (isIPv4(text)) return text.split('.').reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
  const [head = '', tail] = text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, mappedTail).split('::')
  const front = groups(head)
  const back = groups(tail ?? '')
  const middle = Array<string>(tail === undefined ? 0 : 8 - front.length - back.length).fill('0')
  return [...front, ...middle, ...back].reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n)
}

const groups = (text: string): readonly string[] => (text === '' ? [] : text.split(':'))
const mappedTail = (_: string, a: string, b: string, c: string, d: string): string =>
  `${(Number(a) * 256 + Number(b)).toString(16)}:${(Number(c) * 256 + Number(d)).toString(16)}`

export interface Range {
  readonly first: bigint
  readonly last: bigint
}

export function prefixRange(cidr: string): Range {
  const [address = '', length = ''] = cidr.split('/')
  const bits = BigInt(isIPv4(address) ? 32 : 128) - BigInt(length)
  const first = (addressNumber(address) >> bits) << bits
  return { first, last: first + (1n << bits) - 1n }
}

export const includes = (range: Range, { first, last }: Range): boolean => first >= range.first && last <= range.last
export const overlaps = (a: Range, b: Range): boolean => a.first <= b.last && b.first <= a.last

/** Neighbours joined, in order. */
export function joined(ranges: readonly Range[]): readonly Range[] {
  const result: Range[] = []
  for (const range of [...ranges].sort((a, b) => (a.first < b.first ? -1 : 1))) {
    const before = result.at(-1)
    if (before !== undefined && before.last + 1n >= range.first) {
      result[result.length - 1] = { first: before.first, last: before.last > range.last ? before.last : range.last }
    } else result.push(range)
  }
  return result
}
