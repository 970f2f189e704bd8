// Makes a fresh checkout ready to run: `npm run setup`, and first step of `npm run demo`, `npm test` and `npm run bench`.
// `--tests`: with what only tests need. `--root`: what follows cannot do without root, so say so before installing anything.
// It runs before anything is installed, so it imports nothing but Node. A step that has nothing to do costs milliseconds.
import { installClients } from './setup/install-clients.mjs'
import { dhclient, haproxy, installOptional, openvswitch, userModeLinux } from './setup/install-optional.mjs'
import { installPackages } from './setup/install-packages.mjs'
import { installPostgres } from './setup/install-postgres.mjs'
import { installTools } from './setup/install-tools.mjs'
import { compile } from './setup/compile.mjs'
import { SetupError } from './setup/run.mjs'
import { step } from './setup/progress.mjs'
import { requireNode, requireRoot } from './setup/requirements.mjs'

try {
  requireNode()
  if (process.argv.includes('--root')) requireRoot()
  await step('system tools', installTools)
  await step('Open vSwitch', (say) => installOptional(openvswitch, say))
  await step('DHCP client', (say) => installOptional(dhclient, say))
  await step('metadata proxy', (say) => installOptional(haproxy, say))
  if (process.argv.includes('--tests')) {
    await step('user-mode kernel', (say) => installOptional(userModeLinux, say))
    await step('PostgreSQL', installPostgres)
    await step('OpenStack clients', installClients)
  }
  await step('npm packages', installPackages)
  await step('build', compile)
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  process.stderr.write(`setup: ${error.message}\n`)
  process.exitCode = 1
}
