import { markersIn } from './markers.ts';
import type { RunRecord } from './record.ts';
import type { Stage } from './world.ts';

export interface Owners {
  /** The markers of those whose request says these words: by the marker itself, or by the id of a task. */
  of(words: string): string[];
  /** Notes down what the providers were paid for, and whose the requests were that only name an interaction. */
  complete(record: RunRecord): void;
}

export function createOwners({ runware, aimlapi, minimax }: Stage): Owners {
  const byTask = () => {
    const owners = new Map<string, string>();
    for (const { taskUUID, style } of runware.tasks()) owners.set(taskUUID, style);
    for (const { id, style } of aimlapi.tasks()) owners.set(id, style);
    return owners;
  };

  return {
    of(words) {
      const named = markersIn(words);
      if (named.length > 0) return named;
      const owners = byTask();
      const ids = words.match(/[\w-]{20,}/g) ?? [];
      return [...new Set(ids.flatMap((id) => markersIn(owners.get(id) ?? '')))];
    },
    complete({ payments, strikes, acts }) {
      const askers = new Map(acts.flatMap(({ interactionIds, marker }) => interactionIds.map((id) => [id, marker])));
      for (const strike of strikes) {
        if (strike.markers.length > 0) continue;
        strike.markers = interactionsIn(strike.path).flatMap((id) => askers.get(id) ?? []);
      }
      const owners = byTask();
      const add = (provider: 'runware' | 'aimlapi' | 'minimax', style: string, at: number, micros: number) => {
        const [marker] = markersIn(style);
        if (marker !== undefined) payments.push({ marker, at, provider, micros });
      };
      for (const { taskUUID, at, micros } of runware.money.paid) add('runware', owners.get(taskUUID) ?? '', at, micros);
      for (const { id, at, micros } of aimlapi.money.paid) add('aimlapi', owners.get(id) ?? '', at, micros);
      for (const { words, at, micros } of minimax.money.paid) add('minimax', words, at, micros);
    },
  };
}

/** By id, or by the token of a webhook, which holds one. */
function interactionsIn(path: string): string[] {
  return path.split('/').flatMap((part) => {
    if (/^\d+$/.test(part)) return [part];
    return /^interaction:(\d+):/.exec(Buffer.from(part, 'base64url').toString())?.[1] ?? [];
  });
}
