import type { Resource } from '@netloom/api'

/** `GET /` */
export function versionsDocument(base: string): string {
  const links = [{ rel: 'self', href: `${base}/v2.0/` }]
  return JSON.stringify({ versions: [{ id: 'v2.0', status: 'CURRENT', links }] })
}

/** `GET /v2.0/` */
export function resourcesDocument(base: string, resources: readonly Resource[]): string {
  return JSON.stringify({
    resources: resources
      .filter((resource) => !resourcePath(resource).includes(':'))
      .map((resource) => ({
        name: resource.name,
        collection: resource.plural,
        links: [{ rel: 'self', href: `${base}/v2.0/${resourcePath(resource)}` }],
      })),
  })
}

/** Path of a resource's collection under `/v2.0/`. */
export function resourcePath({ path, plural }: Pick<Resource, 'path' | 'plural'>): string {
  return path ?? plural.replaceAll('_', '-')
}
