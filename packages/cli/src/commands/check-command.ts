import type { Command } from 'commander'
import { describeForeignChain, probe, type ProbeReport } from '@netloom/dataplane'
import type { PartVerdict } from '../compose/judge-packages.ts'
import { describeConnections } from '../output/describe-connections.ts'
import { describeProblem } from '../output/describe-problem.ts'
import { print, table } from '../output/print.ts'
import { judgeFolder } from '../secrets/judge-folder.ts'
import type { SecretsJudgement } from '../secrets/judge-secrets.ts'
import { withJson, type GlobalOptions } from './global-options.ts'

interface CheckOptions extends GlobalOptions {
  readonly dir: string
}

export function addCheck(program: Command): void {
  withJson(program.command('check'))
    .description(
      'try what this kernel and the installed tools can do, and which drivers that leaves; judge who may read the secrets',
    )
    .option('--dir <folder>', 'where INI files and secrets are', '/etc/netloom')
    .action(async ({ dir, json }: CheckOptions) => {
      const [{ judgePackages, needsOf }, { findHostPackages }] = await Promise.all([
        import('../compose/judge-packages.ts'),
        import('../compose/host-packages.ts'),
      ])
      const found = await findHostPackages()
      const [report, parts, secrets] = await Promise.all([
        probe(needsOf(found)),
        judgePackages(found),
        judgeFolder(dir),
      ])
      print({ ...report, parts, secrets }, json === true, () =>
        [describeProbe(report), ...describeParts(parts), ...describeSecrets(secrets)].join('\n'),
      )
      if (!canWork(report) || secrets.problems.length > 0) process.exitCode = 1
    })
}

/** What others' packages bring; nothing where there are none. */
function describeParts(parts: readonly PartVerdict[]): readonly string[] {
  if (parts.length === 0) return []
  const rows = parts.map(({ part, package: from, ok, problem }) => [part, from, ok ? 'yes' : 'no', problem ?? ''])
  return ['', table(['PART', 'PACKAGE', 'LOADS', 'IT SAID'], rows)]
}

function describeSecrets({ problems, warnings }: SecretsJudgement): readonly string[] {
  const lines = [
    ...problems.map((problem) => `error: ${describeProblem(problem)}`),
    ...warnings.map((warning) => `warning: ${describeProblem(warning)}`),
  ]
  return lines.length === 0 ? [] : ['', ...lines]
}

/** Whether a host can do anything for us at all: without a switch of some mechanism it cannot. */
export function canWork({ drivers }: ProbeReport): boolean {
  return drivers.some(({ driver, ok }) => ok && driver.startsWith('mechanism '))
}

export function describeProbe({ kernel, iproute2, features, drivers, connections, foreign }: ProbeReport): string {
  const failed = features.filter(({ ok }) => !ok)
  return [
    `kernel ${kernel}, iproute2 ${iproute2}`,
    ...(connections === undefined ? [] : [describeConnections(connections)]),
    '',
    table(
      ['FEATURE', 'WORKS', 'IT SAID'],
      features.map(({ name, ok, said }) => [name, ok ? 'yes' : 'no', said ?? '']),
    ),
    '',
    table(
      ['DRIVER', 'WORKS', 'MISSING'],
      drivers.map(({ driver, ok, missing }) => [driver, ok ? 'yes' : 'no', missing.join(', ')]),
    ),
    ...(failed.length === 0 ? [] : ['', ...failed.map(({ name, fix }) => `${name}: ${fix ?? ''}`)]),
    ...(foreign.length === 0 ? [] : ['', ...foreign.map((one) => `warning: ${describeForeignChain(one)}`)]),
  ].join('\n')
}
