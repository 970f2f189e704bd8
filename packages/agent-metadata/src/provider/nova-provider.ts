import { createHmac } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Logger } from '@netloom/core'
import { type MetadataAnswer, type MetadataProvider, type MetadataRequest, plainAnswer } from './metadata-answer.ts'
import type { AskingPortItem } from '../wire/metadata-topics.ts'

export interface NovaOptions {
  readonly host: string
  readonly port: number
  readonly protocol: 'http' | 'https'
  /** Takes any certificate. */
  readonly insecure: boolean
  readonly secret: string
  readonly logger: Logger
}

/** Milliseconds that Nova may take. */
const PATIENCE = 30_000
const PASSED: ReadonlySet<number> = new Set([200, 400, 403, 404, 409, 500, 502, 503, 504])

/** Hands requests on to Nova, which believes who asks by a signature with the secret that both have. */
export class NovaProvider implements MetadataProvider {
  constructor(private readonly options: NovaOptions) {
    if (options.secret === '') options.logger.warn({}, 'metadata_proxy_shared_secret is empty: Nova believes anybody')
  }

  async answer(guest: AskingPortItem, request: MetadataRequest, address: string): Promise<MetadataAnswer> {
    const { host, port, logger } = this.options
    try {
      const answer = await this.#ask(guest, request, address)
      if (PASSED.has(answer.status)) return answer
      logger.warn({ status: answer.status }, 'unexpected status of the metadata service')
      return plainAnswer(500)
    } catch (error) {
      logger.warn({ err: error, host, port }, 'metadata service unreachable')
      return plainAnswer(503)
    }
  }

  #ask({ instanceId, projectId }: AskingPortItem, request: MetadataRequest, address: string): Promise<MetadataAnswer> {
    const { host, port, protocol, insecure, secret } = this.options
    const signature = createHmac('sha256', secret).update(instanceId).digest('hex')
    const headers = {
      'x-forwarded-for': address,
      'x-instance-id': instanceId,
      'x-tenant-id': projectId,
      'x-instance-id-signature': signature,
      ...(request.body.length > 0 && { 'content-length': String(request.body.length) }),
    }
    const ask = protocol === 'https' ? httpsRequest : httpRequest
    return new Promise((resolve, reject) => {
      const sent = ask(
        {
          host,
          port,
          method: request.method,
          path: request.path,
          headers,
          timeout: PATIENCE,
          rejectUnauthorized: !insecure,
        },
        (response) => {
          const pieces: Buffer[] = []
          response.on('data', (piece: Buffer) => pieces.push(piece))
          response.once('error', reject)
          response.once('end', () => {
            const contentType = response.headers['content-type'] ?? 'text/plain'
            resolve({ status: response.statusCode ?? 500, contentType, body: Buffer.concat(pieces) })
          })
        },
      )
      sent.once('timeout', () => sent.destroy(new Error('no answer in time')))
      sent.once('error', reject)
      sent.end(request.body)
    })
  }
}
