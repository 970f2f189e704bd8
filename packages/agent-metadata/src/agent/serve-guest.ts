import type { IncomingHttpHeaders } from 'node:http'
import type { Logger } from '@netloom/core'
import type { Asker, GuestDirectory } from './guest-directory.ts'
import {
  type MetadataAnswer,
  type MetadataProvider,
  type MetadataRequest,
  plainAnswer,
} from '../provider/metadata-answer.ts'
import type { RateLimit } from './rate-limit.ts'

export interface GuestServing {
  readonly directory: GuestDirectory
  readonly provider: MetadataProvider
  readonly limit?: RateLimit | undefined
  readonly logger: Logger
}

/**
 * Answers what a proxy hands on. The proxy says which network or router the guest is behind and what its address there is; a
 * request that names both is one that got past a proxy with a header of its own, and is refused.
 */
export async function serveGuest(
  { directory, provider, limit, logger }: GuestServing,
  headers: IncomingHttpHeaders,
  request: MetadataRequest,
): Promise<MetadataAnswer> {
  if (headers['x-neutron-network-id'] !== undefined && headers['x-neutron-router-id'] !== undefined) {
    logger.warn({ path: request.path }, 'metadata request refused: it names a network and a router')
    return plainAnswer(404)
  }
  const asker = askerOf(headers)
  if (asker === undefined) {
    logger.warn(
      { path: request.path },
      'metadata request refused: it must name one of network and router, and an address',
    )
    return plainAnswer(400)
  }
  if (limit?.allows(JSON.stringify(asker)) === false) return plainAnswer(429)
  const guest = directory.find(asker)
  if (guest === undefined) {
    logger.info({ ...asker }, 'metadata request of an unknown guest')
    return plainAnswer(404)
  }
  const answer = await provider.answer(guest, request, asker.address)
  if (answer.status !== 404) return answer
  // The address may have come to another guest meanwhile.
  const now = directory.find(asker)
  return now === undefined || now.instanceId === guest.instanceId
    ? answer
    : provider.answer(now, request, asker.address)
}

function askerOf(headers: IncomingHttpHeaders): Asker | undefined {
  const [networkId, routerId] = [headers['x-neutron-network-id'], headers['x-neutron-router-id']]
  const address = headers['x-forwarded-for']
  if (typeof address !== 'string' || address === '' || address.includes(',')) return undefined
  if (typeof networkId === 'string') return { networkId, address }
  if (typeof routerId === 'string') return { routerId, address }
  return undefined
}
