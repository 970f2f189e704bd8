export { l3Role } from './l3-role.ts'
export { readL3Options } from './read-l3-options.ts'
export { rolePackage } from './role-package.ts'
export { routerKinds } from './router-kinds.ts'
