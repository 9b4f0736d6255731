import { interactionTypes } from '../interactions.ts';
import type { Forged, Json } from '../types.ts';

const [STRING_SELECT, TEXT_INPUT, LABEL] = [3, 4, 18];

/** What an altered client sends for a control or a form that is not there. */
export function forgedData({ as, customId, values }: Forged): { type: number; data: Json } {
  if (as === 'menu') {
    const data = { component_type: STRING_SELECT, custom_id: customId, id: 1, values };
    return { type: interactionTypes.component, data };
  }
  const components = Object.entries(values).map(([name, value], index) => ({
    type: LABEL,
    id: 2 * index + 1,
    component: {
      id: 2 * index + 2,
      custom_id: name,
      ...(typeof value === 'string' ? { type: TEXT_INPUT, value } : { type: STRING_SELECT, values: value }),
    },
  }));
  return { type: interactionTypes.modalSubmit, data: { custom_id: customId, components, resolved: {} } };
}
