import type { WebSocket } from '@fastify/websocket';
import type { FastifyReply } from 'fastify';
import type { UploadedFile } from '../../../discord/types.ts';
import type { Stage } from '../../whole-sandbox.ts';
import type { Cast, Person } from '../cast.ts';
import type { Sample } from '../samples.ts';
import type { WireAct, WireOutcome, WireTry } from '../wire.ts';
import { createLive } from './live.ts';
import { createLocalMedia } from './local-media.ts';
import { createMessageWire } from './message-wire.ts';
import type { Panel } from './panel.ts';
import { createPerform } from './perform.ts';
import { worldFor } from './world-wire.ts';

/** One set of stand-ins with the people in it: what a page shows until everything is begun anew. */
export interface RoomOptions {
  stage: Stage;
  cast: Cast;
  samples: readonly Sample[];
  panel: Panel;
  /** What newcomers are offered; nothing when not said. */
  tries?: readonly WireTry[];
}

export interface Room extends Pick<RoomOptions, 'samples' | 'panel'> {
  /** The first one where nobody is named. */
  person(id: string | undefined): Person | undefined;
  open(socket: WebSocket, person: Person): void;
  perform(person: Person, act: WireAct, files: readonly UploadedFile[]): Promise<WireOutcome>;
  /** Sends a file that stands in a message, or a part of it. */
  sendMedia(path: string, range: string | undefined, reply: FastifyReply): Promise<FastifyReply>;
  /** Has every window load the page anew. */
  leave(): void;
  close(): void;
}

export function createRoom({ stage: { discord, clock }, cast, samples, panel, tries = [] }: RoomOptions): Room {
  const media = createLocalMedia(discord.origin);
  const messages = createMessageWire({ discord, media });
  const worldOf = (person: Person) => worldFor(person, { discord, cast, samples, tries });
  const live = createLive({ discord, clock, messages, worldOf, panel: panel.show });
  const perform = createPerform({
    discord,
    samples,
    noteCommand({ interactionId }, command) {
      messages.noteCommand(interactionId, command);
      live.showAgain(interactionId);
    },
  });
  return {
    samples,
    panel,
    person: (id) => cast.people.find((person) => person.id === id) ?? (id === undefined ? cast.people[0] : undefined),
    open: live.open,
    perform,
    sendMedia: media.send,
    leave: live.leave,
    close: live.close,
  };
}
