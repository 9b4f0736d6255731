/** What one look has found. Nothing in it is secret. */
export interface Finding {
  /** What was looked at, in a word or two; the same from run to run. */
  name: string;
  /** `warn`: it works, and could be better. `skipped`: something else has to be in order before. */
  state: 'ok' | 'warn' | 'fail' | 'skipped';
  /** What was seen, in one line. */
  detail: string;
  /** For the operator; null where there is nothing to do. */
  whatToDo: string | null;
}

export function ok(name: string, detail: string): Finding {
  return { name, state: 'ok', detail, whatToDo: null };
}

export function skipped(name: string, detail: string): Finding {
  return { name, state: 'skipped', detail, whatToDo: null };
}

export function warn(name: string, detail: string, whatToDo: string): Finding {
  return { name, state: 'warn', detail, whatToDo };
}

export function fail(name: string, detail: string, whatToDo: string): Finding {
  return { name, state: 'fail', detail, whatToDo };
}
