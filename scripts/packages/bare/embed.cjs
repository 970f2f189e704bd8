// A CommonJS file of a stranger: require() of ES modules, and an error whose code it can read.
const assert = require('node:assert/strict')
const { adminContext } = require('@netloom/core')
const { createNetloom } = require('@netloom/ml2')
const { sqliteStore } = require('@netloom/store')
const { vxlan } = require('@netloom/type-vxlan')

async function main() {
  const netloom = await createNetloom({
    modules: [vxlan({ vniRanges: [[7, 7]] })],
    store: sqliteStore(':memory:'),
    ml2: { projectNetworkTypes: ['vxlan'] },
  })
  const admin = adminContext()
  await netloom.networks.create(admin, { name: 'the only one' })
  await assert.rejects(netloom.networks.create(admin, { name: 'one too many' }), { code: 'NoNetworkAvailable' })
  await netloom.close()
  console.log('ok  a CommonJS file uses up its only VNI and is told so')
}

main()
