export type { AllowedHelpers } from './base/allowed-helpers.ts'
export type { ConntrackHelperService } from './conntrack-helpers/conntrack-helper-service.ts'
export type { FloatingIpService } from './floating-ips/floating-ip-service.ts'
export type { L3ServiceOptions } from './base/l3-service-options.ts'
export { routers, servicePackage } from './l3-service.ts'
export type { ConntrackHelper, ConntrackHelperCreate, ConntrackHelperUpdate } from './model/conntrack-helper.ts'
export type {
  FloatingIpCreate,
  FloatingIpForwarding,
  FloatingIpPortDetails,
  FloatingIpStatus,
  FloatingIpUpdate,
  ShownFloatingIp,
} from './model/floating-ip.ts'
export type { PortForwarding, PortForwardingCreate, PortForwardingUpdate, PortRange } from './model/port-forwarding.ts'
export type {
  ExternalGatewayInfo,
  GatewayRequest,
  InterfaceRequest,
  Router,
  RouterCreate,
  RouterHelper,
  RouterInterface,
  RouterStatus,
  RouterUpdate,
} from './model/router.ts'
export type { PortForwardingService } from './port-forwardings/port-forwarding-service.ts'
export type { RouterService } from './routers/router-service.ts'
export type { RouterSchedulingService } from './scheduling/router-scheduling.ts'
