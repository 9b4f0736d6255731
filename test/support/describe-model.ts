import type { Model, TextRule } from '../../src/domain/models.ts';
import { NOT_YET_KNOWN } from '../../src/domain/money/prices.ts';

/** One model as a row of the table in docs/models.md, so that the two cannot drift apart. */
export function describeModel(model: Model): string {
  const { provider, id, kind, style, lyrics, uploads, reference, maximumTakes, priceOf, retired } = model;
  const priceMicros = priceOf(NOT_YET_KNOWN);
  const cells = [
    `\`${provider}/${id}\`${retired ? ' (on request)' : ''}`,
    kind === 'cover' ? '`/cover`' : '`/song`',
    describeRule(style),
    describeRule(lyrics),
    uploads === 'none' ? '–' : `${Math.ceil(reference.minimumSeconds)}–${reference.maximumSeconds} s`,
    String(maximumTakes),
    priceMicros === null ? 'set one' : `$${(priceMicros / 1_000_000).toFixed(2)}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

function describeRule({ need, minimum, maximum }: TextRule): string {
  if (need === 'none') return '–';
  return `${minimum}–${maximum.toLocaleString('en')}${need === 'optional' ? ', optional' : ''}`;
}
