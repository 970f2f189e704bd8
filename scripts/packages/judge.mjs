import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { root } from '../setup/root.mjs'
import { run, SetupError } from '../setup/run.mjs'

const attw = join(root, 'node_modules', '.bin', 'attw')

/** Lets publint and arethetypeswrong read one tarball; ESM only, so CommonJS callers on old Nodes are not asked about. */
export async function judge({ filename, manifest }) {
  const problems = await publintProblems(filename, manifest)
  if (problems.length > 0) throw new SetupError(`${manifest.name} is not fit to publish\n${problems.join('\n')}`)
  const { code, output } = await run(attw, [filename, '--profile', 'esm-only', '--no-emoji', '--format', 'ascii'])
  if (code !== 0) throw new SetupError(`${manifest.name} is not fit to publish\n${output}`)
}

async function publintProblems(filename, manifest) {
  const { buffer, byteOffset, byteLength } = await readFile(filename)
  const tarball = buffer.slice(byteOffset, byteOffset + byteLength)
  const { messages } = await publint({ pack: { tarball }, strict: true })
  return messages
    .filter((message) => message.type === 'error' && !isCopy(message))
    .map((message) => formatMessage(message, manifest) ?? message.code)
}

/** Examples to copy lie in the guides of `core`: their manifests are no entries of ours until they stand on their own. */
const isCopy = ({ code, args }) =>
  code === 'NESTED_PACKAGE_JSON_FIELD_IGNORED' && args.filePath.startsWith('./docs/examples/')
