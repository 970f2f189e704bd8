export { describeStore } from './describe-store.ts'
export type { StoreSetup } from './store/with-store.ts'
export { brokenRules, describeChecks, type ConformanceCheck, type ConformanceSetup } from './support/check.ts'
export { describeTypeDriver, typeDriverChecks } from './describe-type-driver.ts'
export type { TypeDriverFixture } from './driver/type-driver-fixture.ts'
export { describeMechanismDriver, mechanismDriverChecks } from './describe-mechanism-driver.ts'
export type { MechanismDriverFixture } from './driver/mechanism-driver-fixture.ts'
export { describeSwitchRenderer, switchRendererChecks, switchRendererHostChecks } from './describe-switch-renderer.ts'
export type { SwitchRendererFixture } from './driver/switch-renderer-fixture.ts'
export { describeExtensionDriver, extensionDriverChecks } from './describe-extension-driver.ts'
export type { ExtensionDriverFixture } from './driver/extension-driver-fixture.ts'
export { describeFirewallRenderer, firewallRendererChecks } from './describe-firewall-renderer.ts'
export type { FirewallRendererFixture } from './driver/firewall-renderer-fixture.ts'
export { describeVerdicts, type VerdictOptions } from './describe-verdicts.ts'
export { describeDhcpDriver, dhcpDriverChecks, type DhcpDriverFixture } from './describe-dhcp-driver.ts'
export { sampleDhcpNetwork, type SampleDhcp } from './driver/sample-dhcp-networks.ts'
export {
  sampleAgent,
  sampleBindingContext,
  sampleNetwork,
  samplePort,
  samplePortContext,
  sampleSegment,
  sampleSubnet,
  SAMPLE_NETWORK_ID,
  SAMPLE_PORT_ID,
  type SamplePort,
} from './driver/sample-contexts.ts'
export { describeService, serviceChecks } from './describe-service.ts'
export type { ServiceFixture, ServiceObjects, ServicePlace } from './service/service-fixture.ts'
export { agentRoleChecks, describeAgentRole } from './describe-agent-role.ts'
export type { AgentRoleFixture, RoleItem, RoleObject } from './role/agent-role-fixture.ts'
export { describeDeviceKind, deviceKindChecks } from './describe-device-kind.ts'
export type { DeviceKindFixture } from './kind/device-kind-fixture.ts'
export { apiDeclarationChecks, describeApiDeclaration } from './describe-api-declaration.ts'
export type { ApiDeclarationFixture } from './api/api-declaration-fixture.ts'
