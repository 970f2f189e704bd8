import type { Command } from 'commander'
import { judgeConfiguration, type Judgement } from '../compose/judge-configuration.ts'
import { describeProblem } from '../output/describe-problem.ts'
import { print } from '../output/print.ts'
import { withJson, type GlobalOptions } from './global-options.ts'

const USAGE = 2

export function addConfig(program: Command): void {
  const config = program.command('config').description('look at configuration files')
  withJson(config.command('check <files...>'))
    .description(
      'judge INI files as Neutron writes them, a later one wins: every problem, options that nobody knows, and options without an effect',
    )
    .action(async (files: readonly string[], options: GlobalOptions) => {
      const judgement = await judgeConfiguration(files)
      const { problems, warnings, notes } = judgement
      print({ ok: problems.length === 0, problems, warnings, notes }, options.json === true, () => describe(judgement))
      if (problems.length > 0) process.exitCode = USAGE
    })
}

function describe({ problems, warnings, notes, modules }: Judgement): string {
  const drivers = modules.map(({ kind, name }) => `${kind} ${name}`).join(', ')
  return [
    ...problems.map((problem) => `error: ${describeProblem(problem)}`),
    ...warnings.map((warning) => `warning: ${describeProblem(warning)}`),
    ...notes.map(({ options, instead }) => `no effect: ${options.join(', ')}: ${instead}`),
    ...(problems.length === 0 ? [`fine; drivers: ${drivers}`] : []),
  ].join('\n')
}
