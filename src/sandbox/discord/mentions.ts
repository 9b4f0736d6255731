import { walkComponents } from './component-tree.ts';
import type { Json } from './types.ts';
import type { AllowedMentions } from './validation/message.ts';

/** Which users a message pings: those mentioned in its text, as far as `allowed_mentions` lets it. */
export function pingsOf(message: { content: string; components: readonly Json[] }, allowed: AllowedMentions): string[] {
  const displayed = walkComponents(message.components).map(({ component }) => component.content);
  const text = [message.content, ...displayed].filter((part) => typeof part === 'string').join('\n');
  const mentioned = [...new Set([...text.matchAll(/<@!?(\d{17,20})>/g)].flatMap(([, id]) => id ?? []))];
  if (!allowed || allowed.parse?.includes('users')) return mentioned;
  return mentioned.filter((id) => allowed.users?.includes(id));
}
