import { ConfigurationError, type ConfigurationProblem, type IniSections, type Logger } from '@netloom/core'
import { IniSectionReader } from '@netloom/core/kit'
import { NovaProvider } from '../provider/nova-provider.ts'
import { OwnProvider } from '../provider/own-provider.ts'
import type { MetadataProvider } from '../provider/metadata-answer.ts'
import { RateLimit } from './rate-limit.ts'

/** What `metadata_agent.ini` says. */
export interface MetadataOptions {
  readonly socket: string
  readonly mode: number
  /** Absent = we answer ourselves. */
  readonly nova?: {
    readonly host: string
    readonly port: number
    readonly protocol: 'http' | 'https'
    readonly insecure: boolean
    readonly secret: string
  }
  readonly userData?: string
  readonly limit?: { readonly most: number; readonly window: number }
}

/** Neutron deduces it from whom the proxies run as; ours need not be root's. */
const MODES = { deduce: 0o666, all: 0o666, group: 0o664, user: 0o644 } as const

/** @throws {ConfigurationError} naming every bad option */
export function readMetadataOptions(ini: IniSections): MetadataOptions {
  const problems: ConfigurationProblem[] = []
  const own = new IniSectionReader(ini, 'DEFAULT', problems)
  const rate = new IniSectionReader(ini, 'metadata_rate_limiting', problems)
  const statePath = own.text('state_path') ?? '/var/lib/neutron'
  const mode = own.choice('metadata_proxy_socket_mode', Object.keys(MODES) as (keyof typeof MODES)[]) ?? 'deduce'
  const userData = own.text('metadata_user_data_directory')
  const secret = own.text('metadata_proxy_shared_secret')
  const host = own.text('nova_metadata_host')
  const nova = {
    host: host ?? '127.0.0.1',
    port: own.integer('nova_metadata_port', 1, 65_535) ?? 8775,
    protocol: own.choice('nova_metadata_protocol', ['http', 'https'] as const) ?? 'http',
    insecure: own.boolean('nova_metadata_insecure') ?? false,
    secret: secret ?? '',
  }
  const limit = {
    most: rate.integer('base_query_rate_limit', 1, 1_000_000) ?? 10,
    window: rate.integer('base_window_duration', 1, 86_400) ?? 10,
  }
  const isLimited = rate.boolean('rate_limit_enabled') ?? false
  if (problems.length > 0) throw new ConfigurationError(problems)
  return {
    socket: own.text('metadata_proxy_socket') ?? `${statePath}/metadata_proxy`,
    mode: MODES[mode],
    // Whoever says nothing of Nova has none.
    ...((host !== undefined || secret !== undefined) && { nova }),
    ...(userData !== undefined && { userData }),
    ...(isLimited && { limit }),
  }
}

export const providerOf = ({ nova, userData }: MetadataOptions, logger: Logger): MetadataProvider =>
  nova === undefined ? new OwnProvider({ userData }) : new NovaProvider({ ...nova, logger })

export const limitOf = ({ limit }: MetadataOptions): RateLimit | undefined =>
  limit && new RateLimit(limit.most, limit.window)
