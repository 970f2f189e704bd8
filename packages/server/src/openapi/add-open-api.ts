import type { Resource } from '@netloom/api'
import type { FastifyInstance } from 'fastify'
import { json } from '../answers/answer.ts'
import type { Offers } from './offers.ts'
import type { DocumentInfo } from './open-api-types.ts'
import { openApiDocument } from './open-api-document.ts'

/** `/openapi.json`, for everybody: it is the same for every installation of a release and tells nothing about this one. */
export function addOpenApi(
  app: FastifyInstance,
  resources: readonly Resource[],
  info: DocumentInfo,
  offers: Offers,
): void {
  let text: string | undefined
  app.get('/openapi.json', (_, reply) => {
    text ??= JSON.stringify(openApiDocument(resources, info, offers))
    return json(reply, 200, text)
  })
}
