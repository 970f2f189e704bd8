// The lab as a library: what the `netloom lab` commands do, for tests, demos and benches.
export { labUp, type LabUpRequest } from './lab-up.ts'
export type { HostRequest } from './lab-hosts.ts'
export { labDown } from './lab-down.ts'
export { labBoot, type BootedVm } from './lab-boot.ts'
export type { BootRequest } from './boot-request.ts'
export { labDelete, labMigrate } from './lab-move.ts'
export { labExec, type ExecResult } from './lab-exec.ts'
export { labRestart, labStop } from './lab-lifecycle.ts'
export { labStatus, type LabStatus } from './lab-status.ts'
export { applyTopology, type AppliedChange, type ApplyOptions } from './lab-apply.ts'
export { parseTopology, readTopology, type Topology } from './topology.ts'
export {
  controlSocket,
  labDirectory,
  inspectionSocket,
  logFile,
  type LabHost,
  type LabState,
  type LabVm,
} from './lab-state.ts'
export { requireLab, withController } from './open-lab.ts'
export { hostNetns, switchPort, tapName, underlayNetns, vmNetns } from './names.ts'
