export { firewallRole } from './firewall-role.ts'
export { rolePackage } from './role-package.ts'
export { routerFilterKind } from './router-filter-kind.ts'
