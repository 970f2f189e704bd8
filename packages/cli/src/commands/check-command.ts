import type { Command } from 'commander'
import { probe, type ProbeReport } from '@netloom/dataplane'
import { print, table } from '../output/print.ts'
import { withJson, type GlobalOptions } from './global-options.ts'

export function addCheck(program: Command): void {
  withJson(program.command('check'))
    .description('try what this kernel and the installed tools can do, and which drivers that leaves')
    .action(async (options: GlobalOptions) => {
      const report = await probe()
      print(report, options.json === true, describeProbe)
      if (!canWork(report)) process.exitCode = 1
    })
}

/** Whether a host can do anything for us at all: without a switch of some mechanism it cannot. */
export function canWork({ drivers }: ProbeReport): boolean {
  return drivers.some(({ driver, ok }) => ok && driver.startsWith('mechanism '))
}

export function describeProbe({ kernel, iproute2, features, drivers }: ProbeReport): string {
  const failed = features.filter(({ ok }) => !ok)
  return [
    `kernel ${kernel}, iproute2 ${iproute2}`,
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
  ].join('\n')
}
