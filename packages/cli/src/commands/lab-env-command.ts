import type { Command } from 'commander'
import { apiEndpoint } from '../lab/state/api-endpoint.ts'
import { requireLab } from '../lab/state/open-lab.ts'
import { clientEnvironment, describeEnvironment } from '../output/client-environment.ts'
import { print } from '../output/print.ts'
import { withJson, type GlobalOptions } from './global-options.ts'

interface EnvOptions extends GlobalOptions {
  readonly name: string
}

export function addLabEnv(lab: Command): void {
  withJson(lab.command('env'))
    .description('print what the openstack command and openstacksdk need: eval "$(netloom lab env)"')
    .option('--name <lab>', 'name of the lab', 'lab')
    .action(async (options: EnvOptions) => {
      const endpoint = await apiEndpoint(await requireLab(options.name))
      print(clientEnvironment(endpoint), options.json === true, describeEnvironment)
    })
}
