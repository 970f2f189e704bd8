import type { ServiceModule } from '@netloom/core'

/** The service that a name in `requires` means; undefined = none that is loaded. */
export function whoIs(name: string, services: readonly ServiceModule[]): ServiceModule | undefined {
  return (
    services.find((service) => service.name === name) ?? services.find(({ aliases = [] }) => aliases.includes(name))
  )
}

/** Loaded services that this one requires. */
export function requiredBy(
  { requires = [] }: ServiceModule,
  services: readonly ServiceModule[],
): readonly ServiceModule[] {
  return requires.map((name) => whoIs(name, services)).filter((one) => one !== undefined)
}

/** Each after those that it requires, otherwise as they are listed. There must be no circle. */
export function inStartOrder(services: readonly ServiceModule[]): readonly ServiceModule[] {
  const ordered = new Set<ServiceModule>()
  const add = (service: ServiceModule): void => {
    if (ordered.has(service)) return
    for (const required of requiredBy(service, services)) add(required)
    ordered.add(service)
  }
  for (const service of services) add(service)
  return [...ordered]
}

/** Services of which each requires the next and the last the first; `[]` = there are none. */
export function circleAmong(services: readonly ServiceModule[]): readonly ServiceModule[] {
  const done = new Set<ServiceModule>()
  const follow = (service: ServiceModule, path: readonly ServiceModule[]): readonly ServiceModule[] => {
    const at = path.indexOf(service)
    if (at >= 0) return path.slice(at)
    if (done.has(service)) return []
    for (const required of requiredBy(service, services)) {
      const circle = follow(required, [...path, service])
      if (circle.length > 0) return circle
    }
    done.add(service)
    return []
  }
  for (const service of services) {
    const circle = follow(service, [])
    if (circle.length > 0) return circle
  }
  return []
}
