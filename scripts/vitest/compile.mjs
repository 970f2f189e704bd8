import { compile } from '../setup/compile.mjs'

/** Processes that tests start run from `dist`; it must say what the sources say, also when vitest was called by hand. */
export async function setup() {
  await compile((what) => process.stderr.write(`${what}\n`))
}
