import {
  fixedIps,
  InvalidValue,
  isDictionary,
  pythonText,
  requireUuid,
  schemaOf,
  toBoolean,
  UUID_SCHEMA,
  value,
} from '@netloom/api'
import type { z } from 'zod'
import type { GatewayRequest } from '../controller/index.ts'

const KEYS = ['network_id', 'enable_snat', 'external_fixed_ips']

/** `{ network_id, enable_snat?, external_fixed_ips? }`; null, {} and, as for Neutron, all else that is empty = none. */
export const gatewayValue: z.ZodType<GatewayRequest | null> = value(
  (given) => {
    if (isEmpty(given)) return null
    if (!isDictionary(given)) throw new InvalidValue(`'${pythonText(given)}' is not a dictionary`)
    if (Object.keys(given).length === 0) return null
    const { network_id: network, enable_snat: snat, external_fixed_ips: addresses } = given
    if (network === undefined) {
      const provided = Object.keys(given).map((key) => `'${key}'`)
      throw new InvalidValue(
        `Validation of dictionary's keys failed. Expected keys: {'network_id'} Provided keys: {${provided.join(', ')}}`,
      )
    }
    const unknown = Object.keys(given).filter((key) => !KEYS.includes(key))
    if (unknown.length > 0) throw new InvalidValue(`Unexpected keys supplied: ${pythonText(unknown.join(', '))}`)
    return {
      networkId: requireUuid(network),
      ...(snat !== undefined && { enableSnat: toBoolean(snat) }),
      ...(addresses !== undefined && { externalFixedIps: fixedIps.parse(addresses) }),
    }
  },
  {
    type: ['object', 'null'],
    properties: {
      network_id: UUID_SCHEMA,
      enable_snat: { type: 'boolean' },
      external_fixed_ips: schemaOf(fixedIps),
    },
  },
)

/** What Python takes for false, so that Neutron does not look into it. */
const isEmpty = (given: unknown): boolean =>
  given === null || given === false || given === 0 || given === '' || (Array.isArray(given) && given.length === 0)
