import type { FastifyServerOptions } from 'fastify'

const refuse = (): never => {
  throw new Error('Routes have no schemas: requests are judged by the attributes of their resource.')
}

/**
 * No route of ours has a schema, so fastify's validator and serialiser are never asked. Without these it would load them all
 * the same when it starts: a hundred files.
 */
export const NO_SCHEMAS: NonNullable<FastifyServerOptions['schemaController']> = {
  compilersFactory: { buildValidator: () => refuse, buildSerializer: () => refuse },
}
