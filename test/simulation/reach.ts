import { Session } from 'node:inspector';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** A place in a source file of the repository. */
export interface Anchor {
  /** From the root of the repository on. */
  file: string;
  /** Of a character in it. */
  offset: number;
}

export interface Reach {
  /** How often the code at each anchor has run since it was asked last. */
  take(): number[];
}

interface Range {
  startOffset: number;
  endOffset: number;
  count: number;
}

interface Script {
  url: string;
  functions: { ranges: Range[] }[];
}

const ROOT = pathToFileURL(fileURLToPath(new URL('../../', import.meta.url))).href;

/** Counts how often some places in the sources of this process are come to. To be made before they are loaded. */
export function createReach(anchors: readonly Anchor[]): Reach {
  const session = new Session();
  session.connect();
  const post = (method: string, parameters: object = {}): unknown => {
    let answer: unknown;
    // Within one process it is answered at once.
    session.post(method, parameters, (error: Error | null, result: unknown) => {
      if (error) throw error;
      answer = result;
    });
    return answer;
  };
  post('Profiler.enable');
  post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  /** What stands outside of all functions runs once, and is there for whatever comes later. */
  const runsAtLoad = new Set<Anchor>();

  return {
    take() {
      const { result } = post('Profiler.takePreciseCoverage') as { result: Script[] };
      const scripts = new Map(result.map((script) => [script.url.replace(ROOT, ''), script] as const));
      return anchors.map((anchor) => {
        const block = blockAt(scripts.get(anchor.file), anchor.offset);
        if (block?.startOffset === 0 && block.count > 0) runsAtLoad.add(anchor);
        return runsAtLoad.has(anchor) ? 1 : (block?.count ?? 0);
      });
    },
  };
}

/** The smallest block that it is in. Types are taken away in a way that leaves all else in its place. */
function blockAt(script: Script | undefined, offset: number): Range | undefined {
  let smallest: Range | undefined;
  for (const { ranges } of script?.functions ?? []) {
    for (const range of ranges) {
      const isIn = range.startOffset <= offset && offset < range.endOffset;
      if (isIn && (!smallest || lengthOf(range) < lengthOf(smallest))) smallest = range;
    }
  }
  return smallest;
}

function lengthOf({ startOffset, endOffset }: Range): number {
  return endOffset - startOffset;
}
