import { notFound, type Resource } from '@netloom/api'
import type { Netloom } from '@netloom/core'
import type { FastifyInstance } from 'fastify'
import { json } from '../../answers/answer.ts'
import type { Extension } from './extension.ts'
import { type ExtendingModule, knownExtensions } from './known-extensions.ts'

/** `GET /extensions` and `GET /extensions/{alias}` */
export function addExtensions(
  api: FastifyInstance,
  resources: readonly Resource[],
  modules: readonly ExtendingModule[],
): void {
  const extensions = knownExtensions(resources, modules)
  const byAlias = new Map(extensions.map((extension) => [extension.alias, extension]))
  const all = JSON.stringify({ extensions: extensions.map(shown) })
  api.get('/extensions', (_, reply) => json(reply, 200, all))
  api.get<{ readonly Params: { readonly alias: string } }>('/extensions/:alias', (request, reply) => {
    const extension = byAlias.get(request.params.alias)
    if (extension === undefined) throw notFound()
    return json(reply, 200, JSON.stringify({ extension: shown(extension) }))
  })
}

/** Services that are there show their aliases as extension drivers do. */
export function servicesAsExtensions({ serviceModules }: Pick<Netloom, 'serviceModules'>): readonly ExtendingModule[] {
  return serviceModules.map(({ name, aliases = [], aliasTexts = {}, description = `The service ${name}.` }) => ({
    name,
    aliases,
    aliasTexts,
    description,
  }))
}

function shown({ name, alias, description, updated }: Extension): object {
  return { name, alias, description, updated, links: [] }
}
