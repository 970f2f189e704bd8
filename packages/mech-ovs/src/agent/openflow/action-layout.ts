import { numberBytes } from './field-values.ts'
import { padded } from './match-codec.ts'
import { NICIRA } from './protocol.ts'

export const EXPERIMENTER = 0xffff

/** An action of the standard: type, length and what follows, padded to eight bytes. */
export function standard(type: number, ...parts: readonly Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 4)
  const bytes = Buffer.alloc(padded(length))
  bytes.writeUInt16BE(type, 0)
  bytes.writeUInt16BE(bytes.length, 2)
  let at = 4
  for (const part of parts) at += part.copy(bytes, at)
  return bytes
}

/** An action of Open vSwitch's own. */
export const nicira = (subtype: number, ...parts: readonly Buffer[]): Buffer =>
  standard(EXPERIMENTER, numberBytes(NICIRA, 4), numberBytes(subtype, 2), ...parts)
