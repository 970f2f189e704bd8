import { canonicalAddress, canonicalPrefix } from '@netloom/core/kit'

const MAC = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/

/** One word as netloom writes it, however nftables printed it: IPv6 after RFC 5952, numbers without leading zeros. */
function canonicalWord(word: string): string {
  if (word.startsWith('0x')) return word.split('-').map(canonicalNumber).join('-')
  if (MAC.test(word) || !word.includes(':')) return word
  return canonicalAddress(word) ?? canonicalPrefix(word) ?? word
}

const canonicalNumber = (word: string): string => {
  try {
    return `0x${BigInt(word).toString(16)}`
  } catch {
    return word
  }
}

/** The same text with each of its words canonical, and what the kernel implies left out. */
export function canonicalText(text: string): string {
  return text
    .split(' ')
    .map(canonicalWord)
    .join(' ')
    .replace('meta nfproto 2 meta l4proto 1 ', 'meta l4proto 1 ')
    .replace('meta nfproto 10 meta l4proto 58 ', 'meta l4proto 58 ')
}

/** An address, or a prefix that is no single address, in canonical text; undefined = neither. */
export function plainAddress(text: string): { readonly family: 4 | 6; readonly text: string } | undefined {
  const family = text.includes(':') ? 6 : 4
  const [base = '', length] = text.split('/')
  const isSingle = length === undefined || length === (family === 4 ? '32' : '128')
  const plain = isSingle ? canonicalAddress(base) : canonicalPrefix(text)
  return plain === undefined ? undefined : { family, text: plain }
}

export const hexMark = (mark: number): string => `0x${mark.toString(16)}`
