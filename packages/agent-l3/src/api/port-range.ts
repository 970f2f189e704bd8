import { InvalidValue, pythonText, value } from '@netloom/api'
import type { z } from 'zod'
import type { PortRange } from '../controller/index.ts'

const PORT = /^\d{1,5}$/

/** `80`, `80:90`; null = nothing said. Neutron: `type:port_range`. */
export const portRange: z.ZodType<PortRange | null> = value(
  (given) => {
    if (given === null) return null
    const parts = pythonText(given).split(':')
    const isPair = parts.length <= 2 && parts.every((part) => part !== '')
    if (!isPair) throw new InvalidValue('Port range must be two integers separated by a colon')
    const bad = parts.find((part) => !PORT.test(part) || Number(part) > 65_535)
    if (bad !== undefined) throw new InvalidValue(`Invalid port: ${bad}`)
    const zero = parts.find((part) => Number(part) < 1)
    if (zero !== undefined) {
      throw new InvalidValue(`Invalid port: ${zero}, the port must be in the range [1, 65535]`)
    }
    const [first = 0, last = first] = parts.map(Number)
    if (first > last) throw new InvalidValue('First port in a port range must be lower than the second port')
    return [first, last]
  },
  { type: ['string', 'integer', 'null'], pattern: '^[0-9]{1,5}(:[0-9]{1,5})?$', maxLength: 11 },
)

interface Ports {
  readonly externalPorts: PortRange
  readonly internalPorts: PortRange
}

/** A range as Neutron shows it, and the port where it is one. */
export function portFields({ externalPorts, internalPorts }: Ports): Readonly<Record<string, unknown>> {
  const single = ([first, last]: PortRange): number | undefined => (first === last ? first : undefined)
  const [outside, inside] = [single(externalPorts), single(internalPorts)]
  return {
    ...(outside !== undefined && { external_port: outside }),
    ...(inside !== undefined && { internal_port: inside }),
  }
}
