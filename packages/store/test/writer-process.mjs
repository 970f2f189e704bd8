// Run as a process of its own by the tests that kill it: writes until it is killed, and says which writes were acknowledged.
// JavaScript on what is compiled (`scripts/vitest/compile.mjs` sees to that): it comes up in a quarter of the time.
import { storeAt } from '@netloom/store'

const [location = ''] = process.argv.slice(2)
const store = storeAt(location)
await store.initialize()
process.stdout.write('ready\n')

const base = `${String(process.pid)}-${String(Date.now())}`
async function writeForEver(lane) {
  for (let n = 0; ; n += 1) {
    const name = `${base}-${String(lane)}-${String(n)}`
    await store.transaction(async (tx) => {
      await tx.db
        .insertInto('provisioning_blocks')
        .values({ object_type: 'first', object_id: name, entity: 'x' })
        .execute()
      await tx.publish([{ topic: `lane/${String(lane)}`, key: name, revision: 1, body: { name } }])
      await tx.db
        .insertInto('provisioning_blocks')
        .values({ object_type: 'last', object_id: name, entity: 'x' })
        .execute()
    })
    process.stdout.write(`${name}\n`)
  }
}
await Promise.all([0, 1, 2, 3].map(writeForEver))
