// Namespace tools for tests and demos: what crossed the wire.
export { startCapture, type Capture } from './capture.ts'
export { readPcap, type CapturedFrame } from './pcap.ts'
export { BROADCAST_MAC, decodeEthernet, type ArpPacket, type EthernetFrame, type Payload } from './ethernet.ts'
export { footprint, type Footprint } from './footprint.ts'
export { decodeTunnel, type TunnelFrame } from './tunnel-frame.ts'
export { decodeVxlan, type VxlanFrame } from './vxlan-frame.ts'
export {
  UserModeKernelError,
  runInUserModeKernel,
  whyNoUserModeKernel,
  type UserModeOptions,
  type UserModeResult,
} from './uml/run-in-user-mode-kernel.ts'
export { FrameInjector } from './guards/frame-injector.ts'
export { BROADCAST, about, arp, arpBody, ethernet, icmpv6, ipv4, ipv6, udp, type Arp } from './guards/frames.ts'
export { judge, spoofsOf } from './guards/check-frames.ts'
export { untilThrough, type FrameEnd } from './guards/until-through.ts'
export { neighbourFates } from './guards/neighbour-fates.ts'
export { neighbourFrames, type NeighbourFrame, type Station } from './guards/neighbour-frames.ts'
export { OWN, PAIR, VERDICTS, type Verdict } from './guards/verdicts.ts'
export { testAuthority, type TestAuthority, type TestCertificate } from './test-authority.ts'
export { applyFirewall, bridgeEngine, type BridgeEngineOptions } from './verdicts/bridge-engine.ts'
export { deciderOf, framesOf, modelDecision, tokenOf, viewOf } from './verdicts/model-verdicts.ts'
export { readFrame } from './verdicts/frames/read-frame.ts'
export { runVerdicts, sceneOf, type Fate } from './verdicts/run-verdicts.ts'
export { stageCase, type StagedCase } from './verdicts/stage-case.ts'
export {
  PERMITTED_ETHERTYPE,
  type RuleSpec,
  type Send,
  type VerdictCase,
  type VerdictPlace,
} from './verdicts/cases/verdict-case.ts'
export type { VerdictEngine, VerdictScene, VerdictSwitch } from './verdicts/verdict-engine.ts'
export { VERDICT_TABLE } from './verdicts/verdict-table.ts'
export { generatedCases } from './verdicts/generated-cases.ts'
export { CHANGING_GROUPS, type ChangingGroups } from './verdicts/changing-groups.ts'
