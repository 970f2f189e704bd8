import { isIP } from 'node:net'

/** Exactly one address: `010.0.0.1` and `0x7f.1`, which parsers read generously, are none. */
export const isAddress = (text: string): boolean => isIP(text) !== 0 && !text.includes('%')

/** `address/length`; host bits may be set. */
export function isPrefix(text: string): boolean {
  const [address = '', length, ...rest] = text.split('/')
  if (length === undefined || rest.length > 0 || !isAddress(address) || !/^(0|[1-9]\d{0,2})$/.test(length)) return false
  return Number(length) <= (isIP(address) === 4 ? 32 : 128)
}
