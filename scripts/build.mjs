// `npm run build`: what is published, with declarations that TypeScript has checked.
import { buildWithTypeScript } from './packages/build.mjs'
import { SetupError } from './setup/run.mjs'

try {
  await buildWithTypeScript()
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  process.stderr.write(`build: ${error.message}\n`)
  process.exitCode = 1
}
