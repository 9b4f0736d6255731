import { onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import type { DiscordSandbox } from '../../../../src/sandbox/discord/sandbox.ts';

const packetSchema = z.object({ op: z.number(), t: z.string().nullish(), s: z.number().nullish(), d: z.unknown() });
export type Packet = z.output<typeof packetSchema>;

const interactionSchema = z.looseObject({ id: z.string(), token: z.string(), application_id: z.string() });
export type RawInteraction = z.output<typeof interactionSchema>;

/** A bare connection to the gateway, which sends only what the test says. */
export async function connectRaw(discord: DiscordSandbox) {
  const socket = new WebSocket(`${discord.origin.replace('http', 'ws')}/gateway?v=10&encoding=json`);
  const packets: Packet[] = [];
  let taken = 0;
  socket.addEventListener('message', ({ data }) => packets.push(packetSchema.parse(JSON.parse(String(data)))));
  const closed = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)));
  onTestFinished(() => socket.close());

  const send = (packet: { op: number; d?: unknown }) => socket.send(JSON.stringify(packet));
  const receive = (matches: (packet: Packet) => boolean) =>
    vi.waitFor(
      () => {
        const found = packets.find(matches);
        if (!found) throw new Error(`only got ${JSON.stringify(packets.map(({ op, t }) => t ?? op))}`);
        return found;
      },
      { interval: 2, timeout: 5000 },
    );
  await receive(({ op }) => op === 10);

  return {
    packets,
    closed,
    send,
    receive,
    close: (code: number) => socket.close(code),
    /** Sends IDENTIFY and returns the data of READY. */
    async identify(changes: Record<string, unknown> = {}) {
      send({ op: 2, d: { token: discord.token, intents: 0, properties: {}, ...changes } });
      const { d } = await receive(({ t }) => t === 'READY');
      return z.looseObject({ session_id: z.string(), resume_gateway_url: z.string() }).parse(d);
    },
    /** The interactions in the order of their arrival, one with each call. */
    async nextInteraction(): Promise<RawInteraction> {
      const arrived = () => packets.filter(({ t }) => t === 'INTERACTION_CREATE');
      await vi.waitFor(
        () => {
          if (arrived().length <= taken) throw new Error('no interaction arrived');
        },
        { interval: 2, timeout: 5000 },
      );
      taken += 1;
      return interactionSchema.parse(arrived()[taken - 1]?.d);
    },
  };
}
