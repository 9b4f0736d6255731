import { ButtonStyle } from 'discord.js';
import type { KeptFor } from '../../domain/policy/kept-for.ts';
import { text } from '../../locales/text.ts';
import { privacyIds } from '../interactions/cover-ids.ts';
import { refusedLines } from './cards/removal-card.ts';
import { button } from './components/buttons.ts';
import { providerTitle } from './parts/job-facts.ts';
import { cardOf, messageOf, small, type View } from './view.ts';

export interface PrivacyFacts {
  keptFor: KeptFor;
  /** The providers of the models that are offered. */
  providers: readonly string[];
}

/** What is stored about a member, for how long, who else gets it, and what the member can do about it. */
export function privacyView({ keptFor, providers }: PrivacyFacts, locale: string): View {
  const services = [...new Set(providers.map(providerTitle))];
  return cardOf([
    text(locale, 'privacy.about.kept', keptFor),
    ...(services.length === 0 ? [] : [text(locale, 'privacy.about.shared', { services })]),
    text(locale, 'privacy.about.server', keptFor),
    text(locale, 'privacy.about.yours'),
  ]);
}

/** Asks before what is stored about a member is deleted. */
export function forgetCard(memberId: string, locale: string): View {
  return cardOf(
    [
      text(locale, 'privacy.ask'),
      text(locale, 'privacy.goes'),
      small(text(locale, 'privacy.stays')),
      small(`${text(locale, 'privacy.unfinishedGoes')} ${text(locale, 'privacy.forGood')}`),
    ],
    [
      button(text(locale, 'button.deleteData'), privacyIds.delete(memberId), ButtonStyle.Danger),
      button(text(locale, 'button.keepData'), privacyIds.keep(memberId), ButtonStyle.Secondary),
    ],
  );
}

/** In place of that card, where its member thought better of it. */
export function keptDataView(locale: string): View {
  return cardOf([text(locale, 'privacy.keptAll')]);
}

/** Without the button, so that there is nothing to press a second time. */
export function forgettingView(locale: string): View {
  return cardOf([text(locale, 'privacy.deleting')]);
}

export interface ForgottenCounts {
  covers: number;
  refused: number;
  unfinished: number;
}

export function forgottenView({ covers, refused, unfinished }: ForgottenCounts, locale: string): View {
  return cardOf([
    text(locale, 'privacy.deleted', { covers }),
    ...(unfinished === 0 ? [] : [text(locale, 'privacy.unfinished', { count: unfinished })]),
    ...refusedLines(refused, locale),
  ]);
}

/** Everything that is stored about a member, as JSON; undefined where it is too large for a file here. */
export function exportView(json: string | undefined, locale: string): View {
  if (json === undefined) return cardOf([text(locale, 'privacy.tooLarge')]);
  const file = { name: 'my-data.json', data: json, contentType: 'application/json; charset=utf-8' };
  return { ...messageOf([text(locale, 'privacy.exported')]), files: [file] };
}

export function uploadsView(others: 'allow' | 'forbid', locale: string): View {
  return cardOf([text(locale, `privacy.others.${others}`)]);
}
