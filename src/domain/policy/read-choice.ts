import { type SettingKey, settingRows } from './guild-settings.ts';

/** What somebody typed for a setting: `reset` where it was left empty, `invalid` where it says nothing that can be used. */
export type TypedChoice = { kind: 'value'; value: number | string } | { kind: 'reset' } | { kind: 'invalid' };

const MICROS_PER_DOLLAR = 1_000_000;

/** Reads the text of a form for a setting. Amounts are in dollars, with or without their sign, and with a dot or a comma. */
export function readTyped(key: SettingKey, text: string | null): TypedChoice {
  const { kind } = settingRows[key].control;
  const typed = (text ?? '').trim();
  if (typed === '') return { kind: 'reset' };
  if (kind === 'line') return { kind: 'value', value: typed };
  const value = kind === 'money' ? readDollars(typed) : readWhole(typed);
  return value === undefined ? { kind: 'invalid' } : { kind: 'value', value };
}

/** Micro-dollars. */
export function readDollars(typed: string): number | undefined {
  const [, amount] = /^\$?\s*(\d{1,7}(?:[.,]\d{1,6})?)\s*\$?$/.exec(typed.trim()) ?? [];
  return amount === undefined ? undefined : Math.round(Number(amount.replace(',', '.')) * MICROS_PER_DOLLAR);
}

export function readWhole(typed: string): number | undefined {
  return /^\d{1,7}$/.test(typed.trim()) ? Number(typed.trim()) : undefined;
}

/** What was chosen for a setting from a menu; undefined for what the menu did not offer. */
export function readChosen(key: SettingKey, values: readonly string[]): { value: unknown } | undefined {
  const { control } = settingRows[key];
  const [first] = values;
  switch (control.kind) {
    case 'channels':
    case 'roles':
    case 'models':
      return { value: values };
    case 'yesNo':
      return first === 'true' || first === 'false' ? { value: first === 'true' } : undefined;
    case 'minutes':
      return { value: readWhole(first ?? '') };
    case 'choice': {
      if (first === undefined || !control.values.includes(first)) return undefined;
      return { value: /^\d+$/.test(first) ? Number(first) : first };
    }
    case 'locale':
      return first === undefined ? undefined : { value: first === '-' ? null : first };
    default:
      return undefined;
  }
}
