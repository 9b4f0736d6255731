import { ButtonStyle } from 'discord.js';
import type { DeskHealth } from '../../../domain/policy/operator-desk.ts';
import { text } from '../../../locales/text.ts';
import { operatorIds } from '../../interactions/operator-ids.ts';
import { button } from '../components/buttons.ts';
import { providerTitle } from '../parts/job-facts.ts';
import type { CardView } from '../view.ts';
import { type OperatorCardOptions, operatorCard, operatorMenu, refreshButton } from './operator-parts.ts';

/** How providers and queue are, and what stops them. */
export function healthCard(options: OperatorCardOptions & { health: DeskHealth }): CardView {
  const { locale, health } = options;
  const { choices, providers, queue } = health;
  const isPaused = (name: string) => choices.pausedProviders.includes(name);
  const choicesOfMenu = providers.map(({ name }) => ({
    name: text(locale, isPaused(name) ? 'operator.option.resume' : 'operator.option.pause', {
      name: providerTitle(name),
    }),
    // What it does stands in it: a card that is old by now undoes nothing.
    value: `${isPaused(name) ? 'resume' : 'pause'}:${name}`,
  }));
  return operatorCard(options, 'health', {
    lines: [
      ...(choices.isDrained ? [text(locale, 'operator.drainedNow')] : []),
      ...providers.map(({ name, health: state, answeredAt = null, failures, closedForMs }) => {
        const facts = { health: state, answeredAt, failures, closedForMs, isPaused: isPaused(name) };
        return text(locale, 'operator.provider', { name: providerTitle(name), ...facts });
      }),
      text(locale, 'operator.queue', queue),
      ...(queue.oldestAt === undefined ? [] : [text(locale, 'operator.oldest', { at: queue.oldestAt })]),
    ],
    menus:
      choicesOfMenu.length === 0
        ? []
        : [operatorMenu(operatorIds.provider('health'), text(locale, 'operator.placeholder.provider'), choicesOfMenu)],
    buttons: [
      choices.isDrained
        ? button(text(locale, 'button.operator.undrain'), operatorIds.drain('off'), ButtonStyle.Success)
        : button(text(locale, 'button.operator.drain'), operatorIds.drain('on'), ButtonStyle.Danger),
      refreshButton(locale, 'health'),
    ],
  });
}
