/**
 * One lock per database: whoever writes, or migrates, holds it. So a transaction sees what it would see if it were alone, and
 * log positions become visible in their order. ('netl', 'oom' 1 as numbers, to be nobody else's by accident.)
 */
export const WRITER_LOCK = '1852142700, 1869573377'
