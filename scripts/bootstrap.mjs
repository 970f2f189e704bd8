// Makes a fresh checkout ready to run: `npm run setup`, and first step of `npm run demo`, `npm test` and `npm run bench`.
// `--tests`: with what only tests need. `--root`: what follows cannot do without root, so say so before installing anything.
// It runs before anything is installed, so it imports nothing but Node. A step that has nothing to do costs milliseconds.
import { installDebian, requireInstallable } from './setup/install-debian.mjs'
import { installPackages } from './setup/install-packages.mjs'
import { compile } from './setup/compile.mjs'
import { SetupError } from './setup/run.mjs'
import { step } from './setup/progress.mjs'
import { requireNode, requireRoot } from './setup/requirements.mjs'

try {
  requireNode()
  if (process.argv.includes('--root')) requireRoot()
  requireInstallable()
  const tests = process.argv.includes('--tests')
  // Side by side: one waits for Debian's servers and dpkg, the other for npm's. Nothing is left running when one of them fails.
  const outcomes = await Promise.allSettled([
    step('Debian packages', (say) => installDebian({ tests }, say)),
    step('npm packages', installPackages),
  ])
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
  await step('build', compile)
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  process.stderr.write(`setup: ${error.message}\n`)
  process.exitCode = 1
}
