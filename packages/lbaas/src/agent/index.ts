export { loadBalancerPayload } from './load-balancer-payload.ts'
export { loadBalancerRole } from './load-balancer-role.ts'
export { rolePackage } from './role-package.ts'
