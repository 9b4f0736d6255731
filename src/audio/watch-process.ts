import { readFile } from 'node:fs/promises';

/** Memory can be filled at about a gigabyte a second, so a limit is exceeded by some tens of megabytes. */
const INTERVAL_MS = 50;

/** Linux counts them a hundred a second for whoever asks, whatever its own clock does. */
const TICK_MS = 10;

export interface ProcessLimits {
  /** Of all it has; nothing bounds typed arrays and the memory of WebAssembly from within. */
  memoryMegabytes?: number | undefined;
  /** Of the processor, from now on, over all its threads: a busy machine takes none of it away. */
  cpuMs?: number | undefined;
}

/**
 * Tells once when a process takes more than it may, until the function that is returned is called. Where there is no `/proc`,
 * nothing is told.
 */
export function watchProcess(
  pid: number | undefined,
  { memoryMegabytes, cpuMs }: ProcessLimits,
  onExceeded: (what: 'memory' | 'cpu') => void,
): () => void {
  if (pid === undefined || (memoryMegabytes === undefined && cpuMs === undefined)) return () => {};
  let usedBefore: number | undefined;
  let isOver = false;
  const look = async () => {
    const [memory, used] = await Promise.all([residentMegabytes(pid), cpuMsOf(pid)]);
    usedBefore ??= used;
    const exceeded =
      memoryMegabytes !== undefined && memory > memoryMegabytes
        ? 'memory'
        : cpuMs !== undefined && used - usedBefore > cpuMs
          ? 'cpu'
          : undefined;
    if (isOver || exceeded === undefined) return;
    stop();
    onExceeded(exceeded);
  };
  const timer = setInterval(look, INTERVAL_MS);
  const stop = () => {
    isOver = true;
    clearInterval(timer);
  };
  void look();
  return stop;
}

async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'latin1').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1_000;
}

async function cpuMsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  // The name of the program stands in brackets and may hold anything; what follows are numbers.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_MS;
}
