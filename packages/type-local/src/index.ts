import { CONTRACT, type DriverModule, type DriverPackage, ML2_OPTIONS, TYPE_DRIVER } from '@netloom/core'
import { singleton } from '@netloom/core/registry'
import { LOCAL, LocalTypeDriver } from './local-type-driver.ts'

export { LocalTypeDriver }

/** Networks that reach no further than their host: `createNetloom({ modules: [local()], … })`. */
export function local(): DriverModule {
  return {
    contract: CONTRACT,
    kind: 'type',
    name: LOCAL,
    register: (container) => {
      container.register(TYPE_DRIVER, { useFactory: singleton((c) => new LocalTypeDriver(c.resolve(ML2_OPTIONS))) })
    },
  }
}

/** `type_drivers = local`; there are no options. */
export const driverPackage: DriverPackage = { kind: 'type', name: LOCAL, fromIni: () => local() }
