import type { ServiceModule } from '@netloom/core'

/** As messages name it. */
export const serviceLabel = ({ name, packageName }: Pick<ServiceModule, 'name' | 'packageName'>): string =>
  `service '${name}'${packageName === undefined ? '' : ` of ${packageName}`}`
