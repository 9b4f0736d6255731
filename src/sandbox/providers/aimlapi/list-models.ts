import type { AimlapiModel } from './limits.ts';
import type { AimlapiSettings } from './settings.ts';

/** `GET /v1/models`: the music models, and one of another kind, whose price is per token. */
export function listModels(include: unknown, settings: AimlapiSettings): Record<string, unknown> {
  const isPriced = String(include ?? '')
    .split(',')
    .includes('pricing');
  const models = (Object.keys(settings.priceMicros) as AimlapiModel[])
    .filter((id) => !settings.switchedOff.includes(id))
    .map((id) => ({
      id,
      type: 'minimax/audio',
      info: { name: id, developer: 'Sandbox (a stand-in for AI/ML API)' },
      ...(isPriced && settings.pricing !== 'missing' ? { pricing: pricingOf(settings.priceMicros[id], settings) } : {}),
    }));
  return { object: 'list', data: [textModel(isPriced), ...models] };
}

function pricingOf(micros: number, { pricing, publishedPriceFactor }: AimlapiSettings) {
  const dollars = (micros * publishedPriceFactor) / 1_000_000;
  const unit = { content: 'audio', origin: 'generated', per: 1 };
  if (pricing === 'perSecond') return { units: [{ ...unit, name: 'second', price: dollars / 60 }] };
  return { units: [{ ...unit, name: 'generation', price: pricing === 'asText' ? String(dollars) : dollars }] };
}

function textModel(isPriced: boolean) {
  const unit = { name: 'token', content: 'text', per: 1_000_000 };
  const units = [
    { ...unit, origin: 'provided', price: 1.25 },
    { ...unit, origin: 'generated', price: 10 },
  ];
  const info = { name: 'Words of a stand-in', contextLength: 400_000 };
  return { id: 'stand-in/words', type: 'openai/chat-completions', info, ...(isPriced ? { pricing: { units } } : {}) };
}
