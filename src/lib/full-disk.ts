const CODES: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT']);

/** Whether something could not be written because the disk, or the share of it that one may use, is full. */
export function isFullDisk(error: unknown): boolean {
  return error instanceof Error && 'code' in error && CODES.has(error.code);
}

/** What a disk has not done, under the system's code for why (`ENOSPC`). The system's own words would name the path. */
export function diskError(what: string, code: string | undefined): Error {
  return Object.assign(new Error(`${what}: ${code ?? 'unknown'}`), { code });
}
