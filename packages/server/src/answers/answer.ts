import type { FastifyReply, FastifyRequest } from 'fastify'

const JSON_TYPE = 'application/json'

export function json(reply: FastifyReply, status: number, body: string | Uint8Array): FastifyReply {
  return reply.code(status).type(JSON_TYPE).send(body)
}

/** `http://host:port` as the client sees us. */
export function baseUrl({ raw }: FastifyRequest): string {
  return 'seenAs' in raw && typeof raw.seenAs === 'string' ? raw.seenAs : ''
}
