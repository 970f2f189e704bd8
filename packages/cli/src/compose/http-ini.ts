import type { ConfigurationProblem, IniSections } from '@netloom/core'
import { IniSectionReader } from '@netloom/core/kit'
import type { CorsOptions, OriginOptions } from '@netloom/server'

export interface HttpIni extends OriginOptions {
  readonly cors?: CorsOptions
}

/** How clients reach the server, and which web pages may: `[oslo_middleware]`, `network_link_prefix`, `[cors]`. */
export function readHttpIni(sections: IniSections, problems: ConfigurationProblem[]): HttpIni {
  const proxyHeaders = new IniSectionReader(sections, 'oslo_middleware', problems).boolean(
    'enable_proxy_headers_parsing',
  )
  const linkPrefix = readLinkPrefix(new IniSectionReader(sections, 'DEFAULT', problems), problems)
  const cors = readCors(new IniSectionReader(sections, 'cors', problems))
  return {
    ...(proxyHeaders !== undefined && { proxyHeaders }),
    ...(linkPrefix !== undefined && { linkPrefix }),
    ...(cors !== undefined && { cors }),
  }
}

function readLinkPrefix(core: IniSectionReader, problems: ConfigurationProblem[]): string | undefined {
  const text = core.text('network_link_prefix')
  if (text === undefined || text === '') return undefined
  if (/^https?:\/\/[^/?#\s]+(\/[^?#\s]*)?$/i.test(text)) return text
  const problem = `'${text}' is no URL that links can begin with`
  problems.push({ where: core.where('network_link_prefix'), problem, remedy: 'write https://network.example.org' })
  return undefined
}

function readCors(section: IniSectionReader): CorsOptions | undefined {
  const allowedOrigins = section.list('allowed_origin')
  const allowCredentials = section.boolean('allow_credentials')
  const maxAge = section.integer('max_age', 0, 2 ** 31 - 1)
  const allowMethods = section.list('allow_methods')
  const allowHeaders = section.list('allow_headers')
  const exposeHeaders = section.list('expose_headers')
  if (allowedOrigins === undefined || allowedOrigins.length === 0) return undefined
  return {
    allowedOrigins,
    ...(allowCredentials !== undefined && { allowCredentials }),
    ...(maxAge !== undefined && { maxAge }),
    ...(allowMethods !== undefined && { allowMethods }),
    ...(allowHeaders !== undefined && { allowHeaders }),
    ...(exposeHeaders !== undefined && { exposeHeaders }),
  }
}
