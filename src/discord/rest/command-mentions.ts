import { ApplicationCommandType, InteractionResponseType, type RequestData, type RouteLike } from 'discord.js';
import { z } from 'zod';
import type { RestCalls } from './rest-calls.ts';

/** Turns the names of our commands into mentions, which can be tapped: they need ids, and only Discord knows those. */
export interface CommandMentions {
  /** Takes Discord's list of our commands, as it answers with it, and says whether any is known by now. */
  learn(stored: unknown): boolean;
  /** The calls, whose texts mention each command that is known; what is not known yet stays as it is written. */
  within(calls: RestCalls): RestCalls;
}

const storedSchema = z.array(z.object({ id: z.string(), name: z.string(), type: z.number().optional() }));

/** As texts write a command, `/covers mine`. A member's own backtick has a backslash before it. */
const WRITTEN = /(?<!\\)`\/([a-z-]+)((?: [a-z-]+){0,2})`/g;

/** Discord's limit for all texts of a message; a mention is some 20 characters longer than a name. */
const CONTENT_MAXIMUM = 2_000;
const BODY_MAXIMUM = 4_000;

export function createCommandMentions(): CommandMentions {
  const ids = new Map<string, string>();

  const mentioned = (text: string) =>
    text.replace(WRITTEN, (written, name: string, rest: string) => {
      const id = ids.get(name);
      return id === undefined ? written : `</${name}${rest}:${id}>`;
    });

  const call = (calls: RestCalls, method: keyof RestCalls) => (route: RouteLike, options?: RequestData) =>
    calls[method](
      route,
      options && !isForm(options.body) ? { ...options, body: withMentions(options.body, mentioned) } : options,
    );

  return {
    learn(stored) {
      const { data = [] } = storedSchema.safeParse(stored);
      for (const { id, name, type } of data) {
        if (type === undefined || type === ApplicationCommandType.ChatInput) ids.set(name, id);
      }
      return ids.size > 0;
    },

    within: (calls) => ({
      delete: calls.delete,
      get: calls.get,
      put: calls.put,
      patch: call(calls, 'patch'),
      post: call(calls, 'post'),
    }),
  };
}

/** Nothing in a form can be tapped, and nobody waits for anything as for a form. */
function isForm(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'type' in body && body.type === InteractionResponseType.Modal;
}

/** The body of a request with other texts, unless they would be too long by that. */
function withMentions(body: unknown, mentioned: (text: string) => string): unknown {
  let length = 0;
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, key === 'content' ? text(inner) : walk(inner)]),
    );
  };
  const text = (value: unknown): unknown => {
    if (typeof value !== 'string') return value;
    const longer = mentioned(value);
    length += longer.length;
    return longer.length > CONTENT_MAXIMUM ? value : longer;
  };
  const changed = walk(body);
  return length > BODY_MAXIMUM ? body : changed;
}
