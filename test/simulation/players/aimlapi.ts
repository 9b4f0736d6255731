import type { History } from '../history.ts';
import type { Habits } from '../plan.ts';
import { chance, createCounter } from '../random.ts';
import type { World } from '../world.ts';
import { type HttpAnswer, type HttpPlayer, wordsOf } from './http.ts';
import { takeLink } from './take-links.ts';

const MICROS = 160_000;

interface Generation {
  id: string;
  finishesAt: number;
  isFailed: boolean;
}

type Body = Record<string, unknown>;

/** AI/ML API: an order is answered with an id that nobody but it knows; the same order again is another one, and billed again. */
export function createAimlapiPlayer(
  world: World,
  history: History,
  { listPrice }: Pick<Habits, 'listPrice'>,
): HttpPlayer {
  const generations = new Map<string, Generation>();
  const countOf = createCounter();
  const units = [{ name: 'generation', origin: 'output', price: listPrice, per: 1 }];
  const listed = listPrice === undefined ? [] : [{ id: 'minimax/music-cover', pricing: { units } }];

  const note = (by: number, id: string, words: string, said: string): void =>
    history.add({ kind: 'provider', by, provider: 'aimlapi', what: 'submit', id, words, said });

  const submit = (by: number, body: Body, clientId: string | undefined): HttpAnswer => {
    const words = wordsOf(body);
    const nth = countOf(words);
    const roll = chance(world.seed, 'aimlapi', words, nth);
    const id = `generation-${generations.size + 1}`;
    const said = (what: string) => note(by, clientId ?? id, words, what);
    if (roll < 0.04) {
      said('refused');
      return { status: 400, json: { message: 'Body validation error!', statusCode: '400' } };
    }
    said('accepted');
    const durationMs = 30_000 + chance(world.seed, 'aimlapi takes', words, nth) * 90_000;
    const isFailed = roll < 0.1;
    generations.set(id, { id, finishesAt: world.now() + durationMs, isFailed });
    if (!isFailed) history.add({ kind: 'billed', provider: 'aimlapi', id: clientId ?? id, micros: MICROS });
    return { status: 201, json: { id, status: 'queued' }, headers: { 'x-inference-id': id } };
  };

  const poll = (id: string): HttpAnswer => {
    const found = generations.get(id);
    if (!found) return { status: 404, json: { message: 'not found', statusCode: 404 } };
    if (world.now() < found.finishesAt) return { status: 200, json: { id, status: 'generating' } };
    const error = { name: 'Error', message: 'it could not be made' };
    if (found.isFailed) return { status: 200, json: { id, status: 'error', error } };
    const url = takeLink('aimlapi', id, 0, found.finishesAt);
    const meta = { usage: { credits_used: MICROS * 2, usd_spent: MICROS / 1_000_000 } };
    return { status: 200, json: { id, status: 'completed', audio_file: { url }, meta } };
  };

  return {
    nameOf({ method, url }) {
      if (url.pathname === '/v1/models') return 'prices';
      if (url.pathname.endsWith('/preprocess')) return 'take apart';
      if (method === 'POST') return 'submit';
      return url.searchParams.get('generation_id')?.startsWith('generation-') ? 'poll' : 'account';
    },
    handle(by, { method, url, body, clientId }) {
      if (url.pathname === '/v1/models') return { status: 200, json: { data: listed } };
      if (url.pathname.endsWith('/preprocess')) {
        const segments = [{ start: 0, end: 60, label: 'verse' }];
        const structure_result = JSON.stringify({ num_segments: 1, segments });
        const heard = { cover_feature_id: 'feature-1', formatted_lyrics: '[Verse]\nla la la', structure_result };
        return { status: 200, json: { ...heard, audio_duration: 60 } };
      }
      return method === 'POST' ? submit(by, body as Body, clientId) : poll(url.searchParams.get('generation_id') ?? '');
    },
    refuse(by, roll, { method, url, body, clientId = '' }) {
      const isOpen = roll >= 0.5;
      if (method === 'POST' && !url.pathname.endsWith('/preprocess'))
        note(by, clientId, wordsOf(body as Body), isOpen ? 'left open' : 'turned down');
      if (isOpen) return { status: 503, json: { title: 'Service unavailable', status: 503 } };
      return { status: 429, json: { message: 'Too Many Requests', statusCode: '429' } };
    },
  };
}
