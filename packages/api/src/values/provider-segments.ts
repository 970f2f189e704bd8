import { InvalidInputError, type ProviderSegment } from '@netloom/core'
import { LIMITS } from '@netloom/core/kit'
import type { z } from 'zod'
import { HttpBadRequestError } from '../errors/http-errors.ts'
import { requireAtMost } from './bounded-list.ts'
import { toInteger } from './integer.ts'
import { isDictionary, toList } from './structures.ts'
import { requireText } from './text.ts'
import { value } from './value.ts'

const KEYS = ['provider:network_type', 'provider:physical_network', 'provider:segmentation_id'] as const

/** Segments of a multi-provider network, each with the three `provider:*` keys. */
export const providerSegments: z.ZodType<readonly ProviderSegment[]> = value(
  (given) => {
    const list = toList(given)
    requireAtMost(list, LIMITS.segments, 'segments')
    return list.map((item) => {
      if (!isDictionary(item)) throw new InvalidInputError('a segment must be an object with provider:network_type')
      const unknown = Object.keys(item).filter((key) => !(KEYS as readonly string[]).includes(key))
      if (unknown.length > 0) throw new HttpBadRequestError(`Unrecognized attribute(s) '${unknown.join(', ')}'`)
      const [type, physical, id] = KEYS.map((key) => item[key])
      if (type === undefined || type === null) throw new InvalidInputError('network_type required')
      return {
        networkType: requireText(type, 32),
        ...(physical !== undefined && physical !== null && { physicalNetwork: requireText(physical, 64) }),
        ...(id !== undefined && id !== null && { segmentationId: toInteger(id) }),
      }
    })
  },
  {
    type: 'array',
    items: {
      type: 'object',
      properties: {
        'provider:network_type': { type: 'string', maxLength: 32 },
        'provider:physical_network': { type: ['string', 'null'], maxLength: 64 },
        'provider:segmentation_id': { type: ['integer', 'null'] },
      },
      required: ['provider:network_type'],
    },
    maxItems: LIMITS.segments,
  },
)
