import type { Answer } from '../shared/http-fault.ts';
import { aimlapiLimits } from './limits.ts';
import type { AimlapiSettings } from './settings.ts';

/** `models` needs no key, and is struck by no fault that does not name it: bots ask it now and then. */
export type Endpoint = 'submit' | 'poll' | 'preprocess' | 'upload' | 'generate' | 'models';

export interface AimlapiAnswer extends Answer {
  headers?: Readonly<Record<string, string>>;
}

/** The headers of an answer that belongs to a generation; money only once it is spent. */
export function generationHeaders(
  id: string,
  spentMicros: number | undefined,
  settings: AimlapiSettings,
): Record<string, string> {
  if (spentMicros === undefined || !settings.usageHeaders) return { 'x-inference-id': id };
  return {
    'x-inference-id': id,
    'x-aimlapi-credits-used': String(creditsOf(spentMicros)),
    'x-aimlapi-usd-spent': (spentMicros / 1_000_000).toFixed(9),
  };
}

export function creditsOf(micros: number): number {
  return micros * aimlapiLimits.creditsPerMicro;
}
