import { expect } from 'vitest'

// What values look like that are different each time.
export const ID: string = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as string
export const TIME: string = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string
export const MAC: string = expect.stringMatching(/^fa:16:3e(:[0-9a-f]{2}){3}$/) as string
export const PROJECT: string = expect.any(String) as string

const mark = `cl${process.pid.toString(36)}${Date.now().toString(36).slice(-4)}`

/** A name that nobody else's object has. */
export const called = (name: string): string => `${mark}-${name}`
