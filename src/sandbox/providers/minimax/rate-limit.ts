import type { Clock } from '../../../clock.ts';
import { type MinimaxModel, minimaxLimits } from './limits.ts';
import { Refusal } from './refusal.ts';
import type { MinimaxSettings } from './settings.ts';

const MINUTE_MS = 60_000;

/** Counts a music call in and returns the way out. Throws a `Refusal` for one too many. */
export function createRateLimit(clock: Clock, settings: MinimaxSettings): (model: MinimaxModel) => () => void {
  let recent: { at: number; isFree: boolean }[] = [];
  let connections = 0;

  return (model) => {
    const { isFree } = minimaxLimits.models[model];
    const at = clock.now();
    recent = recent.filter((call) => at - call.at < MINUTE_MS);
    const perMinute = isFree ? settings.freeRequestsPerMinute : settings.requestsPerMinute;
    const inThisMinute = recent.filter((call) => call.isFree === isFree).length;
    if (perMinute !== null && inThisMinute >= perMinute) throw new Refusal(1002);
    if (settings.maximumConnections !== null && connections >= settings.maximumConnections) throw new Refusal(1041);
    recent.push({ at, isFree });
    connections += 1;
    return () => {
      connections -= 1;
    };
  };
}
