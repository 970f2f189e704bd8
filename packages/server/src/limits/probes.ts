import type { FastifyRequest } from 'fastify'

/** Asked every few seconds by machines, and most needed when there is too much of everything else. */
const PROBES: ReadonlySet<string | undefined> = new Set(['/healthcheck', '/healthz', '/readyz', '/metrics'])

/** By the route that was found, not by the text of the URL. */
export const isProbe = ({ routeOptions }: FastifyRequest): boolean => PROBES.has(routeOptions.url)
