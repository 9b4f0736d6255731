import { randomUUID } from 'node:crypto';
import type { Order } from '../../src/providers/port.ts';

/** What is asked of a provider when nothing special is. */
export function anOrder(changes: Partial<Order> & Pick<Order, 'model' | 'reference'>): Order {
  return {
    ourId: randomUUID(),
    voice: null,
    instrumental: null,
    isInstrumental: false,
    writesLyrics: false,
    style: 'a slow waltz by the sea',
    lyrics: null,
    takes: 1,
    seed: null,
    audio: { format: 'mp3', bitrateKbps: 256, sampleRate: 44_100, channels: 2 },
    ...changes,
  };
}
