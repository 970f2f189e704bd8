import { join } from 'node:path'
import type { DeviceKind, Step } from '@netloom/core'
import { applyEach } from '../steps/apply-each.ts'
import { sameFiles } from './served-files.ts'
import type { ServiceProcessState } from './service-process-state.ts'
import type { ServiceProcesses } from './service-processes.ts'
import type { ServiceProgram } from './service-program.ts'

/** How one sort of process appears among a host's states. */
export interface ServiceProcessKindOptions {
  readonly kind: string
  /** Above 41: namespaces and the links that lead there come first. */
  readonly order: number
}

/** Processes of a service as states. A service whose process needs more than files replaces members of this kind. */
export const serviceProcessKind = (
  processes: ServiceProcesses,
  { kind, order }: ServiceProcessKindOptions,
): DeviceKind<ServiceProcessState> => ({
  kind,
  order,
  key: ({ id }) => `${kind} ${id}`,
  equal: (a, b) =>
    a.running && b.running && a.namespace === b.namespace && sameLine(a, b) && sameFiles(a.files, b.files),
  parents: () => [],
  device: ({ namespace }) => namespace,
  commands: () => [],
  describe: (step) => describe(step, processes.program),
  read: async (host, scope) => (await processes.read(host, scope)).map((found) => ({ kind, ...found })),
  apply: (steps, host) =>
    applyEach(steps, ({ op, state }) => (op === 'remove' ? processes.remove(state) : processes.serve(state, host))),
  watch: (listener) => processes.start(listener),
})

const sameLine = (a: ServiceProcessState, b: ServiceProcessState): boolean =>
  a.arguments.join('\0') === b.arguments.join('\0')

/** Whether the step leaves the process alive. */
export const keepsProcess = (step: Step<ServiceProcessState>): boolean =>
  step.op === 'replace' && step.actual.running && sameLine(step.state, step.actual)

function describe(step: Step<ServiceProcessState>, { reload }: ServiceProgram): readonly string[] {
  const { arguments: line, directory, files, namespace } = step.state
  const pid = `$(cat ${join(directory, 'pid')})`
  if (step.op === 'remove') return [`kill ${pid}`, `rm -r ${directory}`]
  const before = step.op === 'replace' ? step.actual : undefined
  const lines = Object.entries(files).flatMap(([name, text]) =>
    fileLines(join(directory, name), before?.files[name], text),
  )
  const isKept = keepsProcess(step) && (reload !== undefined || lines.length === 0)
  if (isKept) return [...lines, ...(lines.length > 0 ? [`kill -${(reload ?? '').slice('SIG'.length)} ${pid}`] : [])]
  return [
    ...lines,
    ...(before?.running === true ? [`kill ${pid}`] : []),
    `ip netns exec ${namespace} ${line.join(' ')}`,
  ]
}

/** Lines that come and go, as a difference shows them. */
function fileLines(path: string, before: string | undefined, after: string): readonly string[] {
  if (before === after) return []
  const [old, now] = [new Set((before ?? '').split('\n')), new Set(after.split('\n'))]
  return [
    ...[...old].filter((line) => line !== '' && !now.has(line)).map((line) => `${path}: - ${line}`),
    ...[...now].filter((line) => line !== '' && !old.has(line)).map((line) => `${path}: + ${line}`),
  ]
}
