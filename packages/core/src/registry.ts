export { withDeadline } from './registry/deadline.ts'
export {
  createContainer,
  type DependencyContainer,
  inject,
  injectable,
  injectAll,
  type InjectionToken,
  singleton,
} from './registry/di.ts'
export { DriverRegistry } from './registry/driver-registry.ts'
export { judgeModules } from './registry/judge-modules.ts'
export { resolveDriver } from './registry/resolve-driver.ts'
