// The only file that knows tsyringe; reflect-metadata must be loaded before it.
import 'reflect-metadata'
import { container, type DependencyContainer, type InjectionToken } from 'tsyringe'
export { inject, injectAll, injectable, instanceCachingFactory as singleton } from 'tsyringe'
export type { DependencyContainer, InjectionToken }

/** A container of our own: nothing is ever registered in tsyringe's global one. */
export const createContainer = (): DependencyContainer => container.createChildContainer()
