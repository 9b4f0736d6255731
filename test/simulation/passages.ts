import { Session } from 'node:inspector';
import { pathToFileURL } from 'node:url';
import type { Moment, Passage } from './aim.ts';

/** A place in a source file, both counted from nought. */
export interface Place {
  path: string;
  line: number;
  column: number;
}

export interface Passages {
  begun(moment: Moment): void;
  heard(moment: Moment): void;
  /** From now on, until it is asked what it has seen. */
  watch(): void;
  take(): Passage[];
}

/** Notes what runs do around some code. To be made before that is loaded. */
export function watchPassages({ path, line, column }: Place): Passages {
  const counter = globalThis as { simulationPassages?: number };
  counter.simulationPassages = 0;
  const session = new Session();
  session.connect();
  // Nothing ever stops there: what is asked on the way to it counts, and says no.
  const condition = '((globalThis.simulationPassages += 1), false)';
  const breakpoint = { url: pathToFileURL(path).href, lineNumber: line, columnNumber: column, condition };
  let heard: Moment | undefined;
  let passages: Passage[] = [];
  return {
    watch() {
      heard = undefined;
      session.post('Debugger.enable');
      session.post('Debugger.setBreakpointByUrl', breakpoint);
    },
    begun(moment) {
      if (counter.simulationPassages && heard) passages.push({ heard, begun: moment });
      counter.simulationPassages = 0;
    },
    heard(moment) {
      heard = moment;
    },
    take() {
      // All is slower while somebody looks.
      session.post('Debugger.disable');
      const all = passages;
      passages = [];
      return all;
    },
  };
}
