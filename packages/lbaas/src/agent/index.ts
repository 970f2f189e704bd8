export { loadBalancerPayload } from './load-balancer-payload.ts'
