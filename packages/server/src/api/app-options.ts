import type { Resource } from '@netloom/api'
import type { Logger, Netloom } from '@netloom/core'
import type { Store } from '@netloom/core/store'
import type { Registry } from 'prom-client'
import type { ContextOf } from '../auth/authenticator.ts'
import type { CorsOptions } from './cors.ts'
import type { OriginOptions } from './origin.ts'
import type { Certificate } from '../listen/certificate.ts'
import type { Limits } from '../limits/limits.ts'
import type { MetricsAccess } from '../metrics/may-read-metrics.ts'

export interface AppOptions extends OriginOptions {
  readonly netloom: Netloom
  readonly resources: readonly Resource[]
  /** Who asks; throws the error that a client without valid credentials is told. */
  readonly contextOf: ContextOf
  /** Longest page of a list (Neutron: `pagination_max_limit`). Default: any. */
  readonly maxLimit?: number
  readonly limits?: Partial<Limits>
  /** The controller's store, so that readiness and metrics know of it. */
  readonly store?: Store
  /** Where figures go that `/metrics` shows; one registry per server. See `measuredStore`. */
  readonly registry?: Registry
  /** Who may read `/metrics`. Default `loopback`: processes of this machine. */
  readonly metricsAccess?: MetricsAccess
  /** Characters of rendered JSON kept at most. Default 16 Mi. */
  readonly cacheLimit?: number
  /** Web pages that may call it from browsers. Default: none. */
  readonly cors?: CorsOptions
  /** Served over TLS with it. */
  readonly tls?: Certificate
  readonly logger?: Logger
}
