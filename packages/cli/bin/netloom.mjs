#!/usr/bin/env -S node --max-semi-space-size=8
// A smaller nursery: a controller keeps a sixth less memory, and is as fast.
import { cacheCompiledCode } from './compile-cache.mjs'

cacheCompiledCode()
await import('../dist/main.js')
