/** Text without anything that a reader of lines takes for the end of one (Python's `splitlines` knows them all). */
export const ONE_LINE: RegExp = /^[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029\0]*$/
