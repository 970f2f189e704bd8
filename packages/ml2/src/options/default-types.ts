import { DEFAULT_ML2_OPTIONS } from '@netloom/core'

/**
 * What project networks are made of when nobody says it: Neutron's default where its driver is loaded, else the types that are,
 * in the order of the modules. Who composes three modules wants networks of them.
 */
export function defaultProjectTypes(
  modules: readonly { readonly kind: string; readonly name: string }[],
): readonly string[] {
  const loaded = modules.filter(({ kind }) => kind === 'type').map(({ name }) => name)
  const usual = DEFAULT_ML2_OPTIONS.projectNetworkTypes
  return loaded.length === 0 || usual.every((type) => loaded.includes(type)) ? usual : loaded
}
