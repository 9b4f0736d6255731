import { sentStyle, withoutHidden } from '../../domain/draft/sent-words.ts';
import type { AudioSettings, Job, ModelId } from '../../domain/job.ts';
import { findModel, type Model } from '../../domain/models.ts';
import { audioFor } from '../../domain/song/audio-settings.ts';
import type { Order } from '../../providers/port.ts';

/** What the job wishes, as far as the model goes along. */
export function audioOf(models: readonly Model[], job: Job, model: ModelId): AudioSettings {
  const row = findModel(models, model);
  return row ? audioFor(row, job.wanted.audio) : job.wanted.audio;
}

/** What is sent: the member's words without what they hide, and a style that says enough for the model. */
export function orderOf(models: readonly Model[], job: Job, model: ModelId, ourId: string): Order {
  const { reference, voice, instrumental, isInstrumental, writesLyrics } = job;
  const rule = findModel(models, model)?.style ?? { minimum: 0 };
  const style = job.style === null ? null : sentStyle(job.style, rule);
  const lyrics = job.lyrics === null ? null : withoutHidden(job.lyrics);
  const { takes, seed } = job.wanted;
  const given = { reference, voice, instrumental, isInstrumental, writesLyrics, style, lyrics };
  return { ourId, model: model.model, ...given, takes, seed, audio: audioOf(models, job, model) };
}
