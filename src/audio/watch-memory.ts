import { readFile } from 'node:fs/promises';

/** Memory can be filled at about a gigabyte a second, so a limit is exceeded by some tens of megabytes. */
const INTERVAL_MS = 50;

/**
 * Tells once when a process takes more memory than it may, until the function that is returned is called. Nothing bounds
 * typed arrays and the memory of WebAssembly from within. Where there is no `/proc`, nothing is told.
 */
export function watchMemory(
  pid: number | undefined,
  maximumMegabytes: number | undefined,
  onExceeded: () => void,
): () => void {
  if (pid === undefined || maximumMegabytes === undefined) return () => {};
  const timer = setInterval(async () => {
    if ((await residentMegabytes(pid)) <= maximumMegabytes) return;
    clearInterval(timer);
    onExceeded();
  }, INTERVAL_MS);
  return () => clearInterval(timer);
}

async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'latin1').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1_000;
}
