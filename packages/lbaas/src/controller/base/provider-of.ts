import { lbErrors } from '../errors/lb-errors.ts'
import type { ParsedLbaasOptions } from './lbaas-options.ts'
import type { LoadBalancerProvider } from './provider.ts'

/** @throws ProviderNotEnabledError */
export function requireProvider(options: ParsedLbaasOptions, name: string | null | undefined): LoadBalancerProvider {
  const found = options.providers.find((one, index) => ((name ?? '') === '' ? index === 0 : one.name === name))
  if (found === undefined) throw lbErrors.providerNotEnabled(String(name))
  return found
}

/** Of a balancer that is there: its provider may have been taken out of the files since. */
export const providerOf = (options: ParsedLbaasOptions, name: string): LoadBalancerProvider =>
  options.providers.find((one) => one.name === name) ?? { name, description: '' }
