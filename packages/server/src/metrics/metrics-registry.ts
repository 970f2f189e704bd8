import { Registry } from 'prom-client'

/** Holds the figures of one server. Nothing is ever put into prom-client's global registry. */
export function metricsRegistry(): Registry {
  return new Registry()
}
