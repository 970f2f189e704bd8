import { brokenBindings } from './broken-mechanism-bindings.ts'
import { brokenHooks } from './broken-mechanism-hooks.ts'

export const brokenMechanismDrivers = [...brokenBindings, ...brokenHooks] as const
