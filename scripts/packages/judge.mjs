import { join } from 'node:path'
import { root } from '../setup/root.mjs'
import { run, SetupError } from '../setup/run.mjs'

const bin = (name) => join(root, 'node_modules', '.bin', name)

/** Lets publint and arethetypeswrong read one tarball; ESM only, so CommonJS callers on old Nodes are not asked about. */
export async function judge({ filename, manifest }) {
  const verdicts = [
    await run(bin('publint'), ['run', filename, '--strict']),
    await run(bin('attw'), [filename, '--profile', 'esm-only', '--no-emoji', '--format', 'ascii']),
  ]
  for (const { code, output } of verdicts) {
    if (code !== 0) throw new SetupError(`${manifest.name} is not fit to publish\n${output}`)
  }
}
