import type { ExtensionDriver } from '../driver/extension-driver.ts'
import type { MechanismDriver } from '../driver/mechanism-driver.ts'
import type { TypeDriver } from '../driver/type-driver.ts'
import type { Logger } from '../base/logger.ts'
import type { Store } from '../store/store.ts'
import type { InjectionToken } from './di.ts'
import type { Ml2Options } from '../model/ml2-options.ts'

// Symbol.for: two copies of core in one dependency tree still agree on their tokens.
export const TYPE_DRIVER: InjectionToken<TypeDriver> = Symbol.for('@netloom/core:TypeDriver')
export const MECHANISM_DRIVER: InjectionToken<MechanismDriver> = Symbol.for('@netloom/core:MechanismDriver')
export const EXTENSION_DRIVER: InjectionToken<ExtensionDriver> = Symbol.for('@netloom/core:ExtensionDriver')
export const STORE: InjectionToken<Store> = Symbol.for('@netloom/core:Store')
export const LOGGER: InjectionToken<Logger> = Symbol.for('@netloom/core:Logger')
export const ML2_OPTIONS: InjectionToken<Ml2Options> = Symbol.for('@netloom/core:Ml2Options')
