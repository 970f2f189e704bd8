// Looks at the packages as a stranger gets them: packs each one, lets publint and attw judge the tarballs,
// then installs all tarballs with npm into a bare folder and loads them from an ES module and from CommonJS.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildWithTypeScript } from './packages/build.mjs'
import { root } from './setup/root.mjs'
import { SetupError } from './setup/run.mjs'
import { installTarballs, loadInstalled } from './packages/bare-project.mjs'
import { judgeCopiedExamples } from './packages/copied-examples.mjs'
import { judgeDeclarations } from './packages/declarations.mjs'
import { judge } from './packages/judge.mjs'
import { pack } from './packages/pack.mjs'
import { judgeSmallProject } from './packages/small-project.mjs'

const work = mkdtempSync(join(tmpdir(), 'netloom-packages-'))
try {
  await buildWithTypeScript()
  const tarballs = []
  for (const name of readdirSync(join(root, 'packages')).sort()) {
    const tarball = await pack(join(root, 'packages', name), work)
    await judge(tarball)
    console.log(`ok  ${tarball.manifest.name}@${tarball.manifest.version}  ${String(tarball.files.length)} files`)
    tarballs.push(tarball)
  }
  const project = join(work, 'bare')
  await installTarballs(project, tarballs)
  await loadInstalled(project, tarballs)
  await judgeDeclarations(project, tarballs)
  await judgeCopiedExamples(project)
  await judgeSmallProject(join(work, 'small'), tarballs)
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(`packages: ${error.message}`)
  process.exitCode = 1
} finally {
  rmSync(work, { recursive: true, force: true })
}
