import { z } from 'zod';
import type { Clock } from '../../../clock.ts';
import { type ApiAnswer, type Call, success } from './answer.ts';
import { enabledModel, onlyReference, referenceLink } from './check-music.ts';
import { hearSong } from './hear-song.ts';
import { hold } from './hold.ts';
import { minimaxLimits } from './limits.ts';
import { type LoadReferenceOptions, loadReference } from './load-reference.ts';
import type { Cashier } from './payment.ts';
import { bodyOf, readBody, refuseUnknown } from './read-body.ts';
import { invalid, noVocals } from './refusal.ts';
import type { MinimaxSettings } from './settings.ts';

export interface PreprocessOptions extends LoadReferenceOptions {
  clock: Clock;
  settings: MinimaxSettings;
  cashier: Cashier;
  /** Aborts when the stand-in closes. */
  signal: AbortSignal;
}

const schema = z.object({ audio_url: referenceLink, audio_base64: referenceLink });
const FIELDS = ['model', ...Object.keys(schema.shape)];

/** `POST /v1/music_cover_preprocess`, which costs nothing. */
export function createPreprocess(options: PreprocessOptions): (call: Call) => Promise<ApiAnswer> {
  const { clock, settings, cashier, features, signal } = options;

  return async ({ body: given, traceId }) => {
    const body = bodyOf(given);
    const model = enabledModel(body.model, settings);
    if (model !== minimaxLimits.preprocessModel) throw invalid(`model must be ${minimaxLimits.preprocessModel}`);
    refuseUnknown(body, FIELDS, settings);
    const source = onlyReference(readBody(schema, body));
    const reference = await loadReference(source, options);
    const isMute = settings.vocals === 'missing';
    if (isMute && settings.preprocessWithoutVocals === 'refuse') throw noVocals();
    await cashier.failAsPlanned('preprocess');
    await hold(clock, settings.preprocessMs, signal);

    const { lyrics, structure } = hearSong(reference);
    return success({
      cover_feature_id: features.keep(reference),
      formatted_lyrics: isMute ? '' : lyrics,
      // JSON within a string: so it is.
      structure_result: JSON.stringify(structure),
      audio_duration: Math.round(reference.durationMs / 1_000),
      trace_id: traceId,
    });
  };
}
