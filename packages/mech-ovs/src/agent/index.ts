export { openvswitchRenderer } from './render/openvswitch-renderer.ts'
export type { OpenvswitchRendererOptions, TunnelType } from './options/renderer-options.ts'
export {
  openvswitchIniOptions,
  readOpenvswitchOptions,
  type OpenvswitchAgentOptions,
} from './options/read-renderer-options.ts'
export { openvswitchFirewall, type OpenvswitchFirewallOptions } from './firewall/openvswitch-firewall.ts'
export { openvswitchKinds } from './kinds/openvswitch-kinds.ts'
export type { OpenvswitchOptions } from './kinds/openvswitch-options.ts'
